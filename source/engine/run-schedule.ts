import {randomUUID} from 'node:crypto';
import {hostname} from 'node:os';
import {hasCode, MilvaultError, toMilvaultError} from '../model/milvault-error.js';
import type {ErrorSummary, Outcome} from '../model/job-events.js';
import type {JobResult} from '../model/jobs.js';
import type {BackupRequest} from '../model/plans.js';
import type {VerifyLevel} from '../model/verify-result.js';
import {
	copyTarget,
	type Schedule,
	type ScheduleRun,
	type ScheduleRunStep,
	type ScheduleStep,
} from '../model/schedule.js';
import {assertScheduleName, runName} from '../model/schedule-values.js';
import {wait} from '../utils/wait.js';
import {holdLock, type Lock} from './locks/hold-lock.js';
import {scheduleMissing} from './put-schedule.js';
import {dueRun, timeText, type DueRun} from './schedules/due-run.js';
import {
	isRunningNow,
	lockNameOf,
	readLastRun,
	readSchedule,
	readSkips,
	writeLastRun,
	writeSkips,
} from './schedules/schedule-store.js';
import type {Place, Session} from './session.js';

/** What a step of a run is to do, as a job. */
export type StepWork =
	| {kind: 'create'; request: BackupRequest; schedule: Schedule}
	| {kind: 'prune'}
	/** `to`: the name of a repository. */
	| {kind: 'copy'; names: readonly string[]; to: string}
	| {kind: 'verify'; names: readonly string[]; level: VerifyLevel};

/** How a face does the jobs of a run. */
export type ScheduleJobs = {
	/** Plans and does a job under this id; ends when the job does. */
	perform: (work: StepWork, jobId: string) => Promise<JobResult>;
	/**
	 * Continues a job that was interrupted, or waits for one that still runs, and gives its result;
	 * undefined for one that is not known here, or left nothing.
	 */
	resume: (jobId: string) => Promise<JobResult | undefined>;
};

export type RunScheduleOptions = {
	jobs: ScheduleJobs;
	/** Do nothing unless it is due; default: run it now, as somebody asked for. */
	isIfDue?: boolean;
	/** Default: the present. */
	now?: () => Date;
	/** Takes secrets out of what is recorded. */
	mask?: (text: string) => string;
	signal?: AbortSignal;
	/** A run begins: the time that it is for, and how late it is. */
	onStart?: (run: ScheduleRun, isContinued: boolean) => void;
	/** True: a run whose signal ends stays open, to be continued; for a server that ends. */
	staysOpen?: boolean;
};

export type ScheduleEnd =
	{is: 'not-due'; next?: string} | {is: 'ran'; run: ScheduleRun; results: JobResult[]};

/**
 * One run of a schedule: a backup, and what comes after it.
 *
 * 1. Is it due? Where nobody asked for it, a time that has had its run is none.
 * 2. It takes the schedule's lock: of two that start it, one does. The other leaves it out, and
 *    counts it where it is another time than that of the run that goes on.
 * 3. It looks again, and records that the time has its run, before it does anything.
 * 4. The backup, then each further step, as jobs; after one that is not complete the rest is
 *    skipped, and named.
 * 5. It records how the run ended.
 *
 * Left behind after an interruption: the record of a run without an end, whose job is continued by
 * the next call for the same time.
 *
 * @throws schedule-missing, schedule-running, and what keeps the repository from answering; what a
 *   job throws is in the run's steps
 */
export async function runSchedule(
	session: Session,
	name: string,
	options: RunScheduleOptions,
): Promise<ScheduleEnd> {
	assertScheduleName(name);
	const {isIfDue = false, now = () => new Date(), signal} = options;
	const repository = await session.repositoryPlace();
	await repository.storage.ensureReachable({signal});
	const at = now();
	const before = await look(repository, name, at, signal);
	const isOpen = before.last !== undefined && before.last.endedAt === undefined;
	if (isIfDue && before.due.is === 'not-due' && !isOpen) {
		return {is: 'not-due', ...(before.due.next !== undefined && {next: before.due.next})};
	}

	const lock = await takeLock(repository, name, {isIfDue, at, signal});
	if (!lock) {
		return {is: 'not-due', ...(before.due.next !== undefined && {next: before.due.next})};
	}

	try {
		return await runUnderLock(session, repository, name, options);
	} finally {
		await lock.release();
	}
}

async function runUnderLock(
	session: Session,
	repository: Place,
	name: string,
	{jobs, isIfDue = false, now = () => new Date(), onStart, signal, ...options}: RunScheduleOptions,
): Promise<ScheduleEnd> {
	const {schedule, last, due} = await look(repository, name, now(), signal);
	const isLeft = last !== undefined && last.endedAt === undefined;
	if (isIfDue && due.is !== 'due' && !isLeft) {
		return {is: 'not-due', ...(due.next !== undefined && {next: due.next})};
	}

	const isContinued = isIfDue && due.is !== 'due';
	const run: ScheduleRun =
		isContinued && last
			? {...last, host: hostname()}
			: newRun(schedule, {last, due: isIfDue ? due : undefined, at: now()});
	const record = async (): Promise<void> => {
		await writeLastRun(repository, name, JSON.parse((options.mask ?? same)(JSON.stringify(run))));
	};

	await record();
	onStart?.(run, isContinued);
	const results: JobResult[] = [];
	const steps: ScheduleRunStep[] = [];
	run.steps = steps;
	const create = async (): Promise<JobResult> => {
		const jobId = run.jobId ?? randomUUID();
		const resumed = isContinued ? await jobs.resume(jobId) : undefined;
		if (resumed) {
			return resumed;
		}

		const {filter, strategy = 'auto', withRbac = false} = schedule.create;
		const request = {name: run.backup, filter, strategy, withRbac};
		return jobs.perform({kind: 'create', schedule, request}, jobId);
	};

	await doStep('create', run.jobId!, create);
	for (const step of schedule.after) {
		if (steps.some(one => one.outcome !== 'complete')) {
			steps.push({step, outcome: 'skipped'});
		} else {
			const jobId = randomUUID();
			await doStep(step, jobId, async () => jobs.perform(workOf(step, run.backup), jobId));
		}
	}

	const isStopped = options.staysOpen === true && (signal?.aborted ?? false);
	if (isStopped) {
		run.steps = [];
	} else {
		run.endedAt = timeText(now());
		run.outcome = outcomeOfSteps(steps);
	}

	await record();
	return {is: 'ran', run, results};

	async function doStep(
		step: ScheduleRunStep['step'],
		jobId: string,
		work: () => Promise<JobResult>,
	): Promise<void> {
		try {
			const result = await work();
			results.push(result);
			const error = firstError(result);
			steps.push({
				step,
				outcome: result.outcome,
				jobId,
				...(result.outcome !== 'complete' && error && {error}),
			});
		} catch (thrown) {
			const {code, details} = toMilvaultError(thrown);
			steps.push({
				step,
				outcome: code === 'cancelled' ? 'cancelled' : 'failed',
				jobId,
				error: {code, details},
			});
		}

		await record();
	}
}

async function look(
	repository: Place,
	name: string,
	now: Date,
	signal: AbortSignal | undefined,
): Promise<{schedule: Schedule; last: ScheduleRun | undefined; due: DueRun}> {
	const schedule = await readSchedule(repository, name, signal);
	if (!schedule) {
		throw await scheduleMissing(repository, name, signal);
	}

	const last = await readLastRun(repository, name, signal);
	const skips = await readSkips(repository, name, signal);
	return {schedule, last, due: dueRun(schedule, {last, skips, isRunning: false}, now)};
}

/** Until a run that has just taken the lock has recorded for which time it is. */
const recordsWithinMs = 2000;

/**
 * Undefined where the run that goes on is for the same time: two machines wanted to start it.
 *
 * @throws schedule-running
 */
async function takeLock(
	repository: Place,
	name: string,
	{isIfDue, at, signal}: {isIfDue: boolean; at: Date; signal: AbortSignal | undefined},
): Promise<Lock | undefined> {
	try {
		return await holdLock(repository, lockNameOf(name), {
			jobId: randomUUID(),
			// A kind that every version reads.
			kind: 'backup',
			mode: 'exclusive',
			warn() {},
			signal,
		});
	} catch (error) {
		if (!hasCode(error, 'locked')) {
			throw error;
		}

		const {host, startedAt} = error.details;
		let slot: string | undefined;
		let count = 0;
		if (isIfDue) {
			await wait(recordsWithinMs, signal);
			const {due} = await look(repository, name, at, signal);
			if (due.is !== 'due' || !(await isRunningNow(repository, name, signal))) {
				return undefined;
			}

			slot = due.slot;
			count = ((await readSkips(repository, name, signal))?.count ?? 0) + 1;
			await writeSkips(repository, name, {count, slot});
		}

		throw new MilvaultError(
			'schedule-running',
			{name, host, startedAt, ...(slot !== undefined && {slot, skipped: count})},
			{cause: error},
		);
	}
}

function newRun(
	schedule: Schedule,
	{last, due, at}: {last: ScheduleRun | undefined; due: DueRun | undefined; at: Date},
): ScheduleRun {
	const isDue = due?.is === 'due';
	const lastSlot = isDue ? due.slot : last?.lastSlot;
	return {
		...(isDue && {slot: due.slot, lateMs: due.lateMs, missed: due.missed}),
		...(lastSlot !== undefined && {lastSlot}),
		startedAt: timeText(at),
		backup: runName(schedule, at),
		jobId: randomUUID(),
		steps: [],
		host: hostname(),
	};
}

function workOf(step: ScheduleStep, backup: string): StepWork {
	if (step === 'prune') {
		return {kind: 'prune'};
	}

	const to = copyTarget(step);
	return to === undefined
		? {kind: 'verify', names: [backup], level: step === 'verify:full' ? 'full' : 'quick'}
		: {kind: 'copy', names: [backup], to};
}

function outcomeOfSteps(steps: readonly ScheduleRunStep[]): Outcome {
	const [create, ...after] = steps;
	if (!create || create.outcome === 'skipped') {
		return 'failed';
	}

	return create.outcome === 'complete' && after.some(({outcome}) => outcome !== 'complete')
		? 'partial'
		: create.outcome;
}

function firstError(result: JobResult): ErrorSummary | undefined {
	const parts: ReadonlyArray<{error?: ErrorSummary}> =
		'backups' in result ? result.backups : result.collections;
	return parts.find(({error}) => error)?.error;
}

function same(text: string): string {
	return text;
}

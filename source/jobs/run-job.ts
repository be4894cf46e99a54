import {randomUUID} from 'node:crypto';
import {mkdir, rm} from 'node:fs/promises';
import {createControl} from '../engine/run/control.js';
import type {Journal} from '../engine/journal/journal.js';
import type {Session} from '../engine/session.js';
import type {RunOptions} from '../engine/run/run-options.js';
import type {JobEvent, OnEvent, Warning} from '../model/job-events.js';
import {isContinuable, type JobRecord, type JobResult, type JobWork} from '../model/jobs.js';
import {toMilvaultError} from '../model/milvault-error.js';
import {processSpace, startTimeOf} from '../utils/process-identity.js';
import {toolVersion} from '../utils/tool-version.js';
import {openFileJournal} from './file-journal.js';
import {jobFiles} from './job-files.js';
import {untilWorkersStopped, withCrew} from './job-crew.js';
import {followControl} from './job-control.js';
import {openJobLog} from './job-log.js';
import {readRecord, writeRecord, writeResult, writeWork} from './job-record.js';
import {pruneJobs} from './prune-jobs.js';
import {sharedJournal, shareRecord} from './shared-job.js';

export type JobOptions = {
	stateDir: string;
	/** Default: a new one. One that is there is continued. */
	id?: string;
	choice: JobRecord['choice'];
	isDetached?: boolean;
	/** Records it in the repository too. */
	isShared?: boolean;
	alias?: string;
	/** Takes secrets out of what is logged. */
	mask: (text: string) => string;
	signal?: AbortSignal;
	onEvent?: OnEvent;
	/** Wraps the journal of the work; default: no wrapper. */
	wrapJournal?: (journal: Journal) => Journal;
	/** Its id, as soon as it is recorded. */
	onStarted?: (id: string) => void;
};

/**
 * Does a job's work and keeps a record of it: what is to be done, a journal, a log, and how it
 * ended.
 *
 * Where nothing can be recorded (a read-only home), the work is done nevertheless; a warning says
 * that it cannot be continued.
 *
 * Left behind after an interruption: the record says `running` of a process that is gone, which is
 * what makes it `interrupted`.
 */
export async function runJob(
	session: Session,
	work: JobWork,
	options: JobOptions,
): Promise<JobResult> {
	const {stateDir, mask, signal} = options;
	const id = options.id ?? randomUUID();
	const files = jobFiles(stateDir, id);
	const recording = await startRecording(work, id, options);
	if ('reason' in recording) {
		const warning: Warning = {
			code: 'not-recorded',
			details: {path: files.directory, reason: recording.reason},
		};
		options.onEvent?.({type: 'warning', warning});
		return doNotified(session, work, {...options, jobId: id}, options);
	}

	const {record, journal} = recording;
	const log = openJobLog(files.log, mask);
	// Undefined until the work has started: until then the earlier work can still be continued.
	let canContinue: boolean | undefined;
	const onEvent = (event: JobEvent): void => {
		log.add(event);
		if (event.type === 'job-ended') {
			canContinue = event.canContinue ?? false;
		}

		options.onEvent?.(event);
	};

	options.onStarted?.(id);
	const control = createControl(session.settings.limits);
	const endFollowing = followControl(stateDir, id, control);
	const {isShared = false} = record;
	const end = async (change: Partial<JobRecord>): Promise<void> => {
		const endedAt = new Date().toISOString();
		// Who reads that it is over finds all that it did.
		await log.close();
		await writeRecord(stateDir, {...record, endedAt, ...change});
		if (isShared) {
			await shareRecord(session, stateDir, id);
		}
	};

	try {
		if (isShared) {
			await shareRecord(session, stateDir, id);
		}

		const kept = isShared ? await sharedJournal(session, id, journal) : journal;
		const wrapped = options.wrapJournal?.(kept) ?? kept;
		await untilWorkersStopped(wrapped, {signal, onEvent});
		const result = await withCrew({session, jobId: id, journal: wrapped, control, signal}, crew =>
			doNotified(
				session,
				work,
				{jobId: id, journal: wrapped, control, signal, onEvent, crew},
				options,
			),
		);
		// The work is done: a failure to record its result does not change that.
		await writeResult(stateDir, id, result, mask).catch(() => undefined);
		const ended = {state: result.outcome, canContinue: canContinue ?? false};
		await end(ended).catch(() => undefined);
		return result;
	} catch (thrown) {
		const error = toMilvaultError(thrown);
		const {code, details} = error;
		const summary = JSON.parse(mask(JSON.stringify({code, details}))) as {
			code: typeof code;
			details: unknown;
		};
		await end({
			state: code === 'cancelled' ? 'cancelled' : 'failed',
			error: summary,
			canContinue: canContinue ?? record.canContinue,
			// An address that led nowhere is not tried the next time.
			...(canContinue === undefined && recording.choiceBefore),
		}).catch(() => undefined);
		throw error;
	} finally {
		endFollowing();
		await journal.close().catch(() => undefined);
	}
}

/**
 * Does the work, and notifies the receivers of its end before that is recorded: a job that is killed
 * meanwhile is continued, and notifies again.
 */
async function doNotified(
	session: Session,
	work: JobWork,
	options: RunOptions & {jobId: string},
	{stateDir, mask}: JobOptions,
): Promise<JobResult> {
	const {settings, cluster, repository} = session;
	const run = async (): Promise<JobResult> => doWork(session, work, options);
	if (!settings.notify) {
		return run();
	}

	const {notifyOfJob} = await import('../notify/notify-job.js');
	const {jobId, onEvent} = options;
	const {kind} = work;
	return notifyOfJob(
		settings,
		{kind, name: nameOf(work), jobId, cluster: cluster.name, repository: repository.name},
		run,
		{stateDir, mask, onEvent},
	);
}

/** Each kind loads its own use case only: loading all of them took 70 ms of processor time. */
async function doWork(session: Session, work: JobWork, options: RunOptions): Promise<JobResult> {
	switch (work.kind) {
		case 'backup': {
			const {createBackup} = await import('../engine/create-backup.js');
			return createBackup(session, work.plan, options);
		}

		case 'restore': {
			const {drillBackup} = await import('../engine/drill-backup.js');
			return drillBackup(session, work.plan, options);
		}

		case 'verify': {
			const {names, level} = work;
			const {verifyBackups} = await import('../engine/verify-backups.js');
			return verifyBackups(session, names, {...options, level});
		}

		case 'delete': {
			const {deleteBackups} = await import('../engine/delete-backups.js');
			const {names, withPinned} = work;
			return deleteBackups(session, names, {...options, withPinned});
		}

		case 'prune': {
			const {pruneBackups} = await import('../engine/prune-backups.js');
			return pruneBackups(session, work.plan, options);
		}

		case 'copy': {
			const {copyBackups} = await import('../engine/copy-backups.js');
			return copyBackups(session, work.plan, options);
		}
	}
}

/** Of the backup; of several, comma separated. */
function nameOf(work: JobWork): string {
	return 'names' in work ? work.names.join(', ') : work.plan.name;
}

type Recording = {
	record: JobRecord;
	/** Of an earlier run. */
	choiceBefore?: Pick<JobRecord, 'choice'>;
	journal: Awaited<ReturnType<typeof openFileJournal>>;
};

async function startRecording(
	work: JobWork,
	id: string,
	{stateDir, choice, isDetached, isShared, alias}: JobOptions,
): Promise<Recording | {reason: string}> {
	const files = jobFiles(stateDir, id);
	const before = await readRecord(stateDir, id);
	const record: JobRecord = {
		formatVersion: 1,
		id,
		kind: work.kind,
		name: nameOf(work),
		choice,
		state: 'running',
		canContinue: before !== undefined && (before.state === 'running' || isContinuable(before)),
		isDetached: isDetached ?? false,
		...((isShared ?? before?.isShared) && {isShared: true}),
		...((alias ?? before?.alias) && {alias: alias ?? before?.alias}),
		process: {
			pid: process.pid,
			startTime: (await startTimeOf(process.pid)) ?? '',
			space: await processSpace(),
		},
		startedAt: before?.startedAt ?? new Date().toISOString(),
		toolVersion,
	};
	try {
		await mkdir(files.directory, {recursive: true, mode: 0o700});
		await rm(files.control, {force: true});
		await rm(files.result, {force: true});
		await writeWork(stateDir, id, work);
		await writeRecord(stateDir, record);
		await pruneJobs(stateDir);
		return {
			record,
			journal: await openFileJournal(files.journal),
			...(before && {choiceBefore: {choice: before.choice}}),
		};
	} catch (error) {
		// To continue without its journal would do work twice.
		if (before) {
			throw error;
		}

		const {code, message} = error as NodeJS.ErrnoException;
		return {reason: code ?? message};
	}
}

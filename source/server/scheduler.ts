import {listSchedules} from '../engine/list-schedules.js';
import {runSchedule, type RunScheduleOptions, type ScheduleJobs} from '../engine/run-schedule.js';
import {nextRuns} from '../engine/schedules/next-runs.js';
import {hasCode, toMilvaultError} from '../model/milvault-error.js';
import type {Schedule, ScheduleRun} from '../model/schedule.js';
import {jitterMs} from '../model/schedule-values.js';
import {wait} from '../utils/wait.js';
import type {ServerContext} from './serve-options.js';

/** The time of a server; another one in tests. */
export type Clock = {
	now: () => Date;
	/** Ends with an AbortError when the signal does. */
	wait: (ms: number, signal: AbortSignal) => Promise<void>;
};

export type Scheduler = {
	/** Begins to run schedules. */
	open: () => void;
	/** Runs it now, as somebody asked for. @throws schedule-missing, schedule-running */
	run: (name: string) => Promise<ScheduleRun>;
	/** Looks for schedules at once: one was put or removed. */
	refresh: () => void;
	/** Until no run goes on: the signal must have ended. */
	closed: () => Promise<void>;
};

/** Schedules that others put into the repository are found within this time. */
const refreshMs = 30_000;

type Known = {text: string; schedule: Schedule; fireAt: number};

/**
 * Runs the schedules of a server's cluster.
 *
 * 1. It looks for schedules in the repository, now and then every 30 s.
 * 2. One that is new here is run if it is due: what was missed while there was no server is caught
 *    up once, and a run that the last server left is continued.
 * 3. At each of its times, or as much later as its jitter says, it is run if it is due: another
 *    machine may have run it.
 *
 * Runs are not waited for, so that one that is too long is noticed at the next time, which is
 * skipped and counted. When the signal ends, what runs stays recorded without an end.
 */
export function createScheduler(
	{session, mask, messages, log}: Pick<ServerContext, 'session' | 'mask' | 'messages' | 'log'>,
	{clock, jobs, signal}: {clock: Clock; jobs: ScheduleJobs; signal: AbortSignal},
): Scheduler {
	const running = new Set<Promise<unknown>>();
	let known = new Map<string, Known>();
	let woken = Promise.withResolvers<void>();
	const start = async (
		name: string,
		isIfDue: boolean,
		onStart: (run: ScheduleRun) => void,
	): Promise<void> => {
		const work = runLogged(name, {
			session,
			messages,
			log,
			how: {jobs, isIfDue, now: clock.now, mask, signal, staysOpen: true},
			onStart,
		});
		running.add(work);
		try {
			await work;
		} finally {
			running.delete(work);
		}
	};

	const tell = (thrown: unknown): void => {
		if (!signal.aborted && !hasCode(thrown, 'schedule-missing')) {
			log(messages.error(toMilvaultError(thrown)).sentence);
		}
	};

	const fire = (name: string): void => {
		start(name, true, () => undefined).catch(tell);
	};

	const look = async (): Promise<void> => {
		const now = clock.now();
		const found = new Map<string, Known>();
		for (const state of await listSchedules(session, {now, signal})) {
			if (!('error' in state) && state.schedule.cluster === session.cluster.name) {
				const {schedule} = state;
				const text = JSON.stringify(schedule);
				const before = known.get(schedule.name);
				const isNew = before?.text !== text;
				found.set(
					schedule.name,
					isNew ? {text, schedule, fireAt: fireAfter(schedule, now)} : before!,
				);
				if (isNew) {
					fire(schedule.name);
				}
			}
		}

		known = found;
	};

	const loop = async (): Promise<void> => {
		let lookAt = clock.now().getTime();
		while (!signal.aborted) {
			const now = clock.now().getTime();
			if (now >= lookAt) {
				lookAt = now + refreshMs;
				try {
					await look();
				} catch (thrown) {
					tell(thrown);
				}
			}

			for (const one of known.values()) {
				if (one.fireAt <= now) {
					one.fireAt = fireAfter(one.schedule, clock.now());
					fire(one.schedule.name);
				}
			}

			const next = Math.min(lookAt, ...[...known.values()].map(({fireAt}) => fireAt));
			const isAsked = await Promise.race([
				clock.wait(Math.max(1, next - clock.now().getTime()), signal).then(() => false),
				woken.promise.then(() => true),
			]);
			if (isAsked) {
				woken = Promise.withResolvers();
				lookAt = 0;
			}
		}
	};

	let looping: Promise<void> | undefined;
	return {
		open() {
			looping = loop().catch(() => undefined);
		},
		async run(name) {
			const started = Promise.withResolvers<ScheduleRun>();
			start(name, false, started.resolve).catch(started.reject);
			return started.promise;
		},
		refresh() {
			woken.resolve();
		},
		async closed() {
			await looping;
			await Promise.allSettled(running);
		},
	};
}

/** A run, with its beginning and its end in the log of the process. */
async function runLogged(
	name: string,
	{
		session,
		messages,
		log,
		how,
		onStart,
	}: Pick<ServerContext, 'session' | 'messages' | 'log'> & {
		how: RunScheduleOptions;
		onStart: (run: ScheduleRun) => void;
	},
): Promise<void> {
	const texts = messages.server.schedules;
	const end = await runSchedule(session, name, {
		...how,
		onStart(run, isContinued) {
			log(isContinued ? texts.continued(name) : texts.started(name, run.slot));
			onStart(run);
		},
	});
	if (end.is === 'ran' && end.run.outcome !== undefined) {
		const {outcome, steps} = end.run;
		const error = steps.find(step => step.error)?.error;
		const reason = error && messages.error(error).sentence;
		log(texts.ended(name, messages.words.jobStates[outcome], reason));
	}
}

/** When it is to be run the next time; a schedule that never comes again: never. */
function fireAfter(schedule: Schedule, now: Date): number {
	const [run] = nextRuns(schedule, now, 1);
	return run ? run.getTime() + Math.random() * jitterMs(schedule) : Infinity;
}

/** The present, for a server. */
export const realClock: Clock = {
	now: () => new Date(),
	wait,
};

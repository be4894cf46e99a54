import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {ExecutionContext} from 'ava';
import {openSession} from '../../../source/engine/open-session.js';
import {putSchedule} from '../../../source/engine/put-schedule.js';
import type {ScheduleJobs, StepWork} from '../../../source/engine/run-schedule.js';
import type {Session} from '../../../source/engine/session.js';
import type {Outcome} from '../../../source/model/job-events.js';
import type {JobResult} from '../../../source/model/jobs.js';
import type {Schedule} from '../../../source/model/schedule.js';
import {testLimits} from '../program/engine-session.js';

/** A repository that is a directory of its own; nobody talks to its cluster. */
export async function scheduleSession(t: ExecutionContext): Promise<Session> {
	const path = await mkdtemp(join(tmpdir(), 'milvault-schedules-'));
	const session = await openSession({
		clusters: {
			c: {
				name: 'c',
				milvus: {address: 'localhost:1', tls: {mode: 'off'}},
				storage: {type: 'local', path},
			},
		},
		repositories: {r: {name: 'r', storage: {type: 'local', path}, retention: {keepLast: 3}}},
		defaultCluster: 'c',
		defaultRepository: 'r',
		limits: testLimits,
		language: 'en',
		origins: {},
	});
	t.teardown(async () => {
		session.close();
		await rm(path, {recursive: true, force: true});
	});
	return session;
}

/** Puts one, as of a time. */
export async function putAt(
	session: Session,
	time: string,
	schedule: Partial<Schedule> = {},
): Promise<Schedule> {
	return putSchedule(
		session,
		{
			name: 'nightly',
			cron: '0 2 * * *',
			timeZone: 'UTC',
			cluster: 'c',
			create: {},
			after: [],
			...schedule,
		},
		{replace: true, now: new Date(time)},
	);
}

export type Played = {
	jobs: ScheduleJobs;
	/** What was asked for, in order: `create nightly_…`, `verify nightly_…`, `resume`. */
	calls: string[];
	/** The jobs that were begun, by id. */
	ids: string[];
};

/** Jobs that do nothing (simulated): each ends at once, or as `end` says. */
export function playedJobs({
	end = async () => 'complete',
	resume = async () => undefined,
}: {
	end?: (work: StepWork, jobId: string) => Promise<Outcome>;
	resume?: (jobId: string) => Promise<Outcome | undefined>;
} = {}): Played {
	const calls: string[] = [];
	const ids: string[] = [];
	return {
		calls,
		ids,
		jobs: {
			async perform(work, jobId) {
				ids.push(jobId);
				calls.push(
					[
						work.kind,
						...(work.kind === 'create' ? [work.request.name] : []),
						...(work.kind === 'verify' ? [...work.names, work.level] : []),
					].join(' '),
				);
				return resultOf(work.kind, await end(work, jobId));
			},
			async resume(jobId) {
				calls.push('resume');
				const outcome = await resume(jobId);
				return outcome && resultOf('create', outcome);
			},
		},
	};
}

function resultOf(kind: StepWork['kind'], outcome: Outcome): JobResult {
	return {
		kind: kind === 'create' ? 'backup' : kind,
		outcome,
		...(kind === 'create' ? {collections: []} : {backups: []}),
	} as unknown as JobResult;
}

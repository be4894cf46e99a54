import {randomUUID} from 'node:crypto';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {ExecutionContext} from 'ava';
import {openSession} from '../../../source/engine/open-session.js';
import {goingOf, planPrune} from '../../../source/engine/plan-prune.js';
import type {Place, Session} from '../../../source/engine/session.js';
import type {PrunePlan, RetentionPolicy} from '../../../source/model/retention.js';
import type {Settings, StorageSettings} from '../../../source/settings/settings.js';
import {testLimits} from '../program/engine-session.js';
import {putSmallBackup, type SmallBackup} from '../backups/small-backups.js';
import {runKilledJob} from './run-killed-job.js';
import type {KillAt, KilledJob} from './killed-job.js';

export const hourMs = 3_600_000;

/** A repository with small backups, a policy, and what is to be left at the end. */
export type PruneScene = {
	session: Session;
	plan: PrunePlan;
	/** Every key in the repository. */
	keys: () => Promise<string[]>;
	/** The keys that are there when what goes has gone, and nothing else. */
	wanted: readonly string[];
	/**
	 * Runs the prune as a job in a process that is killed (-9) at a step; without one to its end.
	 *
	 * @param id of a job to continue
	 * @returns false when that step never came
	 */
	run: (killAt?: KillAt, id?: string) => Promise<{id: string; isKilled: boolean}>;
};

export async function pruneScene(
	t: ExecutionContext,
	storage: StorageSettings,
	{
		backups,
		policy,
		prepare,
	}: {
		backups: readonly SmallBackup[];
		policy: RetentionPolicy;
		/** More that lies there before the plan is made. */
		prepare?: (repository: Place, session: Session) => Promise<void>;
	},
): Promise<PruneScene> {
	const stateDir = await mkdtemp(join(tmpdir(), 'milvault-state-'));
	t.teardown(async () => rm(stateDir, {recursive: true, force: true}));
	const settings: Settings = {
		// No command of this scene talks to it.
		clusters: {
			c: {
				name: 'c',
				milvus: {address: 'localhost:1', tls: {mode: 'off'}},
				storage: {type: 'local', path: stateDir},
			},
		},
		repositories: {r: {name: 'r', storage}},
		defaultCluster: 'c',
		defaultRepository: 'r',
		limits: testLimits,
		language: 'en',
		origins: {},
	};
	const session = await openSession(settings);
	t.teardown(() => {
		session.close();
	});
	const repository = await session.repositoryPlace();
	for (const backup of backups) {
		await putSmallBackup(repository, backup);
	}

	await prepare?.(repository, session);
	const keys = async (): Promise<string[]> => {
		const all: string[] = [];
		for await (const {key} of repository.storage.list('')) {
			all.push(key);
		}

		return all;
	};

	const plan = await planPrune(session, policy);
	const going = goingOf(plan).map(({name}) => name);
	const root = repository.rootPath === '' ? '' : `${repository.rootPath}/`;
	const isGoing = (key: string): boolean =>
		going.some(name =>
			['', '.milvault/marks/'].some(start => key.startsWith(`${root}${start}${name}/`)),
		);
	return {
		session,
		plan,
		keys,
		wanted: (await keys()).filter(key => !isGoing(key)),
		async run(killAt, id = randomUUID()) {
			const payload: KilledJob = {
				handover: {
					id,
					stateDir,
					settings,
					choice: {cluster: 'c', repository: 'r'},
					work: {kind: 'prune', names: going, plan},
				},
				killAt,
			};
			const {isKilled} = await runKilledJob(payload);
			return {id, isKilled};
		},
	};
}

/** One backup every twelve hours, the last of them some hours ago. */
export function everyTwelveHours(count: number): SmallBackup[] {
	return Array.from({length: count}, (_, index) => ({
		name: `backup_${String(index).padStart(2, '0')}`,
		at: new Date(Date.now() - (12 * (count - index) + 5) * hourMs).toISOString(),
	}));
}

import {randomBytes, randomUUID} from 'node:crypto';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import test, {type ExecutionContext} from 'ava';
import {planRestore} from '../../source/engine/plan-restore.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import {openSession} from '../../source/engine/open-session.js';
import type {JobEvent} from '../../source/model/job-events.js';
import type {JobResult, JobWork} from '../../source/model/jobs.js';
import type {RestoreRequest} from '../../source/model/plans.js';
import {runJob} from '../../source/jobs/run-job.js';
import {poll} from '../../source/utils/wait.js';
import {cacheDir} from '../helpers/runner/cache-dir.js';
import {makeBare} from '../helpers/datasets/bare.js';
import {testLimits} from '../helpers/program/engine-session.js';
import {allRows, ok, openSdk} from '../helpers/milvus/rows.js';
import {assertSameRows} from '../helpers/milvus/same-rows.js';
import {startMilvus, type RunningMilvus} from '../helpers/servers/milvus.js';

/*
 * Milvus is killed and started again in the middle of a backup, and in every phase of a restore:
 * waited out, told, and nothing is lost or there twice. A Milvus of this file's own, on local
 * storage, that listens on the same port again.
 */

const db = 'default';
const collections = ['a', 'b'];
const deleted = [1, 2, 3, 2998];
const longestMs = 40 * 60_000;
let server: RunningMilvus;
let stateDir: string;
const name = `restarted_${randomBytes(4).toString('hex')}`;

test.before(async () => {
	stateDir = await mkdtemp(join(tmpdir(), 'milvault-restart-'));
	server = await startMilvus({
		version: '2.3.5',
		cacheDir: cacheDir(),
		storage: {type: 'local'},
	});
	const sdk = await openSdk(server);
	for (const collection of collections) {
		await makeBare(sdk, db, {name: collection, rows: 3000});
		ok(
			await sdk.createIndex({
				collection_name: collection,
				field_name: 'v',
				index_type: 'FLAT',
				metric_type: 'L2',
			}),
		);
		ok(await sdk.loadCollectionSync({collection_name: collection}));
	}

	await sdk.closeConnection();
});

test.after.always(async () => {
	await server.stop();
	await rm(stateDir, {recursive: true, force: true});
});

async function run(
	work: JobWork,
	id: string,
	onEvent: (event: JobEvent) => void = () => undefined,
): Promise<JobResult | Error> {
	const session = await openSession(settings());
	try {
		return await runJob(session, work, {
			stateDir,
			id,
			choice: {cluster: 'c', repository: 'r'},
			mask: line => line,
			onEvent,
		});
	} catch (error) {
		return error as Error;
	} finally {
		session.close();
	}
}

const settings = () => ({
	clusters: {c: {...server.cluster, name: 'c'}},
	repositories: {
		r: {
			name: 'r',
			storage: {type: 'local' as const, path: join(stateDir, 'backups')},
		},
	},
	defaultCluster: 'c',
	defaultRepository: 'r',
	// A job that Milvus 2.3.5 had given to a worker when it was killed stays at 0 % until Milvus ends
	// it after 15 minutes.
	limits: {...testLimits, importStallSeconds: 1800},
	language: 'en' as const,
	origins: {},
});

/**
 * Kills Milvus once, at the first such event, and starts it again on the same port: the job
 * continues by itself.
 */
async function restartDuring(
	t: ExecutionContext,
	work: JobWork,
	isNow: (event: JobEvent) => boolean,
): Promise<void> {
	let restarting: Promise<void> | undefined;
	const told: string[] = [];
	const result = await run(work, randomUUID(), event => {
		if (event.type === 'retried') {
			told.push(`${event.what}: ${event.reason}`);
		}

		if (isNow(event)) {
			restarting ??= (async () => {
				server = await server.restart();
			})();
		}
	});
	t.not(restarting, undefined, 'that moment never came');
	await restarting;
	t.false(result instanceof Error, result instanceof Error ? result.message : '');
	t.is((result as JobResult).outcome, 'complete', JSON.stringify(result));
	t.log(`${told.length} times told to wait`, ...new Set(told));
	t.true(told.length > 0);
}

async function restoreWork(changes: Partial<RestoreRequest>): Promise<JobWork> {
	const session = await openSession(settings());
	const plan = await planRestore(session, {
		name,
		onConflict: 'fail',
		withIndex: true,
		withLoad: true,
		metaOnly: false,
		withRbac: false,
		...changes,
	});
	session.close();
	return {kind: 'restore', plan};
}

test.serial('Milvus restarts while a backup waits for its flush', async t => {
	const sdk = await openSdk(server);
	for (const collection of collections) {
		ok(
			await sdk.delete({
				collection_name: collection,
				filter: `id in ${JSON.stringify(deleted)}`,
			}),
		);
	}

	await sdk.closeConnection();
	const session = await openSession(settings());
	const plan = await planBackup(session, {
		name,
		filter: collections.join(','),
		strategy: 'auto',
		withRbac: false,
	});
	session.close();
	await restartDuring(
		t,
		{kind: 'backup', plan},
		event => event.type === 'phase-started' && event.phase === 'flush',
	);
});

const moments: ReadonlyArray<{
	phase: string;
	isNow: (event: JobEvent) => boolean;
}> = [
	{phase: 'create', isNow: isPhase('create')},
	{
		phase: 'import',
		isNow: event => event.type === 'import-planned',
	},
	{
		phase: 'import',
		isNow: event => event.type === 'import-progress' && event.state === 'running',
	},
	{phase: 'index', isNow: isPhase('index')},
	{phase: 'load', isNow: isPhase('load')},
	{
		phase: 'check',
		isNow: event => event.type === 'load-progress' && event.percent === 100,
	},
	{phase: 'finish', isNow: isPhase('finish')},
];

for (const [index, {phase, isNow}] of moments.entries()) {
	test.serial(`Milvus restarts during phase ${phase} of a restore (${index})`, async t => {
		t.timeout(longestMs);
		const suffix = `_back${index}`;
		await restartDuring(t, await restoreWork({suffix}), isNow);
		await assertRestored(t, suffix);
	});
}

test.serial('Milvus restarts while a collection takes the place of another', async t => {
	const sdk = await openSdk(server);
	for (const collection of collections) {
		ok(
			await sdk.createAlias({
				collection_name: `${collection}_back0`,
				alias: `${collection}_alias`,
			}),
		);
	}

	await sdk.closeConnection();
	await restartDuring(
		t,
		await restoreWork({suffix: '_back0', onConflict: 'replace'}),
		isPhase('finish'),
	);
	await assertRestored(t, '_back0');
	const again = await openSdk(server);
	for (const collection of collections) {
		const {aliases} = ok(
			await again.describeCollection({
				collection_name: `${collection}_back0`,
			}),
		);
		t.deepEqual(aliases, [`${collection}_alias`]);
	}

	await again.closeConnection();
});

test.serial('Milvus restarts while rows are added to a collection', async t => {
	t.timeout(longestMs);
	const sdk = await openSdk(server);
	const grows = 'a_grows';
	await makeBare(sdk, db, {name: grows, first: 9000, rows: 1});
	await sdk.closeConnection();
	await restartDuring(
		t,
		await restoreWork({
			filter: 'a',
			renames: [`a:${grows}`],
			onConflict: 'append',
		}),
		event => event.type === 'import-progress' && event.state === 'running',
	);
	const again = await openSdk(server);
	ok(
		await again.createIndex({
			collection_name: grows,
			field_name: 'v',
			index_type: 'FLAT',
			metric_type: 'L2',
		}),
	);
	ok(await again.loadCollectionSync({collection_name: grows}));
	const rows = await rowsAfterRestart(again, grows);
	t.true(rows.delete('9000'));
	assertSameRows(t, rows, await rowsAfterRestart(again, 'a'));
	await again.closeConnection();
});

function isPhase(phase: string): (event: JobEvent) => boolean {
	return event => event.type === 'phase-started' && event.phase === phase;
}

async function assertRestored(t: ExecutionContext, suffix: string): Promise<void> {
	const sdk = await openSdk(server);
	for (const collection of collections) {
		const rows = await rowsAfterRestart(sdk, collection);
		t.is(rows.size, 3000 - deleted.length);
		assertSameRows(t, await rowsAfterRestart(sdk, `${collection}${suffix}`), rows);
	}

	const {data} = ok(await sdk.showCollections());
	t.deepEqual(
		data.filter(each => each.name.includes('_milvault_')),
		[],
	);
	await sdk.closeConnection();
}

/**
 * After a restart it takes a while until a collection that was loaded before answers: its load
 * state says so long before it does.
 */
async function rowsAfterRestart(
	sdk: MilvusClient,
	collection: string,
): Promise<Map<string, string>> {
	return poll({
		async ask() {
			try {
				return await allRows(sdk, db, collection);
			} catch (error) {
				if (/not loaded/.test((error as Error).message)) {
					return undefined;
				}

				throw error;
			}
		},
		firstMs: 100,
		maxMs: 1000,
		timeoutMs: 120_000,
		onTimeout: () => new Error(`${collection} is not loaded after a restart`),
	});
}

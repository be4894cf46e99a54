import {randomBytes, randomUUID} from 'node:crypto';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {planRestore} from '../../source/engine/plan-restore.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import {openSession} from '../../source/engine/open-session.js';
import type {JobEvent} from '../../source/model/job-events.js';
import type {JobResult, JobWork} from '../../source/model/jobs.js';
import {runJob} from '../../source/jobs/run-job.js';
import {cacheDir} from '../helpers/cache-dir.js';
import {makeBare} from '../helpers/datasets/bare.js';
import {testLimits} from '../helpers/engine-session.js';
import {allRows, ok, openSdk} from '../helpers/rows.js';
import {assertSameRows} from '../helpers/same-rows.js';
import {startMilvus, type RunningMilvus} from '../helpers/servers/milvus.js';

/*
 * Milvus is killed and started again in the middle of a backup and of a restore: waited out, or a clear end that can be continued; what comes
 * of it in the end is all of it, or said not to be. A Milvus of this file's own, on local storage; after a restart it listens elsewhere.
 */

const db = 'default';
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
	for (const collection of ['a', 'b']) {
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
	limits: testLimits,
	language: 'en' as const,
	origins: {},
});

/** Restarts Milvus once, at the first such event, and tells how it went on: ended, or to be continued. */
async function restartDuring(
	t: ExecutionContext,
	work: JobWork,
	id: string,
	isNow: (event: JobEvent) => boolean,
): Promise<void> {
	let restarting: Promise<void> | undefined;
	let canContinue = false;
	const first = await run(work, id, event => {
		canContinue =
			event.type === 'job-ended' ? (event.canContinue ?? false) : canContinue;
		if (isNow(event)) {
			restarting ??= (async () => {
				server = await server.restart();
			})();
		}
	});
	t.not(restarting, undefined, 'that moment never came');
	await restarting;
	if (!(first instanceof Error) && first.outcome === 'complete') {
		t.log('it was done before the restart was noticed');
		return;
	}

	t.log(
		first instanceof Error
			? first.message
			: JSON.stringify(first, undefined, ' ').slice(0, 500),
	);
	// Its new ports are what a person would configure; the job goes on with them, or begins anew where nothing was left.
	const second = await run(work, canContinue ? id : randomUUID());
	t.false(second instanceof Error, JSON.stringify(second));
	t.is((second as JobResult).outcome, 'complete', JSON.stringify(second));
}

test.serial('Milvus restarts while a backup waits for its flush', async t => {
	const session = await openSession(settings());
	const plan = await planBackup(session, {
		name,
		filter: 'a,b',
		strategy: 'auto',
		withRbac: false,
	});
	session.close();
	await restartDuring(
		t,
		{kind: 'backup', plan},
		'11111111-1111-4111-8111-111111111111',
		event => event.type === 'phase-started' && event.phase === 'flush',
	);
});

test.serial('Milvus restarts while a restore imports', async t => {
	const session = await openSession(settings());
	const plan = await planRestore(session, {
		name,
		suffix: '_back',
		onConflict: 'fail',
		withIndex: true,
		withLoad: true,
		metaOnly: false,
		withRbac: false,
	});
	session.close();
	await restartDuring(
		t,
		{kind: 'restore', plan},
		'22222222-2222-4222-8222-222222222222',
		event => event.type === 'import-planned',
	);
	const sdk = await openSdk(server);
	for (const collection of ['a', 'b']) {
		ok(await sdk.loadCollectionSync({collection_name: collection}));
		assertSameRows(
			t,
			await allRows(sdk, db, `${collection}_back`),
			await allRows(sdk, db, collection),
		);
	}

	await sdk.closeConnection();
});

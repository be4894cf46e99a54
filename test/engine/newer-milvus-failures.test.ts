import test, {type ExecutionContext} from 'ava';
import {createBackup} from '../../source/engine/create-backup.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import type {Warning} from '../../source/model/job-events.js';
import {
	backup,
	importsOf,
	putShopWithL0,
	restore,
	restored,
} from '../helpers/fake-milvus/backup-and-restore.js';
import {openFakeSession, type FakeSession} from '../helpers/fake-milvus/fake-session.js';
import {putFixture} from '../helpers/fake-milvus/put-fixture.js';
import {visibleRows, type FakeTuning} from '../helpers/fake-milvus/state.js';

/*
 * What goes wrong on versions that cannot be run here; the server is simulated. A restore that was
 * not right leaves no collection.
 */

for (const hasRest of [true, false]) {
	test(`simulated Milvus 2.6.6: ${hasRest ? 'a REST API that is gone at the restore' : 'without a REST API'}, every group is a gRPC job of its own`, async t => {
		const opened = await openFakeSession(t, {version: '2.6.6', hasRest});
		const {state, stopRest} = opened.fake;
		await putShopWithL0(state);
		const {result: made} = await backup(opened);
		t.is(made.outcome, 'complete');
		if (hasRest) {
			stopRest();
		}

		const {plan, result} = await restore(opened);
		t.is(plan.collections[0]?.importJobs, 10);
		t.is(result.outcome, 'complete');
		t.is(visibleRows(restored(state, 'shop_items')), 395);
		t.deepEqual(
			importsOf(state).map(({groups, isL0}) => [groups, isL0]),
			[...Array.from({length: 8}, () => [1, false]), [1, true], [1, true]],
		);
		const imports = state.calls.filter(({name}) => name === 'Import');
		// Two paths for data, the second empty where there are no deletes; for an L0 segment one.
		t.deepEqual(
			imports.map(({request}) => (request['files'] as string[]).length),
			[...Array.from({length: 8}, () => 2), 1, 1],
		);
	});
}

const refusals: ReadonlyArray<{
	title: string;
	tuning: Partial<FakeTuning>;
	code: string;
	details: object;
}> = [
	{
		title: 'a refused import job',
		tuning: {createAnswer: {code: 1100, message: 'invalid parameter'}},
		code: 'milvus-refused',
		details: {
			rpc: 'v2/vectordb/jobs/import/create',
			code: 1100,
			reason: 'invalid parameter',
		},
	},
	{
		title: 'a job without an id',
		tuning: {createAnswer: {code: 0, data: {}}},
		code: 'milvus-refused',
		details: {
			rpc: 'v2/vectordb/jobs/import/create',
			code: 0,
			reason: 'it answered without a job',
		},
	},
	{
		title: 'a job that the server no longer knows',
		tuning: {describeAnswer: {code: 1800, message: 'job not found'}},
		code: 'milvus-refused',
		details: {
			rpc: 'v2/vectordb/jobs/import/describe',
			code: 1800,
			reason: 'job not found',
		},
	},
	{
		title: 'a failed job',
		tuning: {
			describeAnswer: {
				code: 0,
				data: {state: 'Failed', progress: 40, reason: 'disk quota exceeded'},
			},
		},
		code: 'import-failed',
		details: {
			collection: 'default.hello_milvus',
			partition: '_default',
			reason: 'disk quota exceeded',
		},
	},
	{
		title: 'a job that ends without its rows',
		tuning: {
			describeAnswer: {
				code: 0,
				data: {state: 'Completed', progress: 100, importedRows: 0},
			},
		},
		code: 'import-incomplete',
		details: {
			collection: 'default.hello_milvus',
			partition: '_default',
			expected: '300',
			got: '0',
		},
	},
];

for (const {title, tuning, code, details} of refusals) {
	test(`simulated Milvus 2.6.6: ${title} fails the restore with its reason`, async t => {
		const opened = await openFakeSession(t, {version: '2.6.6'});
		await prepareHello(opened, tuning);
		const {result} = await restore(opened);
		t.is(result.outcome, 'failed');
		t.like(result.collections[0]?.error, {code, details});
		assertOnlySource(t, opened);
	});
}

test('simulated Milvus 2.6.6: a job without a state fails the restore', async t => {
	const opened = await openFakeSession(t, {version: '2.6.6'});
	await prepareHello(opened, {describeAnswer: {code: 0, data: {}}});
	const {result} = await restore(opened);
	t.like(result.collections[0]?.error, {code: 'milvus-refused'});
	assertLeftBehind(t, opened, result);
});

test('simulated Milvus 2.6.6: a job in an unknown state that never changes is given up', async t => {
	const opened = await openFakeSession(t, {
		version: '2.6.6',
		limits: {importStallSeconds: 0.5},
	});
	await prepareHello(opened, {
		describeAnswer: {code: 0, data: {state: 'Uncommitted', progress: 99}},
	});
	const {result} = await restore(opened);
	t.like(result.collections[0]?.error, {code: 'import-stalled'});
	assertLeftBehind(t, opened, result);
});

test('simulated Milvus 2.6.6: L0 deletes that an import job swallowed are noticed', async t => {
	const opened = await openFakeSession(t, {version: '2.6.6'});
	await putShopWithL0(opened.fake.state);
	await backup(opened);
	opened.fake.state.tuning.losesDeletes = true;
	const {result} = await restore(opened);
	t.like(result.collections[0]?.error, {
		code: 'restored-differs',
		details: {
			differences: ['400 rows are counted, 400 were imported, of which deletes leave 395'],
		},
	});
	assertOnlySource(t, opened);
});

test('simulated Milvus 2.6.6: rows that are missing are noticed, though no more than L0 segments delete', async t => {
	const opened = await openFakeSession(t, {version: '2.6.6'});
	await putShopWithL0(opened.fake.state);
	await backup(opened);
	opened.fake.state.tuning.losesRows = 1;
	const {result} = await restore(opened);
	t.like(result.collections[0]?.error, {code: 'restored-differs'});
	assertOnlySource(t, opened);
});

test('simulated Milvus 2.5.10: delta logs of an L0 segment that are not where they belong fail the backup', async t => {
	const opened = await openFakeSession(t, {version: '2.5.10'});
	const shop = await putShopWithL0(opened.fake.state);
	const lost = {...shop.segments.at(-1)!, id: '480000000000009999'};
	shop.segments.push(lost);
	const {session} = opened;
	const result = await createBackup(
		session,
		await planBackup(session, {strategy: 'auto', withRbac: false}),
	);
	t.is(result.outcome, 'failed');
	t.deepEqual(result.collections[0]?.error, {
		code: 'object-missing',
		details: {
			key: `delta_log/${shop.id}/-1/${lost.id}/`,
			place: opened.fake.state.root,
		},
	});
});

async function prepareHello(opened: FakeSession, tuning: Partial<FakeTuning>): Promise<void> {
	const {state} = opened.fake;
	await putFixture(state, {backup: 'hello_peer', collection: 'hello_milvus'});
	await backup(opened);
	Object.assign(state.tuning, tuning);
}

function assertOnlySource(t: ExecutionContext, {fake}: FakeSession): void {
	t.is(fake.state.collections.length, 1);
}

/** A collection that a job may still fill stays, and is named. */
function assertLeftBehind(
	t: ExecutionContext,
	{fake}: FakeSession,
	{warnings}: {warnings: readonly Warning[]},
): void {
	const [, working] = fake.state.collections;
	t.deepEqual(warnings.at(-1), {
		code: 'left-behind',
		details: {what: `default.${working?.name}`, where: fake.state.root},
	});
}

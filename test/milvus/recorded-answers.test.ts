import {cp, rename} from 'node:fs/promises';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {createBackup} from '../../source/engine/create-backup.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import {describeCollection} from '../../source/milvus/collections.js';
import {connectMilvus} from '../../source/milvus/connect-milvus.js';
import {flush} from '../../source/milvus/flush.js';
import {importState, listImports} from '../../source/milvus/imports.js';
import type {Milvus} from '../../source/milvus/milvus.js';
import {
	isCollectionMissing,
	isImportUnknown,
	isRateLimited,
} from '../../source/milvus/recognise-error.js';
import {describeSegments} from '../../source/milvus/segments.js';
import type {BackupResult} from '../../source/model/plans.js';
import {startFakeMilvus, type FakeMilvus} from '../helpers/fake-milvus/fake-milvus.js';
import {openFakeSession} from '../helpers/fake-milvus/fake-session.js';
import {putFixture} from '../helpers/fake-milvus/put-fixture.js';
import {standAsRecorded} from '../helpers/fake-milvus/stand-as-recorded.js';
import type {FakeCollection, FakeSegment, FakeState} from '../helpers/fake-milvus/state.js';
import {watchMilvus} from '../helpers/milvus/watch-milvus.js';

/*
 * What milvault makes of answers that real servers of 2.4 to 2.6 gave; the server is simulated, its
 * answers are as recorded (live-samples.test.ts).
 */

async function connected(
	t: ExecutionContext,
	version: string,
): Promise<{fake: FakeMilvus; milvus: Milvus}> {
	const fake = await startFakeMilvus({version});
	const milvus = await connectMilvus(fake.cluster.milvus);
	t.teardown(async () => {
		milvus.close();
		await fake.stop();
	});
	return {fake, milvus};
}

for (const version of ['2.4.24', '2.5.27', '2.6.19']) {
	test(`simulated Milvus ${version}: what is not there, and what comes too soon, is recognised in its words`, async t => {
		const {fake, milvus} = await connected(t, version);
		await putFixture(fake.state, {
			backup: 'hello_peer',
			collection: 'hello_milvus',
		});
		for (const db of ['default', 'nodb']) {
			t.is(await describeCollection(milvus, db, 'nosuch'), undefined);
		}

		t.true(isCollectionMissing(await t.throwsAsync(flush(milvus, 'default', ['nosuch']))));
		t.true(
			isCollectionMissing(
				await t.throwsAsync(listImports(milvus, 'rest', {db: 'default', collection: 'nosuch'})),
			),
		);
		t.deepEqual(
			await listImports(milvus, 'rest', {
				db: 'default',
				collection: 'hello_milvus',
			}),
			[],
		);
		for (const api of ['rest', 'grpc'] as const) {
			t.true(
				isImportUnknown(
					await t.throwsAsync(importState(milvus, api, {db: 'default', jobId: '12345'})),
				),
			);
		}

		fake.state.tuning.flushIntervalMs = 600_000;
		await flush(milvus, 'default', ['hello_milvus']);
		t.true(isRateLimited(await t.throwsAsync(flush(milvus, 'default', ['hello_milvus']))));
	});
}

test('simulated Milvus 2.5.27: of segments one of which is gone the others are described', async t => {
	const {fake, milvus} = await connected(t, '2.5.27');
	await standAsRecorded(fake.state, '2.5.27');
	const alltypes = fake.state.collections.find(({name}) => name === 'alltypes')!;
	const ids = alltypes.segments.map(({id}) => id);
	const names = {db: 'default', collectionId: alltypes.id};
	const whole = await describeSegments(milvus, {...names, segmentIds: ids});
	t.is(whole?.size, 9);
	t.deepEqual([...whole!.values()].filter(({state}) => state !== 4).length, 1, 'one was compacted');
	const segmentIds = [...ids.slice(0, 3), '123', ...ids.slice(3), '124'];
	t.deepEqual(await describeSegments(milvus, {...names, segmentIds}), whole);
	t.deepEqual(await describeSegments(milvus, {...names, segmentIds: ['123', '124']}), new Map());
});

for (const [title, isForgotten] of [
	['compacted', false],
	['compacted and forgotten', true],
] as const) {
	test(`simulated Milvus 2.5.27: a segment that is ${title} while it is looked for is backed up as what it went into`, async t => {
		const {session, fake} = await openFakeSession(t, {version: '2.5.27'});
		const {state} = fake;
		const hello = await putFixture(state, {
			backup: 'hello_peer',
			collection: 'hello_milvus',
		});
		const before = hello.segments.map(({id}) => id);
		let compactions = 0;
		const watched = watchMilvus(session, async rpc => {
			if (rpc === 'v2/vectordb/segments/describe' && compactions === 0) {
				compactions++;
				await compact(state, hello, isForgotten);
			}
		});
		const result = await backUp(watched);
		t.is(compactions, 1);
		t.like(result, {outcome: 'complete', rows: '300'});
		const described = state.calls
			.filter(({name}) => name === 'v2/vectordb/segments/describe')
			.at(-1);
		const asked = described?.request['segmentIds'] as bigint[] | undefined;
		const ids = (asked ?? []).map(String);
		t.deepEqual(
			ids.filter(id => before.includes(id)),
			before.slice(1),
		);
		t.is(ids.length, before.length);
	});
}

async function backUp(session: Parameters<typeof planBackup>[0]): Promise<BackupResult> {
	const plan = await planBackup(session, {name: 'b', withRbac: false});
	return createBackup(session, plan);
}

/**
 * The first segment goes into another with the same rows, and a delete that comes later lies with
 * that one.
 */
async function compact(
	state: FakeState,
	collection: FakeCollection,
	isForgotten: boolean,
): Promise<void> {
	const [old, ...others] = collection.segments as [FakeSegment, ...FakeSegment[]];
	const id = state.nextId();
	const directory = join(state.root, 'insert_log', collection.id, old.partitionId);
	const copy = isForgotten ? rename : cp;
	await copy(join(directory, old.id), join(directory, id), {recursive: true});
	collection.segments = [
		...others,
		{...old, id},
		...(isForgotten ? [] : [{...old, state: 6, childDeltas: [state.nextId()]}]),
	];
}

test('simulated Milvus 2.5.27 with a login: who is not known, and who may not import, is told so', async t => {
	const {fake} = await connected(t, '2.5.27');
	fake.state.logins = new Map([
		['u3:secret', {user: 'u3', mayImport: false}],
		['root:secret', {user: 'root', mayImport: true}],
	]);
	const asked = async (username?: string) => {
		const milvus = await connectMilvus({
			...fake.cluster.milvus,
			...(username !== undefined && {
				username,
				password: {value: 'secret', origin: 'test'},
			}),
		});
		try {
			return await milvus.rest<{records: unknown[]}>('v2/vectordb/jobs/import/list', {
				dbName: 'default',
			});
		} finally {
			milvus.close();
		}
	};

	t.deepEqual(await asked('root'), {records: []});
	for (const username of [undefined, 'nobody']) {
		await t.throwsAsync(asked(username), {code: 'milvus-login'});
	}

	const denied = await t.throwsAsync(asked('u3'));
	t.like(denied, {
		code: 'milvus-denied',
		details: {
			rpc: 'v2/vectordb/jobs/import/list',
			user: 'u3',
			reason:
				'rpc error: code = PermissionDenied desc = PrivilegeImport: permission deny to u3 in the `default` database',
		},
	});
});

import {randomBytes} from 'node:crypto';
import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import type {ExecutionContext} from 'ava';
import {createBackup} from '../../../source/engine/create-backup.js';
import {deleteBackups, planDelete} from '../../../source/engine/delete-backups.js';
import {getBackup} from '../../../source/engine/get-backup.js';
import {listBackups} from '../../../source/engine/list-backups.js';
import {planBackup} from '../../../source/engine/plan-backup.js';
import type {Session} from '../../../source/engine/session.js';
import {verifyBackups} from '../../../source/engine/verify-backups.js';
import type {JobEvent} from '../../../source/model/job-events.js';
import {dropDatabase} from '../milvus/drop-database.js';
import {sessionFor} from '../program/engine-session.js';
import {faultProxy, seededFaults, type Fault} from './fault-proxy.js';
import {restoreInto} from '../program/restore-into.js';
import {allRows, DataType, ok} from '../milvus/rows.js';
import {newBucket, settingsOf} from '../backups/s3-storage.js';
import {assertSameRows} from '../milvus/same-rows.js';
import {servers} from '../servers/servers.js';
import {makeSmallCollections} from '../milvus/small-collections.js';

/**
 * 2 % of the bodies are cut, 5 % of the requests are answered by 503, of 2 % the connection is
 * reset before or after the work.
 */
const rates = {cut: 0.02, busy: 0.05, reset: 0.01, lost: 0.01};
const columns = 44;
const rowsEach = 100;

/**
 * Collections whose backup has about 200 objects: `items` and `plain`, and `wide` with many fields
 * in two partitions of two shards.
 */
export async function makeWide(sdk: MilvusClient, db: string): Promise<void> {
	await makeSmallCollections(sdk, db);
	const wide = {db_name: db, collection_name: 'wide'};
	const names = Array.from({length: columns}, (_, index) => `n${index}`);
	ok(
		await sdk.createCollection({
			...wide,
			shards_num: 2,
			fields: [
				{name: 'id', data_type: DataType.Int64, is_primary_key: true},
				...names.map(name => ({name, data_type: DataType.Int32})),
				{name: 'v', data_type: DataType.FloatVector, dim: 4},
			],
		}),
	);
	ok(await sdk.createPartition({...wide, partition_name: 'other'}));
	for (const [offset, partition_name] of ['_default', 'other'].entries()) {
		const data = Array.from({length: rowsEach}, (_, row) => {
			const id = offset * 1000 + row;
			return {
				id: String(id),
				...Object.fromEntries(names.map((name, index) => [name, id * index])),
				v: [id, id / 2, id / 3, 1],
			};
		});
		ok(await sdk.insert({...wide, partition_name, data}));
	}

	ok(
		await sdk.createIndex({
			...wide,
			field_name: 'v',
			index_type: 'FLAT',
			metric_type: 'L2',
		}),
	);
	ok(await sdk.loadCollectionSync(wide));
}

/**
 * Create, list, get, verify, restore and delete, each over a line that loses this much; all of it
 * has to end well.
 *
 * @param turn - Another one, other faults; odd turns have the backup in a second store, to and from
 *   which everything is streamed
 */
export async function goOverBadLine(
	t: ExecutionContext,
	{sdk, db, turn}: {sdk: MilvusClient; db: string; turn: number},
): Promise<void> {
	const target = `${db}_to${turn}`;
	const name = `bad_line_${turn}`;
	const {session, retries, counts} = await openOverBadLine(t, turn);
	const onEvent = (event: JobEvent): void => {
		if (event.type === 'retried') {
			retries.push(event.what);
		}
	};

	const plan = await planBackup(session, {name, filter: `${db}.*`});
	const made = await createBackup(session, plan, {onEvent});
	t.is(made.outcome, 'complete', JSON.stringify(made));
	t.true(made.objects >= 190, `${made.objects} objects`);
	const [listed] = await listBackups(session);
	t.is(listed?.name, name);
	t.is(listed?.state, 'complete', JSON.stringify(listed));
	t.is((await getBackup(session, name)).contents.length, 3);
	const verified = await verifyBackups(session, [name], {
		level: 'full',
		onEvent,
	});
	t.is(verified.outcome, 'complete', JSON.stringify(verified));
	const {result} = await restoreInto(session, name, target, {
		from: db,
		onEvent,
	});
	t.is(result.outcome, 'complete', JSON.stringify(result));
	for (const collection of ['items', 'plain', 'wide']) {
		assertSameRows(
			t,
			await allRows(sdk, target, collection),
			await allRows(sdk, db, collection),
			`${collection} in turn ${turn}`,
		);
	}

	await dropDatabase(sdk, target);
	t.is((await planDelete(session, [name]))[0]?.state, 'complete');
	const deleted = await deleteBackups(session, [name], {onEvent});
	t.is(deleted.outcome, 'complete', JSON.stringify(deleted));
	t.deepEqual(await listBackups(session), []);
	const {storage, rootPath} = await session.repositoryPlace();
	t.false(await storage.hasPrefix(`${rootPath}/.milvault/locks/`));
	const put = counts();
	t.log(`turn ${turn}: ${JSON.stringify(put)}, told ${retries.length} times`);
	for (const fault of ['cut', 'busy', 'reset', 'lost'] as const) {
		t.true(put[fault] > 0, fault);
	}

	t.true(retries.length > 0);
}

async function openOverBadLine(
	t: ExecutionContext,
	turn: number,
): Promise<{
	session: Session;
	retries: string[];
	counts: () => Record<Fault, number>;
}> {
	const {minio, minio2, milvus235} = servers();
	const near = await faultProxy(t, minio.endpoint, seededFaults(`near ${turn}`, rates));
	const far = await faultProxy(t, minio2.endpoint, seededFaults(`far ${turn}`, rates));
	const isElsewhere = turn % 2 === 1;
	const {cluster} = milvus235;
	const {storage} = cluster;
	if (storage.type !== 's3') {
		throw new Error('this Milvus is the one on MinIO');
	}

	const rootPath = `backup_${randomBytes(4).toString('hex')}`;
	const repository = isElsewhere
		? settingsOf(await newBucket(minio2), {rootPath, endpoint: far.endpoint}, minio2)
		: settingsOf(storage.bucket, {rootPath, endpoint: near.endpoint});
	const session = await sessionFor(t, {
		server: {
			...milvus235,
			cluster: {...cluster, storage: {...storage, endpoint: near.endpoint}},
		},
		repository,
	});
	return {
		session,
		retries: [],
		counts: () => ({
			cut: near.counts.cut + far.counts.cut,
			busy: near.counts.busy + far.counts.busy,
			reset: near.counts.reset + far.counts.reset,
			lost: near.counts.lost + far.counts.lost,
			swallowed: 0,
		}),
	};
}

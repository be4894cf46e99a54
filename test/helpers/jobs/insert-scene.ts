import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import type {ExecutionContext} from 'ava';
import {createBackup} from '../../../source/engine/create-backup.js';
import {planBackup} from '../../../source/engine/plan-backup.js';
import {planRestore} from '../../../source/engine/plan-restore.js';
import type {Session} from '../../../source/engine/session.js';
import type {RestorePlan} from '../../../source/model/plans.js';
import {rowsByPartition} from '../datasets/snapshot.js';
import {makeZoo, zooPartitions, zooRows} from '../datasets/zoo.js';
import {dropDatabase} from '../milvus/drop-database.js';
import {ok} from '../milvus/rows.js';
import {assertSameRows} from '../milvus/same-rows.js';
import {ownPlace} from '../program/own-place.js';
import {servers} from '../servers/servers.js';
import {jobSetting, type JobSetting} from './job-setting.js';

/** A backup of collections with small partitions, and plans of restores that insert them. */
export type InsertScene = {
	setting: JobSetting;
	session: Session;
	/** Another plan of the same, into a database of its own. */
	newPlan: () => Promise<{to: string; plan: RestorePlan}>;
	/** Each row is there once, none is missing, and nothing else is there. */
	assertWhole: (t: ExecutionContext, to: string) => Promise<void>;
};

const partitions = 7;

export async function openInsertScene(
	t: ExecutionContext,
	server: 'milvus235local' | 'milvus2216',
	only?: 'words',
): Promise<InsertScene> {
	const isOld = server === 'milvus2216';
	const path = await mkdtemp(join(tmpdir(), 'milvault-inserts-'));
	const {sdk, db, session} = await ownPlace(t, {server, prefix: 'inserts', repository: path});
	t.teardown(async () => rm(path, {recursive: true, force: true}));
	await makeZoo(sdk, db, {isOld, partitions, ...(only && {only})});
	const names = only ? [only] : ['numbers', 'words'];
	const backup = await createBackup(
		session,
		await planBackup(session, {name: 'zoo', filter: `${db}.*`, strategy: 'auto', withRbac: false}),
	);
	t.is(backup.outcome, 'complete', JSON.stringify(backup));
	const expected = new Map<string, Awaited<ReturnType<typeof rowsByPartition>>>();
	for (const name of names) {
		expected.set(name, await rowsByPartition(sdk, db, name));
	}

	const setting = await jobSetting(t, servers()[server], {type: 'local', path});
	let databases = 0;
	return {
		setting,
		session,
		async newPlan() {
			const to = `${db}_${++databases}`;
			t.teardown(async () => dropDatabase(sdk, to));
			const plan = await planRestore(session, {name: 'zoo', renames: [`${db}.*:${to}.*`]});
			for (const planned of plan.collections) {
				t.is(planned.insertedPartitions, partitions);
				t.is(planned.importJobs, 1);
			}

			return {to, plan};
		},
		async assertWhole(t, to) {
			const {data} = ok(await sdk.showCollections({db_name: to}));
			t.deepEqual(data.map(({name}) => name).toSorted(), names);
			for (const [name, partitions] of expected) {
				await assertSame(t, sdk, {db_name: to, collection_name: name}, partitions);
				if (!isOld) {
					const counted = ok(
						await sdk.query({
							db_name: to,
							collection_name: name,
							output_fields: ['count(*)'],
							consistency_level: 0,
						}),
					);
					t.is(Number(counted.data[0]?.['count(*)']), rowsOfAll);
				}
			}
		},
	};
}

const rowsOfAll = (partitions + 1) * (zooRows - 1);

async function assertSame(
	t: ExecutionContext,
	sdk: MilvusClient,
	collection: {db_name: string; collection_name: string},
	expected: Readonly<Record<string, ReadonlyMap<string, string>>>,
): Promise<void> {
	const {db_name: db, collection_name: name} = collection;
	const found = await rowsByPartition(sdk, db, name);
	t.deepEqual(Object.keys(found), ['_default', ...zooPartitions(partitions)]);
	for (const [partition, rows] of Object.entries(expected)) {
		assertSameRows(t, found[partition]!, rows, `${name}, ${partition}`);
		// A query shows one of two rows with the same key: only a count shows both.
		const {data: statistics} = ok(
			await sdk.getPartitionStatistics({...collection, partition_name: partition}),
		);
		t.is(Number(statistics['row_count']), zooRows - 1, `${name}, ${partition}: rows`);
	}

	const {data: all} = ok(await sdk.getCollectionStatistics(collection));
	t.is(Number(all['row_count']), rowsOfAll);
}

import test, {type ExecutionContext} from 'ava';
import {createBackup} from '../../source/engine/create-backup.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import {planRestore} from '../../source/engine/plan-restore.js';
import {restoreBackup} from '../../source/engine/restore-backup.js';
import type {Session} from '../../source/engine/session.js';
import type {RestoreOptions, RestorePlan, RestoreResult} from '../../source/model/plans.js';
import {rowsByPartition} from '../helpers/datasets/snapshot.js';
import {makeZoo, zooRows} from '../helpers/datasets/zoo.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {assertSameRows} from '../helpers/milvus/same-rows.js';
import {ownPlace} from '../helpers/program/own-place.js';

/*
 * Small partitions on Milvus up to 2.3, where each import job takes two seconds: their rows are
 * inserted. What comes of them must be what an import makes of them.
 */

async function restoreTo(
	t: ExecutionContext,
	session: Session,
	{from, to}: {from: string; to: string},
	options: Partial<RestoreOptions> = {},
): Promise<{plan: RestorePlan; result: RestoreResult}> {
	const plan = await planRestore(session, {
		name: 'zoo',
		renames: [`${from}.*:${to}.*`],
		onConflict: 'fail',
		...options,
	});
	const result = await restoreBackup(session, plan);
	t.is(result.outcome, 'complete', JSON.stringify(result.collections));
	t.deepEqual(result.warnings, plan.warnings);
	return {plan, result};
}

for (const server of ['milvus235local', 'milvus2216'] as const) {
	test(`${server}: rows of every type are the same, partition by partition, inserted or imported`, async t => {
		const isOld = server === 'milvus2216';
		const {sdk, db, session} = await ownPlace(t, {server, prefix: 'zoo'});
		const imported = `${db}_imported`;
		const inserted = `${db}_inserted`;
		for (const name of [imported, inserted]) {
			t.teardown(async () => dropDatabase(sdk, name));
		}

		await makeZoo(sdk, db, {isOld, partitions: 3});
		const backup = await createBackup(
			session,
			await planBackup(session, {
				name: 'zoo',
				filter: `${db}.*`,
				strategy: 'auto',
				withRbac: false,
			}),
		);
		t.is(backup.outcome, 'complete', JSON.stringify(backup));

		const first = await restoreTo(t, session, {from: db, to: inserted});
		t.deepEqual(
			first.plan.collections.map(({importJobs, insertedPartitions}) => [
				importJobs,
				insertedPartitions,
			]),
			[
				[1, 3],
				[1, 3],
			],
		);
		t.deepEqual(
			first.result.collections.map(({partitions}) => partitions),
			[
				{inserted: 3, imported: 1},
				{inserted: 3, imported: 1},
			],
		);
		const second = await restoreTo(t, session, {from: db, to: imported}, {importsOnly: true});
		t.deepEqual(
			second.plan.collections.map(({importJobs, insertedPartitions}) => [
				importJobs,
				insertedPartitions,
			]),
			[
				[4, undefined],
				[4, undefined],
			],
		);
		t.is(second.result.collections[0]?.partitions, undefined);
		t.is(first.result.rows, second.result.rows);

		for (const name of ['numbers', 'words']) {
			const expected = await rowsByPartition(sdk, db, name);
			for (const to of [inserted, imported]) {
				const found = await rowsByPartition(sdk, to, name);
				t.deepEqual(Object.keys(found), ['_default', 'p0', 'p1', 'p2']);
				for (const [partition, rows] of Object.entries(expected)) {
					t.is(rows.size, zooRows - 1);
					assertSameRows(t, found[partition]!, rows, `${to}.${name}, ${partition}`);
				}
			}
		}
	});
}

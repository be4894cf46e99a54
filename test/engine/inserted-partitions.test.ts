import test from 'ava';
import {restoreBackup} from '../../source/engine/restore-backup.js';
import type {Session} from '../../source/engine/session.js';
import type {CallOptions} from '../../source/milvus/milvus.js';
import {MilvaultError} from '../../source/model/milvault-error.js';
import {openInsertScene} from '../helpers/jobs/insert-scene.js';

/*
 * Small partitions on Milvus up to 2.3, where each import job takes two seconds: their rows are
 * inserted. They must be those of the source; inserted-partitions.long compares them with imported
 * ones too.
 */

test('2.2.16: rows of every type are the same, partition by partition', async t => {
	const {session, newPlan, assertWhole} = await openInsertScene(t, 'milvus2216');
	const {to, plan} = await newPlan();
	const {outcome, collections} = await restoreBackup(session, plan);
	t.is(outcome, 'complete', JSON.stringify(collections));
	for (const {partitions} of collections) {
		t.deepEqual(partitions, {inserted: 7, imported: 1});
	}

	await assertWhole(t, to);
});

/** What is simulated: an answer that is lost, a refusal, rows that get lost or doubled. */
test('2.3.5: rows of every type are the same, whole and once, whatever becomes of inserts (simulated)', async t => {
	const {session, newPlan, assertWhole} = await openInsertScene(t, 'milvus235local');
	const {to, plan} = await newPlan();
	const inserts = new Map<string, number>();
	const faulty: Session = {
		...session,
		async milvus() {
			const milvus = await session.milvus();
			return {
				...milvus,
				async call<Response>(rpc: string, request: object, options?: CallOptions) {
					const send = async () => milvus.call<Response>(rpc, request, options);
					if (rpc !== 'Insert') {
						return send();
					}

					const {
						collection_name: collection,
						partition_name: name,
						num_rows: rows,
					} = milvus.messages.decode(
						'milvus.proto.milvus.InsertRequest',
						request as Uint8Array,
					) as {collection_name: string; partition_name: string; num_rows: number};
					if (!collection.startsWith('words')) {
						return send();
					}

					const nth = (inserts.get(name) ?? 0) + 1;
					inserts.set(name, nth);
					const {address} = milvus;
					if (name === 'p0' && nth === 1) {
						await send();
						throw new MilvaultError('milvus-unreachable', {address, reason: 'cut'});
					}

					if (name === 'p1') {
						throw new MilvaultError('milvus-refused', {rpc, code: 1, reason: 'no'});
					}

					if (name === 'p2' && nth === 1) {
						return {insert_cnt: String(rows), err_index: []} as Response;
					}

					if (name === 'p4' && nth === 1) {
						await send();
					}

					return send();
				},
			};
		},
	};
	const {outcome, collections} = await restoreBackup(faulty, plan);
	t.is(outcome, 'complete', JSON.stringify(collections));
	t.deepEqual(Object.fromEntries(inserts), {p0: 2, p1: 1, p2: 2, p3: 1, p4: 2, p5: 1, p6: 1});
	t.deepEqual(
		collections.map(({partitions}) => partitions),
		[
			{inserted: 7, imported: 1},
			{inserted: 6, imported: 2},
		],
	);
	await assertWhole(t, to);
});

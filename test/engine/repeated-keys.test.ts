import test from 'ava';
import {createBackup} from '../../source/engine/create-backup.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {loadKeyed, makeKeyed} from '../helpers/milvus/keyed-collection.js';
import {ownPlace} from '../helpers/program/own-place.js';
import {restoreInto} from '../helpers/program/restore-into.js';
import {ok} from '../helpers/milvus/rows.js';

/*
 * Milvus takes a primary key as often as it is given; one delete takes all of its rows away. The
 * rows that an import must report are therefore no matter of counting deletes.
 */

for (const name of ['milvus235local', 'milvus2216'] as const) {
	for (const key of ['number', 'text'] as const) {
		// 2.2 with a row that comes back: its importer would drop it too (measured).
		const comesBack = name !== 'milvus2216' || key === 'number';
		const isRefused = name === 'milvus2216' && comesBack;
		test(`${name}: a ${key} that is the key of many rows, deleted by one delete${comesBack ? ' and written again' : ''}, is ${isRefused ? 'refused rather than restored with rows missing' : 'restored as it was'}`, async t => {
			const {sdk, db, session} = await ownPlace(t, {server: name, prefix: 'repeated'});
			t.teardown(async () => dropDatabase(sdk, `${db}_again`));
			const keys = {db_name: db, collection_name: 'keys'};
			await makeKeyed(sdk, db, {key});
			ok(await sdk.createDatabase({db_name: `${db}_again`}));
			const insert = async (ids: readonly number[]) =>
				ok(
					await sdk.insert({
						...keys,
						data: ids.map(id => ({
							id: key === 'text' ? `k${id}` : String(id),
							v: [id, 1, 2, 3],
						})),
					}),
				);
			const one = (id: number) => (key === 'text' ? `"k${id}"` : String(id));
			await insert(Array.from({length: 50}, (_, id) => id));
			for (let times = 0; times < 3; times++) {
				await insert([0, 1, 2, 3]);
			}

			// 50 and 12 rows; eight go by two deletes; one comes back; a third delete finds nothing.
			await loadKeyed(sdk, db);
			ok(
				await sdk.delete({
					...keys,
					filter: `id in [${one(0)}, ${one(1)}, ${one(999)}]`,
				}),
			);
			if (comesBack) {
				await insert([0]);
			}

			const made = await createBackup(
				session,
				await planBackup(session, {
					name: 'repeated',
					filter: `${db}.*`,
					strategy: 'auto',
					withRbac: false,
				}),
			);
			t.is(made.outcome, 'complete');
			t.is(made.rows, comesBack ? '63' : '62');
			const {result} = await restoreInto(session, 'repeated', `${db}_again`, {
				from: db,
			});
			if (isRefused) {
				t.like(result.collections[0]?.error, {
					code: 'milvus-unsupported',
					details: {version: '2.2.16'},
				});
				return;
			}

			t.is(result.outcome, 'complete', JSON.stringify(result.collections));
			t.is(result.rows, comesBack ? '55' : '54');
		});
	}
}

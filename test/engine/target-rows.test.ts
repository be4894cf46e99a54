import test from 'ava';
import {planRestore} from '../../source/engine/plan-restore.js';
import {lossesOf, unconfirmedOf} from '../../source/model/losses.js';
import type {RestoreRequest} from '../../source/model/plans.js';
import {restorePlanLines} from '../../source/render/restore-plan.js';
import {messagesFor} from '../../source/messages/messages.js';
import {ok} from '../helpers/milvus/rows.js';
import {servers} from '../helpers/servers/servers.js';
import {backUpPlain} from '../helpers/program/backed-up-plain.js';

/*
 * Rows that nothing flushed yet are rows too: Milvus's statistics said 0 of them, and a replace
 * emptied a full collection without a word.
 */

for (const name of ['milvus235', 'milvus2216'] as const) {
	test(`${name}: rows of a target are counted where it is loaded and Milvus can; or else the plan says that there may be more`, async t => {
		const {sdk, db, session, plain: collection} = await backUpPlain(t, servers()[name], 'target');
		const plain = {db_name: db, collection_name: 'plain'};
		ok(await sdk.delete({...plain, filter: 'pk in ["key 1", "key 2"]'}));
		ok(
			await sdk.insert({
				...plain,
				data: Array.from({length: 150}, (_, index) => ({
					pk: `growing ${index}`,
					v: [index, 1, 2, 3],
				})),
			}),
		);
		const planOf = async (changes: Partial<RestoreRequest>) =>
			planRestore(session, {
				name: 'b1',
				filter: collection,
				onConflict: 'replace',
				withIndex: true,
				withLoad: true,
				metaOnly: true,
				withRbac: false,
				...changes,
			});
		const linesOf = (plan: Awaited<ReturnType<typeof planOf>>): string =>
			restorePlanLines(plan, {
				messages: messagesFor('en'),
				columns: 200,
				isWhole: true,
			})
				.map(line => JSON.stringify(line))
				.join('\n');
		const canCount = name === 'milvus235';
		const loaded = await planOf({});
		if (canCount) {
			t.like(loaded.collections[0]?.conflict, {rows: '248'});
			t.is(loaded.collections[0]?.conflict?.isUncounted, undefined);
			t.deepEqual(loaded.warnings, [
				{
					code: 'replaced-by-fewer',
					details: {collections: [{collection, rows: '248', left: '0'}]},
				},
			]);
			t.regex(linesOf(loaded), /248 rows/);
			await t.throwsAsync(planOf({onConflict: 'fail'}), {
				code: 'target-exists',
				message: /248/,
			});
		}

		ok(await sdk.releaseCollection(plain));
		const released = await planOf({});
		for (const plan of canCount ? [released] : [loaded, released]) {
			// Flushed by the backup; growing ones are in no statistics.
			t.like(plan.collections[0]?.conflict, {rows: '100', isUncounted: true});
			t.deepEqual(
				plan.warnings.map(({code}) => code).filter(code => code.startsWith('replaced')),
				['replaced-by-fewer', 'replaced-uncounted'],
			);
			t.regex(linesOf(plan), /100 rows flushed, perhaps more/);
			t.deepEqual(unconfirmedOf(lossesOf(plan)).emptied, [collection]);
		}
	});
}

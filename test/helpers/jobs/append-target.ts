import {planRestore} from '../../../source/engine/plan-restore.js';
import {restoreBackup} from '../../../source/engine/restore-backup.js';
import {allRows, ok, type RowData} from '../milvus/rows.js';
import type {KillScene} from './kill-scene.js';

type Name = 'items' | 'plain';

/** Rows of keys that the scene has not. */
const others: Readonly<Record<Name, (index: number) => RowData>> = {
	items: index => ({
		id: String(9_000_000 + index),
		title: `其他 ${index}`,
		price: 1,
		attrs: {n: index},
		v: Array.from({length: 8}, () => index),
	}),
	plain: index => ({pk: `other ${index}`, v: [index, 0, 0, 1]}),
};

/**
 * Collections like the scene's, with a few rows of their own, for others to be appended to.
 *
 * @returns the rows, by collection
 */
export async function makeAppendTarget(
	{session, client, db, reference}: KillScene,
	to: string,
	names: readonly Name[] = ['items', 'plain'],
): Promise<Map<string, Map<string, string>>> {
	const plan = await planRestore(session, {
		name: reference,
		filter: names.map(name => `${db}.${name}`).join(),
		renames: [`${db}.*:${to}.*`],
		onConflict: 'fail',
		withIndex: true,
		withLoad: true,
		metaOnly: true,
		withRbac: false,
	});
	await restoreBackup(session, plan);
	const rows = new Map<string, Map<string, string>>();
	for (const name of names) {
		ok(
			await client.insert({
				db_name: to,
				collection_name: name,
				data: Array.from({length: 7}, (_, index) => others[name](index)),
			}),
		);
		rows.set(name, await allRows(client, to, name));
	}

	// Statistics, by which an append is checked, know flushed rows only.
	ok(await client.flushSync({db_name: to, collection_names: [...names]}));
	return rows;
}

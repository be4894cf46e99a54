import test from 'ava';
import {backUpCatalogue, restoreCatalogue} from '../helpers/datasets/back-up-catalogue.js';
import {
	catalogue,
	catalogueDatabases,
	dropDatabases,
	makeCatalogue,
} from '../helpers/datasets/catalogue.js';
import {assertSameContents, makeAllReadable, structuresOf} from '../helpers/datasets/compare.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {ok, openSdk} from '../helpers/milvus/rows.js';
import {settingsOf} from '../helpers/backups/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';

/* Everything that Milvus 2.3.5 has, on MinIO, there and back. */

const {milvus235} = servers();
const {from, to} = catalogueDatabases();
const entries = catalogue({isOld: false});
const repository = settingsOf('milvus-data', {rootPath: from.first});
const client = await openSdk(milvus235);
const source = {client, databases: from};
const restored = {client, databases: to};

test.before(async () => {
	await makeCatalogue(client, from, {isOld: false});
});

test.after.always(async () => {
	await dropDatabases(client, from);
	await dropDatabases(client, to);
	await client.closeConnection();
});

test.serial('collections are restored with all that they are', async t => {
	const session = await sessionFor(t, {server: milvus235, repository});
	const before = await structuresOf(source, entries);
	const backup = await backUpCatalogue(t, session, from);
	t.deepEqual(backup.result.warnings, []);
	t.deepEqual(await structuresOf(source, entries), before, 'a backup changes its source');

	const restore = await restoreCatalogue(t, session, {from, to});
	t.deepEqual(restore.result.warnings, []);
	const {db_names: databases} = ok(await client.listDatabases());
	t.true(databases.includes(to.empty), 'a database without collections');
	const after = await structuresOf(restored, entries);
	for (const [index, structure] of after.entries()) {
		t.deepEqual(structure, before[index]);
	}

	t.deepEqual(
		Object.fromEntries(
			restore.result.collections.map(({collection, rows, rowsCheckedBy}) => [
				collection,
				`${rows} by ${rowsCheckedBy}`,
			]),
		),
		{
			[`${from.first}.bare`]: '50 by import',
			[`${from.first}.documents`]: '100 by import',
			// Rows past their time to live would not be counted.
			[`${from.first}.everything`]: '177 by import',
			[`${from.second}.bare`]: '70 by import',
			[`${from.second}.partly`]: '146 by import',
			[`${from.second}.tenants`]: '200 by count',
			[`${from.second}.vacant`]: '0 by count',
		},
	);
});

test.serial('their rows are those of the source, and searches find the same', async t => {
	await Promise.all([source, restored].map(async where => makeAllReadable(where, entries)));
	for (const entry of entries) {
		await assertSameContents(t, entry, {source, restored});
	}
});

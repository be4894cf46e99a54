import {rm} from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import {backUpCatalogue, restoreCatalogue} from '../helpers/datasets/back-up-catalogue.js';
import {
	catalogue,
	catalogueDatabases,
	dropDatabases,
	makeCatalogue,
} from '../helpers/datasets/catalogue.js';
import {assertSameContents, makeAllReadable, structuresOf} from '../helpers/datasets/compare.js';
import type {Structure} from '../helpers/datasets/snapshot.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {openSdk} from '../helpers/milvus/rows.js';
import {servers} from '../helpers/servers/servers.js';

/*
 * Everything that Milvus 2.2.16 has, there and back, and from there to Milvus 2.3.5, on local
 * storage and on MinIO.
 */

const {milvus2216, milvus235local, milvus235} = servers();
const {from, to} = catalogueDatabases();
const entries = catalogue({isOld: true});
const repository = {
	type: 'local',
	path: path.join(milvus2216.dataDir, from.first),
} as const;
const client = await openSdk(milvus2216);
const source = {client, databases: from};
/** Of the source, as it was backed up. */
let before: Structure[] = [];

test.before(async () => {
	await makeCatalogue(client, from, {isOld: true});
	before = await structuresOf(source, entries);
});

test.after.always(async () => {
	await dropDatabases(client, from);
	await client.closeConnection();
	await rm(repository.path, {recursive: true, force: true});
});

test.serial('a backup says what 2.2 cannot', async t => {
	const session = await sessionFor(t, {server: milvus2216, repository});
	const backup = await backUpCatalogue(t, session, from);
	t.deepEqual(await structuresOf(source, entries), before);
	t.deepEqual(
		backup.result.warnings.map(({code}) => code),
		['late-deletes-may-return', 'not-cut-at-one-time'],
	);
	await makeAllReadable(source, entries);
});

for (const [server, warnings] of [
	[milvus2216, []],
	[milvus235local, []],
	[milvus235, ['temporary-copy', 'streamed-copy']],
] as const) {
	// Together: each on a server of its own.
	test(`restored on ${server.cluster.name}: collections with all that they are, rows, and what searches find`, async t => {
		const target = await openSdk(server);
		t.teardown(async () => {
			await dropDatabases(target, to);
			await target.closeConnection();
		});
		const restored = {client: target, databases: to};
		const session = await sessionFor(t, {server, repository});
		const {result} = await restoreCatalogue(t, session, {from, to});
		t.deepEqual(
			result.warnings.map(({code}) => code),
			['late-deletes-may-return', 'not-cut-at-one-time', ...warnings],
		);
		t.deepEqual(await structuresOf(restored, entries), before);
		// 2.2 does not count rows.
		t.deepEqual(
			result.collections
				.filter(({rowsCheckedBy}) => rowsCheckedBy === 'count')
				.map(({collection}) => collection),
			server === milvus2216 ? [] : [`${from.second}.tenants`, `${from.second}.vacant`],
		);

		await makeAllReadable(restored, entries);
		for (const entry of entries) {
			await assertSameContents(t, entry, {source, restored});
		}
	});
}

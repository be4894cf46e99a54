import {randomBytes} from 'node:crypto';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {copyBackups} from '../../source/engine/copy-backups.js';
import {createBackup} from '../../source/engine/create-backup.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import {planCopy} from '../../source/engine/plan-copy.js';
import type {StorageSettings} from '../../source/settings/settings.js';
import {filesOf, sessionBetween} from '../helpers/backups/copy-scene.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import {verified} from '../helpers/backups/whole-backups.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {allRows, openSdk} from '../helpers/milvus/rows.js';
import {assertSameRows} from '../helpers/milvus/same-rows.js';
import {makeSmallCollections, smallRows} from '../helpers/milvus/small-collections.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {restoreInto} from '../helpers/program/restore-into.js';
import {servers} from '../helpers/servers/servers.js';

test('a backup of a real Milvus goes to a second store, to a directory, and back: the same files, and the rows of the collections come out of each copy', async t => {
	const {milvus235: server, minio2} = servers();
	const db = `copy_${randomBytes(4).toString('hex')}`;
	const sdk = await openSdk(server);
	const path = await mkdtemp(join(tmpdir(), 'milvault-copy-'));
	const targets = [`${db}_store`, `${db}_directory`];
	t.teardown(async () => {
		for (const name of [db, ...targets]) {
			await dropDatabase(sdk, name);
		}

		await sdk.closeConnection();
		await rm(path, {recursive: true, force: true});
	});
	await makeSmallCollections(sdk, db);
	const first = settingsOf(await newBucket(), {rootPath: 'backup'});
	const session = await sessionFor(t, {server, repository: first});
	const plan = await planBackup(session, {
		name: 'b',
		filter: `${db}.*`,
		strategy: 'auto',
		withRbac: false,
	});
	t.is((await createBackup(session, plan)).outcome, 'complete');
	const files = await filesOf(first, 'b');
	const store = settingsOf(await newBucket(minio2), {}, minio2);
	const directory: StorageSettings = {type: 'local', path: join(path, 'copies')};
	const back = settingsOf(await newBucket(), {rootPath: 'back'});
	let from: StorageSettings = first;
	for (const to of [store, directory, back]) {
		const between = await sessionBetween(t, session.settings, from, to);
		const result = await copyBackups(between, await planCopy(between, {names: ['b']}));
		t.is(result.outcome, 'complete', JSON.stringify(result));
		t.is(result.backups[0]?.checkedBySize, 0);
		t.deepEqual(await filesOf(to, 'b'), files);
		const {outcome, text} = await verified(
			await sessionFor(t, {server, repository: to}),
			'b',
			'full',
		);
		t.is(outcome, 'complete', text);
		from = to;
	}

	for (const [index, repository] of [store, directory].entries()) {
		const to = targets[index] ?? '';
		const {result} = await restoreInto(await sessionFor(t, {server, repository}), 'b', to, {
			from: db,
		});
		t.is(result.outcome, 'complete', JSON.stringify(result));
		t.is(result.rows, String(smallRows.items + smallRows.plain));
		for (const name of ['items', 'plain']) {
			assertSameRows(t, await allRows(sdk, to, name), await allRows(sdk, db, name), name);
		}
	}
});

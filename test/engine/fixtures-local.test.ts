import {randomBytes} from 'node:crypto';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {openStorage} from '../../source/storage/open-storage.js';
import {
	fixturesDirectory,
	putBackupFiles,
	readBackupFiles,
	withoutFullMeta,
} from '../helpers/backups/backup-files.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {assertHello, assertShop} from '../helpers/backups/fixture-checks.js';
import {assertFixturesListed, assertFixturesShown} from '../helpers/backups/fixture-contents.js';
import {oldLayout} from '../helpers/backups/old-layout.js';
import {restoreInto} from '../helpers/program/restore-into.js';
import {openSdk} from '../helpers/milvus/rows.js';
import {servers} from '../helpers/servers/servers.js';

/* Backups that milvus-backup made, in a directory, for a Milvus 2.3.5 on local storage. */

const {milvus235local} = servers();
const unique = randomBytes(4).toString('hex');
const grouped = {type: 'local', path: fixturesDirectory} as const;
const old = {
	type: 'local',
	path: await mkdtemp(path.join(tmpdir(), 'milvault-old-layout-')),
} as const;
const db = `fixtures_${unique}`;
const oldDb = `fixtures_old_${unique}`;
const sdk = await openSdk(milvus235local);

test.before(
	'the fixtures are put into a directory in the old layout, level files only',
	async () => {
		const storage = await openStorage(old);
		for (const name of ['hello_peer', 'shop_peer']) {
			const files = await readBackupFiles(path.join(fixturesDirectory, name));
			await putBackupFiles(storage, name, withoutFullMeta(oldLayout(files)));
		}

		storage.close();
	},
);

test.after.always(async () => {
	await dropDatabase(sdk, db);
	await dropDatabase(sdk, oldDb);
	await sdk.closeConnection();
	await rm(old.path, {recursive: true, force: true});
});

test.serial(
	'backups by milvus-backup in a directory are restored with all that is in them',
	async t => {
		const session = await sessionFor(t, {
			server: milvus235local,
			repository: grouped,
		});
		await assertFixturesListed(t, session);
		await assertFixturesShown(t, session);
		for (const name of ['hello_peer', 'shop_peer']) {
			const {plan, result} = await restoreInto(session, name, db);
			t.false(plan.readsFrom.isTemporary);
			t.is(result.outcome, 'complete', JSON.stringify(result));
		}

		await assertHello(t, sdk, db);
		await assertShop(t, sdk, db);
	},
);

test.serial('the same in the old layout, and without full_meta.json', async t => {
	const session = await sessionFor(t, {
		server: milvus235local,
		repository: old,
	});
	await assertFixturesListed(t, session);
	await assertFixturesShown(t, session);
	for (const name of ['hello_peer', 'shop_peer']) {
		const {result} = await restoreInto(session, name, oldDb);
		t.is(result.outcome, 'complete', JSON.stringify(result));
	}

	await assertHello(t, sdk, oldDb);
	await assertShop(t, sdk, oldDb);
});

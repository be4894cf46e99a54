import {randomBytes} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {text} from 'node:stream/consumers';
import test from 'ava';
import {createBackup} from '../../source/engine/create-backup.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import {openStorage} from '../../source/storage/open-storage.js';
import {
	fixturesDirectory,
	putBackupFiles,
	readBackupFiles,
} from '../helpers/backups/backup-files.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {assertHello, assertShop} from '../helpers/backups/fixture-checks.js';
import {assertFixturesListed, assertFixturesShown} from '../helpers/backups/fixture-contents.js';
import {jsonTypes} from '../helpers/program/json-types.js';
import {binlogKeys, readLikeMilvusBackup} from '../helpers/backups/milvus-backup-reader.js';
import {oldLayout} from '../helpers/backups/old-layout.js';
import {restoreInto} from '../helpers/program/restore-into.js';
import {ok, openSdk} from '../helpers/milvus/rows.js';
import {settingsOf} from '../helpers/backups/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';

/* Backups that milvus-backup made, in the bucket of a Milvus 2.3.5 on MinIO. */

const {milvus235} = servers();
const unique = randomBytes(4).toString('hex');
const grouped = settingsOf('milvus-data', {rootPath: `fixtures-${unique}`});
const old = settingsOf('milvus-data', {rootPath: `fixtures-old-${unique}`});
const db = `fixtures_${unique}`;
const oldDb = `fixtures_old_${unique}`;
const sdk = await openSdk(milvus235);

test.before('the fixtures are put into the bucket', async () => {
	const storage = await openStorage(grouped);
	for (const name of ['hello_peer', 'shop_peer']) {
		const files = await readBackupFiles(path.join(fixturesDirectory, name));
		await putBackupFiles(storage, `${grouped.rootPath}/${name}`, files);
		await putBackupFiles(storage, `${old.rootPath}/${name}`, oldLayout(files));
	}

	storage.close();
});

test.after.always(async () => {
	await dropDatabase(sdk, db);
	await dropDatabase(sdk, oldDb);
	await sdk.closeConnection();
});

test.serial('backups by milvus-backup are listed and shown, in both layouts', async t => {
	for (const repository of [grouped, old]) {
		const session = await sessionFor(t, {server: milvus235, repository});
		await assertFixturesListed(t, session);
		await assertFixturesShown(t, session);
	}
});

test.serial('backups by milvus-backup are restored with all that is in them', async t => {
	const session = await sessionFor(t, {
		server: milvus235,
		repository: grouped,
	});
	for (const name of ['hello_peer', 'shop_peer']) {
		const {plan, result} = await restoreInto(session, name, db);
		t.false(plan.readsFrom.isTemporary);
		t.is(result.outcome, 'complete', JSON.stringify(result));
		t.deepEqual(
			result.warnings.map(({code}) => code),
			['content-not-verifiable'],
		);
	}

	await assertHello(t, sdk, db);
	await assertShop(t, sdk, db);
});

test.serial('the same in the old layout without group directories', async t => {
	const session = await sessionFor(t, {server: milvus235, repository: old});
	for (const name of ['hello_peer', 'shop_peer']) {
		const {result} = await restoreInto(session, name, oldDb);
		t.is(result.outcome, 'complete', JSON.stringify(result));
	}

	await assertHello(t, sdk, oldDb);
	await assertShop(t, sdk, oldDb);
});

test.serial(
	'a backup of the restored collections has the keys and types of the one by milvus-backup',
	async t => {
		ok(
			await sdk.delete({
				db_name: db,
				collection_name: 'shop_items',
				filter: 'id in [4, 5, 1003]',
			}),
		);
		const session = await sessionFor(t, {
			server: milvus235,
			repository: grouped,
		});
		const plan = await planBackup(session, {
			name: 'ours',
			filter: ['shop_items', 'shop_tenants', 'shop_empty'].map(name => `${db}.${name}`).join(),
			strategy: 'auto',
			withRbac: false,
		});
		const result = await createBackup(session, plan);
		t.is(result.outcome, 'complete', JSON.stringify(result));

		const {storage, rootPath} = await session.repositoryPlace();
		const read = async (file: string): Promise<string> =>
			text(await storage.get(`${rootPath}/ours/${file}`));
		const keys: string[] = [];
		for await (const {key} of storage.list(`${rootPath}/ours/binlogs/`)) {
			keys.push(key.slice(`${rootPath}/ours/`.length));
		}

		const full = await readLikeMilvusBackup(read);
		const joined = await readLikeMilvusBackup(async file =>
			file === 'meta/full_meta.json' ? undefined : read(file),
		);
		for (const tree of [full, joined]) {
			t.is(tree['name'], 'ours');
			t.deepEqual(binlogKeys(tree), keys.toSorted());
		}

		for (const level of ['backup', 'collection', 'partition', 'segment', 'full']) {
			const file = `meta/${level}_meta.json`;
			const fixture = path.join(fixturesDirectory, 'shop_peer', file);
			const theirs = jsonTypes(await readFile(fixture, 'utf8'));
			const ours = jsonTypes(await read(file));
			t.deepEqual(
				{
					onlyTheirs: theirs.filter(line => !ours.includes(line)),
					onlyOurs: ours.filter(line => !theirs.includes(line)),
				},
				{onlyTheirs: knownDifferences[level] ?? [], onlyOurs: []},
				file,
			);
		}
	},
);

/**
 * For a segment without deletes it writes an empty entry where we leave the key out, as it does
 * itself on newer servers.
 */
const knownDifferences: Record<string, string[]> = {
	segment: ['infos[].deltalogs[] empty object'],
	full: ['collection_backups[].partition_backups[].segment_backups[].deltalogs[] empty object'],
};

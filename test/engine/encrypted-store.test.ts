import {randomBytes} from 'node:crypto';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {createBackup} from '../../source/engine/create-backup.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import type {Session} from '../../source/engine/session.js';
import type {StorageSettings} from '../../source/settings/settings.js';
import {openStorage} from '../../source/storage/open-storage.js';
import type {BackupFiles} from '../helpers/backups/backup-files.js';
import {cacheDir} from '../helpers/runner/cache-dir.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {asOlderBackup} from '../helpers/backups/metadata-damages.js';
import {restoreInto} from '../helpers/program/restore-into.js';
import {openSdk} from '../helpers/milvus/rows.js';
import {damaged, putAll, readAll, verified} from '../helpers/backups/whole-backups.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import {installMinio} from '../helpers/servers/install-minio.js';
import {startMinio} from '../helpers/servers/minio.js';
import {servers} from '../helpers/servers/servers.js';
import {makeSmallCollections, smallRows} from '../helpers/milvus/small-collections.js';

/*
 * A MinIO that encrypts with keys of a KMS, as Amazon's buckets do: its ETags are no sums of the
 * content. Backups made there, through this process and by the store itself, older ones, and all of
 * them moved.
 */

const server = servers().milvus235;
const db = `kms_${randomBytes(4).toString('hex')}`;
const sdk = await openSdk(server);
const minio = await startMinio({
	binary: await installMinio(cacheDir()),
	env: {
		MINIO_KMS_SECRET_KEY: `k:${randomBytes(32).toString('base64')}`,
		MINIO_KMS_AUTO_ENCRYPTION: 'on',
	},
});
const root = await mkdtemp(path.join(tmpdir(), 'milvault-kms-'));
const encrypted = (rootPath: string): StorageSettings => settingsOf('encrypted', {rootPath}, minio);
const kinds = ['streamed', 'copied', 'older', 'plain-older'] as const;
type Kind = (typeof kinds)[number];
const made = new Map<Kind, BackupFiles>();

test.after.always(async () => {
	await minio.stop();
	await dropDatabase(sdk, db);
	await dropDatabase(sdk, `${db}_to`);
	await sdk.closeConnection();
	await rm(root, {recursive: true, force: true});
});

async function backUp(session: Session, name: string): Promise<void> {
	const plan = await planBackup(session, {
		name,
		filter: `${db}.*`,
		strategy: 'auto',
		withRbac: false,
	});
	const {outcome} = await createBackup(session, plan);
	if (outcome !== 'complete') {
		throw new Error(`the backup is ${outcome}`);
	}
}

/** Where the backups were moved to. */
async function elsewhere(t: ExecutionContext, files: BackupFiles): Promise<Session[]> {
	const bucket = settingsOf(await newBucket());
	const directory: StorageSettings = {
		type: 'local',
		path: await mkdtemp(path.join(root, 'moved-')),
	};
	return Promise.all(
		[bucket, directory].map(async repository => {
			await putAll(repository, 'b/', files);
			return sessionFor(t, {server, repository});
		}),
	);
}

test.serial('backups are made, and are what they were in their place', async t => {
	await makeSmallCollections(sdk, db);
	await minio.createBucket('encrypted');
	await minio.createBucket('data');
	const streamed = await sessionFor(t, {
		server,
		repository: encrypted('streamed'),
	});
	await backUp(streamed, 'b');

	// The Milvus's own files as they would lie in the encrypted store: it copies them by itself
	// then.
	const own = settingsOf('milvus-data');
	const data = settingsOf('data', {rootPath: 'files'}, minio);
	const files = await readAll(encrypted('streamed'), 'streamed/b/');
	const collections = new Set(
		[...files.keys()].flatMap(key => /_log\/(\d+)\//.exec(key)?.[1] ?? []),
	);
	for (const kind of ['insert_log', 'delta_log']) {
		for (const id of collections) {
			const prefix = `files/${kind}/${id}/`;
			await putAll(data, prefix, await readAll(own, prefix));
		}
	}

	const copied = await sessionFor(t, {
		server: {...server, cluster: {...server.cluster, storage: data}},
		repository: encrypted('copied'),
	});
	await backUp(copied, 'b');
	for (const [name, session] of Object.entries({streamed, copied})) {
		const backup = await readAll(encrypted(name), `${name}/b/`);
		made.set(name as Kind, backup);
		const record = backup.get('meta/milvault.json')!.toString();
		t.regex(record, /"etags":"opaque"/);
		t.notRegex(record, /"etags":"md5"/);
		for (const level of ['quick', 'full'] as const) {
			const {outcome, text, warnings} = await verified(session, 'b', level);
			t.is(outcome, 'complete', text);
			t.deepEqual(warnings, []);
		}
	}

	const plain = settingsOf(await newBucket());
	await backUp(await sessionFor(t, {server, repository: plain}), 'b');
	const backup = await readAll(plain, 'b/');
	t.regex(backup.get('meta/milvault.json')!.toString(), /"etags":"md5"/);
	made.set('plain-older', asOlderBackup(backup));
	made.set('older', asOlderBackup(made.get('copied')!));
});

test.serial('an older backup is what it was in its place, at both levels', async t => {
	const storage = await openStorage(encrypted('copied'));
	const record = made.get('older')!.get('meta/milvault.json')!;
	await storage.put('copied/b/meta/milvault.json', record);
	storage.close();
	const session = await sessionFor(t, {
		server,
		repository: encrypted('copied'),
	});
	for (const level of ['quick', 'full'] as const) {
		const {outcome, text, warnings} = await verified(session, 'b', level);
		t.is(outcome, 'complete', text);
		t.deepEqual(warnings, []);
	}
});

for (const kind of kinds) {
	test.serial(
		`moved to a plain bucket and to a directory, ${kind}: nothing is called changed, and damage is found`,
		async t => {
			const files = made.get(kind)!;
			const unknown = kind === 'older' ? ['checksums-not-comparable'] : [];
			for (const session of await elsewhere(t, files)) {
				for (const level of ['quick', 'full'] as const) {
					const {outcome, text, warnings} = await verified(session, 'b', level);
					t.is(outcome, 'complete', text);
					t.deepEqual([...new Set(warnings)], unknown);
				}
			}

			for (const session of await elsewhere(t, damaged(files))) {
				const quick = await verified(session, 'b', 'quick');
				t.is(quick.outcome, kind === 'older' ? 'complete' : 'failed', quick.text);
				const full = await verified(session, 'b', 'full');
				t.is(full.outcome, 'failed');
			}
		},
	);
}

test.serial('an object that was replaced in the encrypted store is found', async t => {
	const files = damaged(made.get('streamed')!);
	const key = [...files].find(([one, body]) => made.get('streamed')!.get(one) !== body)![0];
	const storage = await openStorage(encrypted('streamed'));
	await storage.put(`streamed/b/${key}`, files.get(key)!);
	storage.close();
	const session = await sessionFor(t, {
		server,
		repository: encrypted('streamed'),
	});
	for (const level of ['quick', 'full'] as const) {
		const {outcome, text} = await verified(session, 'b', level);
		t.is(outcome, 'failed');
		t.true(text.includes(key));
	}
});

test.serial('an older backup that was moved is restored, with a warning', async t => {
	const [session] = await elsewhere(t, made.get('older')!);
	const {result} = await restoreInto(session!, 'b', `${db}_to`, {from: db});
	t.is(result.outcome, 'complete', JSON.stringify(result));
	t.is(result.rows, String(smallRows.items + smallRows.plain));
	t.true(result.warnings.some(({code}) => code === 'checksums-not-comparable'));
});

import {randomBytes} from 'node:crypto';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {createBackup} from '../../source/engine/create-backup.js';
import {removeBackup} from '../../source/engine/repository/remove-backup.js';
import {listBackups} from '../../source/engine/list-backups.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import {planRestore} from '../../source/engine/plan-restore.js';
import {hasCode} from '../../source/model/milvault-error.js';
import type {BackupRequest} from '../../source/model/plans.js';
import {openStorage} from '../../source/storage/open-storage.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {restoreInto} from '../helpers/program/restore-into.js';
import {allRows, ok, openSdk} from '../helpers/milvus/rows.js';
import {httpServer, newBucket, open, settingsOf} from '../helpers/backups/s3-storage.js';
import {assertSameRows} from '../helpers/milvus/same-rows.js';
import {servers} from '../helpers/servers/servers.js';
import {makeSmallCollections, smallRows} from '../helpers/milvus/small-collections.js';

/*
 * What an operator trusts without having read anything: cases that a review with fresh eyes found.
 */

const server = servers().milvus235;
const sdk = await openSdk(server);
const db = `trust_${randomBytes(4).toString('hex')}`;
const names = ['items', 'plain'] as const;

test.before(async () => {
	await makeSmallCollections(sdk, db);
});

test.after.always(async () => {
	await dropDatabase(sdk, db);
	await dropDatabase(sdk, `${db}_back`);
	await sdk.closeConnection();
});

const request = (name: string, changes: Partial<BackupRequest> = {}) => ({
	name,
	filter: `${db}.*`,
	strategy: 'auto' as const,
	withRbac: false,
	...changes,
});

test.serial(
	'a backup that vanishes while it is made, past its lock, is never called complete',
	async t => {
		const repository = settingsOf(await newBucket(), {rootPath: 'backup'});
		const session = await sessionFor(t, {server, repository});
		const plan = await planBackup(session, request('gone'));
		const error = await t.throwsAsync(
			createBackup(session, plan, {
				journal: {
					entries: [],
					async append({type}) {
						if (type === 'collection-copied') {
							// As another tool would, which knows no locks.
							await removeBackup(await session.repositoryPlace(), 'gone');
						}
					},
				},
			}),
		);
		t.true(hasCode(error, 'claim-lost') || hasCode(error, 'object-missing'), String(error));
		t.deepEqual(
			(await listBackups(session)).filter(({state}) => state === 'complete'),
			[],
		);
	},
);

test.serial(
	'a backup that was moved from a store into a directory is restored, checked by its content',
	async t => {
		const repository = settingsOf(await newBucket(), {rootPath: 'backup'});
		const session = await sessionFor(t, {server, repository});
		await createBackup(session, await planBackup(session, request('moved')));
		const directory = await movedTo(t, repository.bucket);
		const there = await sessionFor(t, {
			server,
			repository: {type: 'local', path: directory},
		});
		const {result} = await restoreInto(there, 'moved', `${db}_back`, {
			from: db,
		});
		t.is(result.outcome, 'complete');
		for (const name of names) {
			const rows = await allRows(sdk, `${db}_back`, name).catch(async () => {
				ok(
					await sdk.loadCollectionSync({
						db_name: `${db}_back`,
						collection_name: name,
					}),
				);
				return allRows(sdk, `${db}_back`, name);
			});
			t.is(rows.size, smallRows[name]);
			assertSameRows(t, rows, await allRows(sdk, db, name));
		}
	},
);

/** Every object of a bucket's backups as a file, as a person copies them. */
async function movedTo(t: ExecutionContext, bucket: string): Promise<string> {
	const directory = await mkdtemp(join(tmpdir(), 'milvault-moved-'));
	t.teardown(async () => rm(directory, {recursive: true, force: true}));
	const source = await open(t, settingsOf(bucket));
	const target = await openStorage({type: 'local', path: directory});
	for await (const {key} of source.list('backup/')) {
		await target.put(key.slice('backup/'.length), await source.get(key));
	}

	target.close();
	return directory;
}

test.serial('a backup without rows says so before it is restored', async t => {
	const repository = settingsOf(await newBucket(), {rootPath: 'backup'});
	const session = await sessionFor(t, {server, repository});
	await createBackup(session, await planBackup(session, request('bare', {strategy: 'meta_only'})));
	const plan = await planRestore(session, {
		name: 'bare',
		suffix: '_again',
		onConflict: 'fail',
		withIndex: true,
		withLoad: true,
		metaOnly: false,
		withRbac: false,
	});
	t.true(plan.warnings.some(({code}) => code === 'without-rows'));
});

test('simulated store: a listing that says there is more and not where is no whole listing', async t => {
	const endpoint = await httpServer(t, (_, response) => {
		response.writeHead(200, {'content-type': 'application/xml'});
		response.end(
			'<ListBucketResult><IsTruncated>true</IsTruncated><Contents><Key>a</Key><Size>1</Size></Contents></ListBucketResult>',
		);
	});
	const storage = await open(t, settingsOf('bucket', {endpoint}));
	const error = await t.throwsAsync(async () => {
		for await (const _object of storage.list('')) {
			// Every page is asked for.
		}
	});
	t.true(hasCode(error, 'storage-refused'), String(error));
});

import {randomBytes} from 'node:crypto';
import {existsSync} from 'node:fs';
import {mkdtemp, rm, symlink} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {openSdk} from '../helpers/milvus/rows.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';
import {makeSmallCollections} from '../helpers/milvus/small-collections.js';
import {thereAndBack} from '../helpers/program/there-and-back.js';

/* Repositories for a Milvus 2.3.5 on local storage. */

const {milvus235local} = servers();
const db = `places_${randomBytes(4).toString('hex')}`;
const client = await openSdk(milvus235local);
const dataPath = path.join(milvus235local.dataDir, 'data');

test.before(async () => {
	await makeSmallCollections(client, db);
});

test.after.always(async () => {
	await dropDatabase(client, db);
	await client.closeConnection();
});

test.serial('a directory elsewhere on the same disk: Milvus reads it where it is', async t => {
	const result = await thereAndBack(t, {
		server: milvus235local,
		client,
		repository: {type: 'local', path: await newDirectory(t)},
		db,
	});
	t.deepEqual(result.warnings, {backup: [], restore: []});
	t.false(result.readsFrom.isTemporary);
	t.is(result.copiesDuring, 0);
});

test.serial(
	'a directory that Milvus does not see from its container: through a temporary copy beside its data',
	async t => {
		const link = path.join(await newDirectory(t), 'data');
		await symlink(dataPath, link);
		const result = await thereAndBack(t, {
			// The same directory by two names, as a container has it.
			server: {
				...milvus235local,
				cluster: {
					...milvus235local.cluster,
					storage: {type: 'local', path: link, milvusPath: dataPath},
				},
			},
			client,
			repository: {type: 'local', path: await newDirectory(t)},
			db,
		});
		t.deepEqual(result.warnings, {backup: [], restore: ['temporary-copy']});
		t.deepEqual(result.readsFrom, {
			place: `${link}/milvault_temp`,
			isTemporary: true,
		});
		t.true(result.copiesDuring > 0);
		t.false(existsSync(path.join(dataPath, 'milvault_temp', result.jobId)));
	},
);

test.serial('a bucket: through a temporary copy beside the data of Milvus', async t => {
	const bucket = await newBucket();
	const result = await thereAndBack(t, {
		server: milvus235local,
		client,
		repository: settingsOf(bucket, {rootPath: 'backups'}),
		db,
	});
	t.deepEqual(result.warnings, {
		backup: ['streamed-copy'],
		restore: ['temporary-copy', 'streamed-copy'],
	});
	t.true(result.copiesDuring > 0);
	t.false(existsSync(path.join(dataPath, 'milvault_temp', result.jobId)));
});

async function newDirectory(t: ExecutionContext): Promise<string> {
	const directory = await mkdtemp(path.join(tmpdir(), 'milvault-places-'));
	t.teardown(async () => rm(directory, {recursive: true, force: true}));
	return directory;
}

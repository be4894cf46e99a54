import {randomBytes} from 'node:crypto';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {buffer} from 'node:stream/consumers';
import test from 'ava';
import {openStorage} from '../../source/storage/open-storage.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {allRows, ok, openSdk} from '../helpers/milvus/rows.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';
import {makeSmallCollections, smallRows} from '../helpers/milvus/small-collections.js';
import {configOf, milvault, storageConfig} from './milvault.js';

/*
 * A restore that ended in part, and the same command again: the built program, on a real Milvus and
 * a real MinIO.
 */

const server = servers().milvus235;
const sdk = await openSdk(server);
const db = `partial_${randomBytes(4).toString('hex')}`;
const stateDir = await mkdtemp(join(tmpdir(), 'milvault-partial-'));

test.after.always(async () => {
	await dropDatabase(sdk, db);
	await sdk.closeConnection();
	await rm(stateDir, {recursive: true, force: true});
});

test('the same command restores what failed before, and what another program has dropped since, and accepts what exists', async t => {
	await makeSmallCollections(sdk, db);
	const bucket = await newBucket();
	const settings = settingsOf(bucket, {rootPath: 'backups'});
	const run = async (...args: string[]) =>
		milvault([...args, '--json'], {
			config: configOf(server, storageConfig(settings)),
			env: {MILVAULT_STATE_DIR: stateDir},
		});
	const made = await run('create', '--name', 'b', '--filter', `${db}.*`);
	t.is(made.exitCode, 0, made.stderr);

	const storage = await openStorage(settings);
	t.teardown(() => {
		storage.close();
	});
	const {collectionID} = ok(await sdk.describeCollection({db_name: db, collection_name: 'items'}));
	const under = `backups/b/binlogs/insert_log/${collectionID}/`;
	let key = '';
	for await (const object of storage.list(under)) {
		key = object.key;
	}

	const bytes = await buffer(await storage.get(key));
	await storage.deleteMany([key]);

	const command = ['restore', 'b', '--suffix', '_again'];
	const first = await run(...command);
	t.is(first.exitCode, 3, first.stderr);
	const second = await run(...command);
	t.is(second.exitCode, 3, second.stderr);

	await storage.put(key, bytes);
	ok(await sdk.dropCollection({db_name: db, collection_name: 'plain_again'}));
	const third = await run(...command);
	t.is(third.exitCode, 0, third.stderr);
	for (const name of ['items', 'plain'] as const) {
		const about = {db_name: db, collection_name: `${name}_again`};
		ok(await sdk.loadCollectionSync(about));
		const rows = await allRows(sdk, db, about.collection_name);
		t.is(rows.size, smallRows[name]);
	}

	// All is there: the same command would now be another one.
	const fourth = await run(...command);
	t.is(fourth.exitCode, 1, fourth.stderr);
});

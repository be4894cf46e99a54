import {randomBytes} from 'node:crypto';
import {createServer, connect} from 'node:net';
import {once} from 'node:events';
import type {AddressInfo} from 'node:net';
import test from 'ava';
import {makeBare} from '../helpers/datasets/bare.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {ok, openSdk} from '../helpers/milvus/rows.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';
import {configOf, milvault, storageConfig} from './milvault.js';

/* A collection that is renamed between the plan and its flush, seen from the command line. */

const {milvus235: server} = servers();
const sdk = await openSdk(server);
const db = `renamed_${randomBytes(4).toString('hex')}`;

test.after.always(async () => {
	await dropDatabase(sdk, db);
	await sdk.closeConnection();
});

test('the others are backed up, the exit code is 3, and --only-failed is named', async t => {
	ok(await sdk.createDatabase({db_name: db}));
	for (const name of ['first', 'second']) {
		await makeBare(sdk, db, {name});
	}

	// The store's first request of the backup itself, its lock, waits until the collection has
	// another name.
	const {hostname, port} = new URL(servers().minio.endpoint);
	let renaming: Promise<unknown> | undefined;
	const proxy = createServer(socket => {
		const onward = connect(Number(port), hostname);
		socket.on('data', (chunk: Buffer) => {
			if (chunk.includes('.milvault/locks')) {
				renaming ??= sdk.renameCollection({
					db_name: db,
					collection_name: 'second',
					new_collection_name: 'other',
				});
			}

			void Promise.resolve(renaming).then(() => onward.write(chunk));
		});
		onward.pipe(socket);
		socket.on('error', () => onward.destroy());
		onward.on('error', () => socket.destroy());
		socket.on('close', () => onward.end());
	}).listen(0, '127.0.0.1');
	await once(proxy, 'listening');
	t.teardown(() => proxy.close());
	const endpoint = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
	const {exitCode, stdout, stderr} = await milvault(
		['create', '--name', 'part', '--filter', `${db}.*`],
		{
			config: configOf(
				server,
				storageConfig(settingsOf(await newBucket(), {endpoint, rootPath: 'b'})),
			),
		},
	);
	t.not(renaming, undefined);
	t.is(exitCode, 3, stdout + stderr);
	t.regex(stderr, new RegExp(`✘ ${db}\\.second: `));
	t.regex(stdout, /Backed up 1 collection/);
	t.regex(stdout, /--only-failed/);
});

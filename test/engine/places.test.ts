import {randomBytes} from 'node:crypto';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {recordingProxy} from '../helpers/proxies/recording-proxy.js';
import {openSdk} from '../helpers/milvus/rows.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import type {MilvusServer} from '../helpers/servers/milvus.js';
import {servers} from '../helpers/servers/servers.js';
import {makeSmallCollections} from '../helpers/milvus/small-collections.js';
import {thereAndBack} from '../helpers/program/there-and-back.js';

/* Repositories that a Milvus 2.3.5 on MinIO cannot read where they lie. */

const {milvus235, minio, minio2} = servers();
const db = `places_${randomBytes(4).toString('hex')}`;
const client = await openSdk(milvus235);

test.before(async () => {
	await makeSmallCollections(client, db);
});

test.after.always(async () => {
	await dropDatabase(client, db);
	await client.closeConnection();
});

test.serial(
	'another bucket of the same MinIO: the store copies by itself, there and back',
	async t => {
		const {endpoint, requests} = await recordingProxy(t, minio.endpoint);
		const bucket = await newBucket();
		const result = await thereAndBack(t, {
			server: behind(endpoint),
			client,
			repository: settingsOf(bucket, {endpoint, rootPath: 'backups'}),
			db,
		});
		t.deepEqual(result.warnings, {backup: [], restore: ['temporary-copy']});
		t.deepEqual(result.readsFrom, {
			place: 's3://milvus-data/files/milvault_temp',
			isTemporary: true,
		});
		t.true(result.copiesDuring > 0);
		const puts = requests.filter(
			request => request.method === 'PUT' && request.path.includes('/binlogs/'),
		);
		t.true(puts.length >= 2 * result.copiesDuring);
		// Read is only what is counted: deletes, and the keys and times of rows.
		t.deepEqual(
			requests.filter(
				request =>
					request.method === 'GET' &&
					/\/insert_log\/(?:\d+\/)*(?!1(?:00)?\/)\d+\/\d+$/.test(request.path),
			),
			[],
		);
		t.deepEqual(
			puts.filter(({isCopy}) => !isCopy),
			[],
		);
	},
);

test.serial(
	'a store that does not copy by itself: data goes through this machine, and the results say so',
	async t => {
		const proxy = await recordingProxy(t, minio.endpoint, {
			refusesCopies: true,
		});
		const result = await thereAndBack(t, {
			server: behind(proxy.endpoint),
			client,
			repository: settingsOf(await newBucket(), {endpoint: proxy.endpoint}),
			db,
			collections: ['plain'],
		});
		t.deepEqual(result.warnings, {
			backup: ['streamed-copy'],
			restore: ['temporary-copy', 'streamed-copy'],
		});
		t.true(result.copiesDuring > 0);
	},
);

test.serial('a second MinIO: data goes through this machine, and the plans say so', async t => {
	const bucket = await newBucket(minio2);
	const result = await thereAndBack(t, {
		server: milvus235,
		client,
		repository: settingsOf(bucket, {rootPath: 'backups'}, minio2),
		db,
	});
	t.deepEqual(result.warnings, {
		backup: ['streamed-copy'],
		restore: ['temporary-copy', 'streamed-copy'],
	});
	t.true(result.readsFrom.isTemporary);
	t.true(result.copiesDuring > 0);
});

test.serial('a local directory: data goes through this machine, and the plans say so', async t => {
	const directory = await mkdtemp(path.join(tmpdir(), 'milvault-places-'));
	t.teardown(async () => rm(directory, {recursive: true, force: true}));
	const result = await thereAndBack(t, {
		server: milvus235,
		client,
		repository: {type: 'local', path: path.join(directory, '备份')},
		db,
	});
	t.deepEqual(result.warnings, {
		backup: ['streamed-copy'],
		restore: ['temporary-copy', 'streamed-copy'],
	});
	t.true(result.readsFrom.isTemporary);
	t.true(result.copiesDuring > 0);
});

/** The same Milvus with its store behind another door; Milvus itself continues using its own. */
function behind(endpoint: string): MilvusServer {
	return {
		...milvus235,
		cluster: {
			...milvus235.cluster,
			storage: settingsOf('milvus-data', {endpoint, rootPath: 'files'}),
		},
	};
}

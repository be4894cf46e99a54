import {randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {createServer} from 'node:net';
import type {AddressInfo} from 'node:net';
import {buffer} from 'node:stream/consumers';
import anyTest, {type ExecutionContext, type TestFn} from 'ava';
import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {openStorage} from '../../source/storage/open-storage.js';
import type {Storage} from '../../source/storage/storage.js';
import {DataType, ok, openSdk} from '../helpers/milvus/rows.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import {assumeRole} from '../helpers/servers/assume-role.js';
import {servers} from '../helpers/servers/servers.js';
import {configOf, milvault, storageConfig} from './milvault.js';

/*
 * Everything that goes wrong ends with its exit code and a sentence that names the cause and the
 * next step, and leaves nothing behind: the built program, on a real Milvus and a real MinIO.
 */

type Shared = {
	client: MilvusClient;
	storage: Storage;
	bucket: string;
	db: string;
};

const test = anyTest.serial as unknown as TestFn<Shared>;
const rows = 60;
const backup = 'good';

test.before(async t => {
	const client = await openSdk(servers().milvus235);
	const bucket = await newBucket();
	const storage = await openStorage(settingsOf(bucket));
	const db = `failures_${randomBytes(4).toString('hex')}`;
	t.context = {client, storage, bucket, db};
	ok(await client.createDatabase({db_name: db}));
	ok(
		await client.createCollection({
			db_name: db,
			collection_name: 'orders',
			fields: [
				{name: 'id', data_type: DataType.Int64, is_primary_key: true},
				{name: 'vector', data_type: DataType.FloatVector, dim: 4},
			],
		}),
	);
	ok(
		await client.insert({
			db_name: db,
			collection_name: 'orders',
			data: Array.from({length: rows}, (_, id) => ({
				id,
				vector: [id, 1, 2, 3],
			})),
		}),
	);
	const made = await run(t, ['create', '--name', backup]);
	t.is(made.exitCode, 0, made.stderr);
});

test.after.always(async t => {
	const {client, storage, db} = t.context;
	for (const name of await collections(t.context)) {
		ok(await client.dropCollection({db_name: db, collection_name: name}));
	}

	ok(await client.dropDatabase({db_name: db}));
	await client.closeConnection();
	storage.close();
});

type Setting = {
	/** Changes the configuration before the run. */
	change?: (config: ReturnType<typeof configOf>) => void;
	env?: Record<string, string>;
};

/** Backs up or restores only this file's database, from and to this file's bucket. */
async function run(
	t: ExecutionContext<Shared>,
	[command = '', ...args]: readonly string[],
	{change, env}: Setting = {},
) {
	const {bucket, db} = t.context;
	const config = configOf(
		servers().milvus235,
		storageConfig(settingsOf(bucket, {rootPath: 'backups'})),
	);
	change?.(config);
	const filter =
		['create', 'restore'].includes(command) && !args.includes('--filter')
			? ['--filter', `${db}.*`]
			: [];
	return milvault([command, ...args, ...filter], {config, env});
}

/**
 * Fails with this code and these words, and neither the bucket nor the database shows that anything
 * was tried.
 */
async function fails(
	t: ExecutionContext<Shared>,
	args: readonly string[],
	expected: {exitCode: number; says: readonly RegExp[]} & Setting,
): Promise<void> {
	const before = await everything(t.context);
	const {exitCode, stderr, stdout} = await run(t, args, expected);
	const all = stderr + stdout;
	t.is(exitCode, expected.exitCode, all);
	for (const words of expected.says) {
		t.regex(stderr, words);
	}

	t.notRegex(all, /\n\s+at |undefined|\[object/, 'no stack, no holes');
	t.notRegex(all, new RegExp(servers().minio.secretAccessKey), 'no secret');
	t.deepEqual(await everything(t.context), before, 'nothing is left behind');
}

async function everything(shared: Shared): Promise<string[]> {
	const keys: string[] = [];
	for await (const {key} of shared.storage.list('')) {
		keys.push(key);
	}

	return [...keys, ...(await collections(shared))];
}

async function collections({client, db}: Shared): Promise<string[]> {
	const {data} = ok(await client.showCollections({db_name: db}));
	return data.map(({name}) => name).toSorted();
}

const create = ['create', '--name', 'another'];

test('Milvus is down: exit 5, and the address is named', async t => {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const {port} = server.address() as AddressInfo;
	server.close();
	await fails(t, create, {
		exitCode: 5,
		says: [new RegExp(`127\\.0\\.0\\.1:${port}`), /nothing listens|running/],
		change(config) {
			config.clusters.c.milvus['address'] = `127.0.0.1:${port}`;
		},
	});
});

test('an unknown host: exit 5', async t => {
	await fails(t, create, {
		exitCode: 5,
		says: [/milvus\.invalid:19530/],
		change(config) {
			config.clusters.c.milvus['address'] = 'milvus.invalid:19530';
		},
	});
});

test('the wrong password: exit 6, and the password is not shown', async t => {
	const {exitCode, stdout, stderr} = await milvault(create, {
		config: {
			...configOf(servers().milvus235local, {
				type: 'local',
				path: servers().milvus235local.dataDir,
			}),
			clusters: {
				c: {
					milvus: {
						address: servers().milvus235local.address,
						username: 'root',
						password: 'not-the-password',
					},
					storage: storageConfig(servers().milvus235local.cluster.storage),
				},
			},
		},
	});
	t.is(exitCode, 6, stderr);
	t.regex(stderr, /root/);
	t.regex(stderr, /password/);
	t.notRegex(stdout + stderr, /not-the-password/);
});

test('an address that is no Milvus, here MinIO’s: exit 5', async t => {
	const {host} = new URL(servers().minio.endpoint);
	await fails(t, create, {
		exitCode: 5,
		says: [new RegExp(host.replaceAll('.', '\\.'))],
		change(config) {
			config.clusters.c.milvus['address'] = host;
		},
	});
});

test('object storage is down: exit 5', async t => {
	await fails(t, create, {
		exitCode: 5,
		says: [/127\.0\.0\.1:1\b/],
		change(config) {
			config.clusters.c.storage['endpoint'] = 'http://127.0.0.1:1';
		},
	});
});

test('the bucket is missing: exit 4, for Milvus’s own and for the repository’s', async t => {
	await fails(t, create, {
		exitCode: 4,
		says: [/no-such-bucket/, /bucket/i],
		change(config) {
			config.clusters.c.storage['bucket'] = 'no-such-bucket';
		},
	});
	await fails(t, ['list'], {
		exitCode: 4,
		says: [/no-such-bucket/],
		change(config) {
			config.repositories.r['bucket'] = 'no-such-bucket';
		},
	});
});

test('a wrong root path: exit 4, and the right one is found', async t => {
	await fails(t, create, {
		exitCode: 4,
		says: [/60 rows/, /\bfile\b/, /\bfiles\b/],
		change(config) {
			config.clusters.c.storage['rootPath'] = 'file';
		},
	});
});

test('a wrong bucket that is there: exit 4, and the right one is found', async t => {
	const {bucket} = t.context;
	await fails(t, create, {
		exitCode: 4,
		says: [/60 rows/, new RegExp(`s3://${bucket}`), /bucket: milvus-data/],
		change(config) {
			config.clusters.c.storage['bucket'] = bucket;
		},
	});
});

test('a wrong key or secret for the object storage: exit 6', async t => {
	await fails(t, ['list'], {
		exitCode: 6,
		says: [/key/i, /127\.0\.0\.1/],
		change(config) {
			config.repositories.r['secretAccessKey'] = 'wrong-secret';
		},
	});
	await fails(t, create, {
		exitCode: 6,
		says: [/key/i],
		change(config) {
			config.clusters.c.storage['accessKeyId'] = 'nobody';
		},
	});
});

test('a repository that may only be read: exit 6, with what was denied; it is still listed and shown', async t => {
	const {bucket} = t.context;
	const keys = await assumeRole(servers().minio, [
		{
			Effect: 'Allow',
			Action: ['s3:GetObject', 's3:ListBucket', 's3:GetBucketLocation'],
			Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
		},
	]);
	const change = (config: ReturnType<typeof configOf>): void => {
		Object.assign(config.repositories.r, keys);
	};

	await fails(t, create, {
		exitCode: 6,
		says: [/PutObject/, new RegExp(bucket)],
		change,
	});
	await fails(t, ['delete', backup, '--yes'], {
		exitCode: 6,
		says: [/DeleteObject/],
		change,
	});
	const listed = await run(t, ['list'], {change});
	t.is(listed.exitCode, 0, listed.stderr);
	t.regex(listed.stdout, /^good +complete .* 60 /m);
});

test('a name that is taken: exit 1', async t => {
	await fails(t, ['create', '--name', backup], {
		exitCode: 1,
		says: [/good/, /name/],
	});
});

test('a bad name: exit 2, with the rule', async t => {
	await fails(t, ['create', '--name', 'my backup'], {
		exitCode: 2,
		says: [/my backup/, /letters/, /my_backup/],
	});
});

test('a filter without a match: exit 2, with near names', async t => {
	const {db} = t.context;
	await fails(t, ['create', '--filter', `${db}.order`], {
		exitCode: 2,
		says: [new RegExp(`${db}\\.order\\b`), new RegExp(`${db}\\.orders\\b`)],
	});
	await fails(t, ['restore', backup, '--filter', `${db}.ordres`], {
		exitCode: 2,
		says: [new RegExp(`${db}\\.orders\\b`)],
	});
});

test('a backup that is not there: exit 1, with near names', async t => {
	await fails(t, ['restore', 'god'], {exitCode: 1, says: [/god/, /good/]});
	await fails(t, ['get', 'god'], {exitCode: 1, says: [/god/, /good/]});
});

test('the target exists: exit 1, with its rows and the ways out', async t => {
	const {db} = t.context;
	await fails(t, ['restore', backup], {
		exitCode: 1,
		says: [new RegExp(`${db}\\.orders`), /60 rows/, /--suffix|--rename/],
	});
});

test('two sources on one target: exit 2, with both', async t => {
	const {client, db} = t.context;
	ok(
		await client.createCollection({
			db_name: db,
			collection_name: 'invoices',
			fields: [
				{name: 'id', data_type: DataType.Int64, is_primary_key: true},
				{name: 'vector', data_type: DataType.FloatVector, dim: 4},
			],
		}),
	);
	const made = await run(t, ['create', '--name', 'two']);
	t.is(made.exitCode, 0, made.stderr);
	await fails(
		t,
		['restore', 'two', '--rename', `${db}.orders:${db}.same,${db}.invoices:${db}.same`],
		{
			exitCode: 2,
			says: [
				new RegExp(`${db}\\.same`),
				new RegExp(`${db}\\.orders`),
				new RegExp(`${db}\\.invoices`),
			],
		},
	);
});

/** Copies the good backup and breaks the copy. */
async function brokenBackup(
	{storage}: Shared,
	name: string,
	change: (key: string, body: Buffer) => Buffer | undefined,
): Promise<void> {
	const prefix = `backups/${backup}/`;
	for await (const {key} of storage.list(prefix)) {
		const relative = key.slice(prefix.length);
		const body = await buffer(await storage.get(key));
		const changed = change(relative, body);
		if (changed === body) {
			await storage.copyFrom(storage, key, `backups/${name}/${relative}`, {
				sizeBytes: 0,
			});
		} else if (changed !== undefined) {
			await storage.put(`backups/${name}/${relative}`, changed);
		}
	}
}

test('an object of the backup is missing: exit 8, with its key', async t => {
	let missing = '';
	await brokenBackup(t.context, 'holed', (key, body) => {
		if (missing === '' && key.startsWith('binlogs/insert_log/')) {
			missing = key;
			return undefined;
		}

		return body;
	});
	await fails(t, ['restore', 'holed', '--suffix', '_back'], {
		exitCode: 8,
		says: [new RegExp(missing)],
	});
});

test('an object of the backup was changed: exit 8, with its key', async t => {
	let changedKey = '';
	await brokenBackup(t.context, 'changed', (key, body) => {
		if (changedKey === '' && key.startsWith('binlogs/insert_log/')) {
			changedKey = key;
			// As long as before, so that only its checksum tells.
			return Buffer.concat([body.subarray(0, -1), Buffer.from('?')]);
		}

		return body;
	});
	await fails(t, ['restore', 'changed', '--suffix', '_back'], {
		exitCode: 8,
		says: [new RegExp(changedKey)],
	});
});

test('the metadata is corrupted: exit 8 for restore and get; list shows it as unreadable, delete removes it', async t => {
	await brokenBackup(t.context, 'torn', (key, body) =>
		key === 'meta/full_meta.json' ? body.subarray(0, 100) : body,
	);
	await fails(t, ['restore', 'torn', '--suffix', '_back'], {
		exitCode: 8,
		says: [/torn\/meta\/full_meta\.json/],
	});
	await fails(t, ['get', 'torn'], {
		exitCode: 8,
		says: [/torn\/meta\/full_meta\.json/],
	});
	const deleted = await run(t, ['delete', 'torn', '--yes']);
	t.is(deleted.exitCode, 0, deleted.stderr);
	const listed = await run(t, ['list']);
	t.notRegex(listed.stdout, /torn/);
});

test('a typo in the configuration: exit 4, with file, key and what was probably meant', async t => {
	await fails(t, create, {
		exitCode: 4,
		says: [/milvault\.yaml/, /adress/, /address/],
		change(config) {
			config.clusters.c.milvus['adress'] = 'localhost:19530';
		},
	});
});

test('Kubernetes’ MILVUS_PORT does no harm', async t => {
	const {exitCode, stderr} = await run(t, ['create', '--dry-run'], {
		env: {
			MILVUS_PORT: 'tcp://10.0.0.1:19530',
			MILVUS_SERVICE_HOST: '10.0.0.1',
			MINIO_PORT: 'tcp://10.0.0.2:9000',
		},
	});
	t.is(exitCode, 0, stderr);
});

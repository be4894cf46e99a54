import {randomBytes} from 'node:crypto';
import anyTest, {type ExecutionContext, type TestFn} from 'ava';
import {openStorage} from '../../source/storage/open-storage.js';
import {makeBare} from '../helpers/datasets/bare.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {ok, openSdk} from '../helpers/milvus/rows.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import {assumeRole} from '../helpers/servers/assume-role.js';
import {servers} from '../helpers/servers/servers.js';
import {configOf, milvault, storageConfig, type Run} from './milvault.js';

/*
 * Every operation on object storage denied in turn: exit 6, with the action and what it was about;
 * nothing is lost.
 */

type Shared = {db: string; bucket: string};
const test = anyTest as TestFn<Shared>;
const {milvus235: server, minio} = servers();

test.before(async t => {
	const sdk = await openSdk(server);
	const db = `denied_${randomBytes(3).toString('hex')}`;
	ok(await sdk.createDatabase({db_name: db}));
	await makeBare(sdk, db);
	ok(await sdk.flushSync({db_name: db, collection_names: ['bare']}));
	await sdk.closeConnection();
	t.context = {db, bucket: await newBucket()};
	const made = await run(t, ['create', '--name', 'made', '--filter', `${db}.*`]);
	t.is(made.exitCode, 0, made.stderr);
});

test.after.always(async t => {
	const sdk = await openSdk(server);
	await dropDatabase(sdk, t.context.db);
	await dropDatabase(sdk, `${t.context.db}_to`);
	await sdk.closeConnection();
});

type Denied = {place: 'cluster' | 'repository'; action: string};

async function run(
	t: ExecutionContext<Shared>,
	args: readonly string[],
	denied?: Denied,
): Promise<Run> {
	const config = configOf(server, storageConfig(settingsOf(t.context.bucket, {rootPath: 'b'})));
	if (denied) {
		const {sessionToken, accessKeyId, secretAccessKey} = await assumeRole(minio, [
			{Effect: 'Allow', Action: ['s3:*'], Resource: ['arn:aws:s3:::*']},
			{
				Effect: 'Deny',
				Action: [denied.action],
				Resource: ['arn:aws:s3:::*'],
			},
		]);
		Object.assign(denied.place === 'cluster' ? config.clusters.c.storage : config.repositories.r, {
			sessionToken,
			accessKeyId,
			secretAccessKey,
		});
	}

	return milvault(args, {config});
}

/** What no other test removes. */
async function removeCopies(prefix: string): Promise<void> {
	const storage = await openStorage(settingsOf('milvus-data'));
	const keys: string[] = [];
	for await (const {key} of storage.list(`files/${prefix}/`)) {
		keys.push(key);
	}

	await storage.deleteMany(keys);
	storage.close();
}

async function keysOf(t: ExecutionContext<Shared>): Promise<string[]> {
	const storage = await openStorage(settingsOf(t.context.bucket));
	const keys: string[] = [];
	for await (const {key} of storage.list('')) {
		keys.push(key);
	}

	storage.close();
	// Who may not delete cannot take its own lock away either; it is stale.
	return keys.filter(key => !key.includes('/.milvault/'));
}

const create = ['create', '--name', 'another', '--filter'];
const cases: ReadonlyArray<{
	denied: Denied;
	commands: ReadonlyArray<'create' | 'list' | 'get' | 'restore' | 'delete' | 'verify'>;
	/** Default: the bucket of the place. */
	about?: RegExp;
}> = [
	{
		denied: {place: 'repository', action: 's3:ListBucket'},
		commands: ['create', 'list', 'get', 'restore', 'delete', 'verify'],
	},
	{
		denied: {place: 'repository', action: 's3:GetObject'},
		commands: ['get', 'restore', 'verify'],
		about: /made\/meta\//,
	},
	{
		denied: {place: 'repository', action: 's3:PutObject'},
		commands: ['create'],
	},
	{
		denied: {place: 'repository', action: 's3:DeleteObject'},
		commands: ['delete'],
		about: /made\/meta\/backup_meta\.json/,
	},
	{
		denied: {place: 'cluster', action: 's3:ListBucket'},
		commands: ['create'],
		about: /milvus-data/,
	},
	{
		denied: {place: 'cluster', action: 's3:GetObject'},
		commands: ['create'],
		about: /milvus-data\/files\/insert_log\//,
	},
	{
		denied: {place: 'cluster', action: 's3:PutObject'},
		commands: ['restore'],
		about: /milvus-data\/files\/milvault_temp\//,
	},
];

for (const {denied, commands, about} of cases) {
	for (const command of commands) {
		test.serial(
			`${denied.action} denied in the ${denied.place}: ${command} ends with 6, names it, and loses nothing`,
			async t => {
				const {db, bucket} = t.context;
				const args = {
					create: [...create, `${db}.*`],
					list: ['list'],
					get: ['get', 'made'],
					restore: ['restore', 'made', '--rename', `${db}.*:${db}_to.*`],
					delete: ['delete', 'made', '--yes'],
					verify: ['verify', 'made'],
				}[command];
				const before = await keysOf(t);
				const {exitCode, stdout, stderr} = await run(t, args, denied);
				const all = stdout + stderr;
				t.is(exitCode, 6, all);
				t.regex(stderr, new RegExp(denied.action));
				t.regex(stderr, about ?? new RegExp(bucket));
				t.notRegex(all, /\n\s+at |undefined|\[object/, 'no stack, no holes');
				t.notRegex(all, new RegExp(minio.secretAccessKey), 'no secret');
				t.deepEqual(await keysOf(t), before);
				const sdk = await openSdk(server);
				const {db_names: databases} = ok(await sdk.listDatabases());
				await sdk.closeConnection();
				t.false(databases.includes(`${db}_to`), 'nothing is left on Milvus');
			},
		);
	}
}

test.serial(
	's3:GetObject denied in the repository: list ends with 6 and names it, and calls no backup unreadable',
	async t => {
		const {exitCode, stdout, stderr} = await run(t, ['list'], {
			place: 'repository',
			action: 's3:GetObject',
		});
		t.is(exitCode, 6);
		t.regex(stderr, /s3:GetObject/);
		t.notRegex(stdout, /unreadable/);
	},
);

test.serial(
	's3:DeleteObject denied in the cluster’s storage: a restore works, and says what it left',
	async t => {
		const {db} = t.context;
		const {exitCode, stderr} = await run(t, ['restore', 'made', '--rename', `${db}.*:${db}_to.*`], {
			place: 'cluster',
			action: 's3:DeleteObject',
		});
		t.is(exitCode, 0, stderr);
		t.regex(stderr, /milvault_temp\/.* could not be removed/);
		await removeCopies(/milvault_temp\/[\da-f-]+/.exec(stderr)![0]);
	},
);

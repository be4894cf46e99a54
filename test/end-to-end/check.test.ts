import {randomBytes} from 'node:crypto';
import {mkdtemp, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createServer, request as send} from 'node:http';
import {once} from 'node:events';
import type {AddressInfo} from 'node:net';
import {pipeline} from 'node:stream/promises';
import anyTest, {type ExecutionContext, type TestFn} from 'ava';
import {openStorage} from '../../source/storage/open-storage.js';
import {poll} from '../../source/utils/wait.js';
import type {Check} from '../../source/model/checks.js';
import {makeBare} from '../helpers/datasets/bare.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {recordingProxy} from '../helpers/proxies/recording-proxy.js';
import {ok, openSdk} from '../helpers/milvus/rows.js';
import {httpServer, newBucket, secret, settingsOf} from '../helpers/backups/s3-storage.js';
import {assumeRole} from '../helpers/servers/assume-role.js';
import {servers} from '../helpers/servers/servers.js';
import {configOf, milvault, storageConfig, type Config, type Run} from './milvault.js';

/* `milvault check` against places that are well, and places that are not. */

type Shared = {db: string};
const test = anyTest as TestFn<Shared>;
const {milvus235: server, milvus235local, minio} = servers();
/** Lies first where Milvus keeps its data, and has no byte that could be read. */
const empty = 'files/!empty';
const milvusStorage = await openStorage(settingsOf('milvus-data'));

test.before(async t => {
	const sdk = await openSdk(server);
	const db = `check_${randomBytes(3).toString('hex')}`;
	ok(await sdk.createDatabase({db_name: db}));
	await makeBare(sdk, db, {rows: 20_000});
	ok(await sdk.flushSync({db_name: db, collection_names: ['bare']}));
	await sdk.closeConnection();
	await milvusStorage.put(empty, '');
	t.context = {db};
});

test.after.always(async t => {
	const sdk = await openSdk(server);
	await dropDatabase(sdk, t.context.db);
	await sdk.closeConnection();
	await milvusStorage.deleteMany([empty]);
	milvusStorage.close();
});

async function check(
	t: ExecutionContext<Shared>,
	change: (config: ReturnType<typeof configOf>) => void = () => undefined,
	args: readonly string[] = [],
): Promise<Run & {checks: Record<string, Check>; bucket: string}> {
	const bucket = await newBucket();
	const repository = storageConfig(settingsOf(bucket, {rootPath: 'r'}));
	const config = configOf(server, repository);
	change(config);
	const run = await milvault(['check', '--json', ...args], {
		config: config as Config,
	});
	const checks = run.lines.filter(({type}) => type === 'check').map(line => line['check'] as Check);
	t.deepEqual(checks, run.result['checks'] ?? checks);
	t.notRegex(run.stdout + run.stderr, new RegExp(minio.secretAccessKey));
	return {
		...run,
		bucket,
		checks: Object.fromEntries(checks.map(one => [one.id, one])),
	};
}

async function keysIn(bucket: string): Promise<string[]> {
	const storage = await openStorage(settingsOf(bucket));
	const keys: string[] = [];
	for await (const {key} of storage.list('')) {
		keys.push(key);
	}

	storage.close();
	return keys;
}

/** Where each restore, of any test, has its temporary copies. */
async function copiesNow(): Promise<Set<string>> {
	const prefixes = new Set<string>();
	for await (const {key} of milvusStorage.list('files/milvault_temp/')) {
		prefixes.add(key.split('/').slice(0, 3).join('/'));
	}

	return prefixes;
}

/**
 * Waits until all copies that are there now and were not before are gone: other tests' restores end
 * too.
 */
async function newCopiesAreGone(before: ReadonlySet<string>): Promise<void> {
	const now = [...(await copiesNow())];
	for (const prefix of now.filter(one => !before.has(one))) {
		await poll({
			ask: async () => ((await milvusStorage.hasPrefix(`${prefix}/`)) ? undefined : true),
			firstMs: 50,
			maxMs: 500,
			timeoutMs: 120_000,
			onTimeout: () => new Error(`${prefix} was not removed.`),
		});
	}
}

test('where all is well every check says so, and nothing is left behind', async t => {
	const {exitCode, checks, stderr, bucket} = await check(t);
	t.is(exitCode, 0, stderr);
	t.deepEqual(
		Object.values(checks)
			// Other tests have dropped collections, whose data stays for a while.
			.filter(({id, state}) => state !== 'ok' && id !== 'otherData')
			.map(({id, state}) => `${id} ${state}`),
		['rest skipped', 'management skipped'],
	);
	t.like(checks['rootPath']?.finding, {code: 'root-path-right'});
	t.like(checks['copy']?.finding, {code: 'copy-by-store'});
	t.like(checks['conditionalWrite']?.finding, {code: 'write-conditional'});
	t.deepEqual(await keysIn(bucket), []);
});

test('data of a collection that this Milvus does not have, as of another Milvus on the same root path, is named with what it means', async t => {
	// A binlog by the id of none, first of all.
	const key = 'files/insert_log/1/2/3/100/4';
	await milvusStorage.put(key, 'of another Milvus');
	t.teardown(async () => milvusStorage.deleteMany([key]));
	const {checks, exitCode} = await check(t);
	t.is(exitCode, 0);
	t.like(checks['otherData'], {state: 'warning'});
	const {finding} = checks['otherData']!;
	t.true(finding?.code === 'other-data' && finding.details.ids[0] === '1');
	const sdk = await openSdk(server);
	const {collectionID: own} = ok(
		await sdk.describeCollection({
			db_name: t.context.db,
			collection_name: 'bare',
		}),
	);
	await sdk.closeConnection();
	t.false(JSON.stringify(finding).includes(own), 'its own is not among them');
	const text = await milvault(['check'], {
		config: configOf(server, storageConfig(settingsOf(await newBucket(), {rootPath: 'text'}))),
	});
	t.regex(
		text.stdout,
		/! Other data +s3:\/\/milvus-data\/files holds data of [\d,]+ collections? that this Milvus does not list/,
	);
	t.regex(text.stdout, /→ The data of dropped collections stays until garbage collection/);
});

test('as text, each check is a line', async t => {
	const {stdout} = await milvault(['check'], {
		config: configOf(server, storageConfig(settingsOf(await newBucket(), {rootPath: 'text'}))),
	});
	t.regex(stdout, /^Cluster c, repository r\n\n {2}✔ Milvus +2\.3\.5 answers/);
	t.regex(stdout, /\n {2}✔ Root path +s3:\/\/milvus-data\/files holds/);
	t.regex(stdout, /\nAll checks passed(, with warnings: 1)?\.\n/);
});

test.serial(
	'--probe imports one row, counts it and removes everything: from another bucket',
	async t => {
		const before = await copiesNow();
		const {exitCode, checks, stderr, stdout, bucket} = await check(t, undefined, ['--probe']);
		t.is(exitCode, 0, stderr + stdout);
		t.like(checks['milvusReads']?.finding, {code: 'milvus-read-row'});
		t.deepEqual(await keysIn(bucket), []);
		await newCopiesAreGone(before);
		const sdk = await openSdk(server);
		const {data: collections} = ok(await sdk.showCollections());
		await sdk.closeConnection();
		t.deepEqual(
			collections.filter(({name}) => name.includes('probe')),
			[],
		);
	},
);

test('--probe on local storage, in a directory that Milvus sees', async t => {
	const root = await mkdtemp(join(tmpdir(), 'milvault-check-'));
	t.teardown(async () => rm(root, {recursive: true, force: true}));
	const run = await milvault(['check', '--json', '--probe'], {
		config: configOf(milvus235local, {type: 'local', path: root}),
	});
	t.is(run.exitCode, 0, run.stdout);
	t.regex(run.stdout, /milvus-read-row/);
	t.deepEqual(await readdir(root), []);
});

test.serial('--probe tells when Milvus cannot read where a restore would put data', async t => {
	// A copy of Milvus's own data in another bucket looks right in every other way.
	const [from, to] = await Promise.all([
		openStorage(settingsOf('milvus-data')),
		openStorage(settingsOf(await newBucket())),
	]);
	const sdk = await openSdk(server);
	const {collectionID: id} = ok(
		await sdk.describeCollection({
			db_name: t.context.db,
			collection_name: 'bare',
		}),
	);
	await sdk.closeConnection();
	for await (const {key, sizeBytes} of from.list(`files/insert_log/${id}/`)) {
		await to.copyFrom(from, key, key, {sizeBytes});
	}

	const {exitCode, checks, stdout} = await check(
		t,
		config => {
			config.clusters.c.storage['bucket'] = to.place.replace('s3://', '');
		},
		['--probe'],
	);
	from.close();
	to.close();
	t.not(exitCode, 0, stdout);
	t.is(checks['milvusReads']?.state, 'failed', stdout);
});

test('Milvus is down: its checks fail or are skipped, the others are made all the same; exit 5', async t => {
	const {exitCode, checks} = await check(t, config => {
		config.clusters.c.milvus['address'] = '127.0.0.1:1';
	});
	t.is(exitCode, 5);
	t.like(checks['milvus'], {state: 'failed'});
	t.is(checks['milvus']?.error?.code, 'milvus-unreachable');
	t.like(checks['login'], {
		state: 'skipped',
		finding: {code: 'depends-on', details: {check: 'milvus'}},
	});
	t.like(checks['write'], {state: 'ok'});
	t.like(checks['storage'], {state: 'ok'});
});

test('what answers is no Milvus: exit 5; a wrong password: exit 6', async t => {
	const other = await check(t, config => {
		config.clusters.c.milvus['address'] = new URL(minio.endpoint).host;
	});
	t.is(other.exitCode, 5);
	const run = await milvault(['check', '--json'], {
		config: {
			...configOf(milvus235local, {
				type: 'local',
				path: milvus235local.dataDir,
			}),
			clusters: {
				c: {
					milvus: {
						address: milvus235local.address,
						username: 'root',
						password: 'not-the-password',
					},
					storage: storageConfig(milvus235local.cluster.storage),
				},
			},
		},
	});
	t.is(run.exitCode, 6, run.stdout);
	t.notRegex(run.stdout + run.stderr, /not-the-password/);
});

test('a wrong root path is told with the right one; a wrong key and a missing bucket too', async t => {
	const wrong = await check(t, config => {
		config.clusters.c.storage['rootPath'] = 'file';
	});
	t.is(wrong.exitCode, 4);
	t.regex(JSON.stringify(wrong.checks['rootPath']), /"files"/);
	const missing = await check(t, config => {
		config.repositories.r['bucket'] = 'no-such-bucket';
	});
	t.is(missing.exitCode, 4);
	t.like(missing.checks['repository'], {state: 'failed'});
	t.like(missing.checks['write'], {state: 'skipped'});
	const key = await check(t, config => {
		config.clusters.c.storage['secretAccessKey'] = 'wrong';
	});
	t.is(key.exitCode, 6);
});

test('a repository that may only be read: exit 6, and it is still listed', async t => {
	const keys = await assumeRole(minio, [
		{
			Effect: 'Allow',
			Action: ['s3:ListBucket', 's3:GetObject'],
			Resource: ['arn:aws:s3:::*'],
		},
	]);
	const {exitCode, checks} = await check(t, config => {
		Object.assign(config.repositories.r, {
			accessKeyId: keys.accessKeyId,
			secretAccessKey: keys.secretAccessKey,
			sessionToken: secret(keys.sessionToken).value,
		});
	});
	t.is(exitCode, 6);
	t.like(checks['repository'], {state: 'ok'});
	t.like(checks['write'], {state: 'failed'});
	t.regex(JSON.stringify(checks['write']?.error), /s3:PutObject/);
});

test('a store that ignores conditional writes is a warning that says what it means', async t => {
	const proxy = createServer((incoming, outgoing) => {
		const {method = '', url = '', headers} = incoming;
		const onward = send(new URL(url, minio.endpoint), {method, headers});
		onward.on('response', response => {
			// What an old store would have said, which looks at no condition.
			if (response.statusCode === 412) {
				response.resume();
				outgoing.writeHead(200, {etag: '"replaced"'});
				outgoing.end();
				return;
			}

			outgoing.writeHead(response.statusCode ?? 502, response.headers);
			pipeline(response, outgoing).catch(() => outgoing.destroy());
		});
		pipeline(incoming, onward).catch(() => outgoing.destroy());
	}).listen(0, '127.0.0.1');
	await once(proxy, 'listening');
	t.teardown(() => {
		proxy.closeAllConnections();
		proxy.close();
	});
	const {port} = proxy.address() as AddressInfo;
	const {checks, exitCode} = await check(t, config => {
		config.repositories.r['endpoint'] = `http://127.0.0.1:${port}`;
	});
	t.like(checks['conditionalWrite'], {
		state: 'warning',
		finding: {code: 'write-unconditional'},
	});
	t.is(exitCode, 0);
});

test('what goes away between being listed and being read or copied is passed over', async t => {
	const id = randomBytes(3).toString('hex');
	const [read, copied] = [`files/!1-${id}`, `files/!2-${id}`] as const;
	await milvusStorage.put(read, 'read first');
	await milvusStorage.put(copied, 'copied first');
	t.teardown(async () => milvusStorage.deleteMany([read, copied]));
	const asked: string[] = [];
	const {endpoint} = await recordingProxy(t, minio.endpoint, {
		async before({method, path, copySource}) {
			const key =
				method === 'GET' && path.endsWith(read)
					? read
					: copySource?.endsWith(copied)
						? copied
						: undefined;
			if (key !== undefined) {
				asked.push(key);
				await milvusStorage.deleteMany([key]);
			}
		},
	});
	const {checks, exitCode, stderr} = await check(t, config => {
		config.clusters.c.storage['endpoint'] = endpoint;
		config.repositories.r['endpoint'] = endpoint;
	});
	t.is(exitCode, 0, stderr + JSON.stringify(checks));
	// A copy's first try goes past the SDK; what it does not understand, the SDK asks again.
	t.deepEqual(asked, [read, copied, copied]);
	t.like(checks['storage'], {state: 'ok'});
	t.like(checks['copy']?.finding, {code: 'copy-by-store'});
});

/** What 2.4.24, 2.5.27 and 2.6.19 answered to that request. */
const notValid =
	'{"msg": "failed to pause garbage collection, pause duration not valid, strconv.ParseInt: parsing \\"\\": invalid syntax"}';

test('the management port (simulated: Milvus 2.4 to 2.6) is looked at without ending or beginning a pause', async t => {
	const asked: string[] = [];
	const there = await httpServer(t, ({url}, response) => {
		asked.push(url ?? '');
		const isRefused = url?.endsWith('/pause') === true;
		response.writeHead(isRefused ? 500 : 200);
		response.end(isRefused ? notValid : '{"msg": "OK"}');
	});
	const {checks, exitCode} = await check(t, config => {
		config.clusters.c.milvus['managementUrl'] = there;
	});
	t.like(checks['management']?.finding, {code: 'management-up'});
	t.is(exitCode, 0);
	t.deepEqual(asked, ['/management/datacoord/garbage_collection/pause']);
});

test('the management port (simulated): without garbage collection, something else that answers, and away', async t => {
	const answering = async (status: number, body: string): Promise<string> =>
		httpServer(t, (_request, response) => {
			response.writeHead(status);
			response.end(body);
		});
	for (const [managementUrl, code] of [
		[await answering(404, '404 page not found'), 'management-absent'],
		[await answering(200, '<html>Welcome</html>'), 'management-absent'],
		[await answering(502, 'Bad Gateway'), 'management-absent'],
		// Whatever port is opened, 2.3.5 has nothing there to pause.
		['http://127.0.0.1:1', 'management-absent'],
	] as const) {
		const {checks, exitCode} = await check(t, config => {
			config.clusters.c.milvus['managementUrl'] = managementUrl;
		});
		t.like(checks['management']?.finding, {code});
		t.is(exitCode, 0);
	}
});

test('Milvus 2.3.5 is not advised to set a management port', async t => {
	const {checks} = await check(t);
	t.deepEqual(checks['management'], {
		id: 'management',
		state: 'skipped',
		finding: {code: 'management-unused', details: {version: '2.3.5'}},
	});
});

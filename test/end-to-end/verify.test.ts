import {randomBytes} from 'node:crypto';
import {cp, mkdtemp, readdir, readFile, rm, truncate, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import anyTest, {type ExecutionContext, type TestFn} from 'ava';
import {buffer, text} from 'node:stream/consumers';
import {parse, stringify} from 'lossless-json';
import {openStorage} from '../../source/storage/open-storage.js';
import type {Storage} from '../../source/storage/storage.js';
import {asOlderRecord} from '../helpers/backups/metadata-damages.js';
import {makeSmallCollections} from '../helpers/milvus/small-collections.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {openSdk} from '../helpers/milvus/rows.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';
import {configOf, milvault, storageConfig, type Run} from './milvault.js';

/*
 * Backups that something happened to after they were made: on MinIO, in a directory, and those of
 * milvus-backup.
 */

type Shared = {db: string; bucket: string; storage: Storage};
const test = anyTest as TestFn<Shared>;
const {milvus235: server} = servers();
const fixtures = new URL('../fixtures/milvus-backup-0.5.16/', import.meta.url).pathname;

test.before(async t => {
	const sdk = await openSdk(server);
	const db = `verify_${randomBytes(3).toString('hex')}`;
	const bucket = await newBucket();
	await makeSmallCollections(sdk, db);
	await sdk.closeConnection();
	const storage = await openStorage(settingsOf(bucket));
	t.context = {db, bucket, storage};
	const {exitCode, stderr} = await run(t, ['create', '--name', 'good', '--filter', `${db}.*`]);
	t.is(exitCode, 0, stderr);
});

test.after.always(async t => {
	const sdk = await openSdk(server);
	await dropDatabase(sdk, t.context.db);
	await sdk.closeConnection();
	t.context.storage.close();
});

async function run(
	t: ExecutionContext<Shared>,
	args: readonly string[],
	repository: Record<string, unknown> = storageConfig(
		settingsOf(t.context.bucket, {rootPath: 'b'}),
	),
): Promise<Run> {
	return milvault(args, {config: configOf(server, repository)});
}

/** A copy of the good backup under another name; `change` gets its objects’ keys. */
async function damaged(
	t: ExecutionContext<Shared>,
	name: string,
	change: (keys: string[]) => Promise<void>,
): Promise<void> {
	const {storage} = t.context;
	const keys: string[] = [];
	for await (const {key, sizeBytes} of storage.list('b/good/')) {
		const copy = key.replace('b/good/', `b/${name}/`);
		await storage.copyFrom(storage, key, copy, {sizeBytes});
		keys.push(copy);
	}

	await change(keys);
}

/**
 * Takes the checksums of metadata away, as an earlier milvault made backups: only so can be forged
 * what tests of content need.
 */
async function makeOlder(
	storage: Storage,
	keys: readonly string[],
	change: (text: string) => string = text => text,
): Promise<void> {
	const key = keys.find(one => one.endsWith('/meta/milvault.json'))!;
	const body = await text(await storage.get(key));
	await storage.put(key, change(asOlderRecord(body)));
}

/** Records another size and checksum for one object, as if it had always been so. */
async function forgeSum(
	storage: Storage,
	keys: readonly string[],
	object: string,
	sum: [size: number, checksum: string],
): Promise<void> {
	const relative = object.split('/').slice(2).join('/');
	for (const key of keys.filter(one => one.endsWith('.jsonl'))) {
		const body = await text(await storage.get(key));
		const lines = body
			.split('\n')
			.map(line => (line.includes(`"${relative}"`) ? JSON.stringify([relative, ...sum]) : line));
		await storage.put(key, lines.join('\n'));
	}
}

/** A record of one collection with more bytes, and its total. */
function withMoreBytes(record: string, collectionId: string, more: number): string {
	const meta = JSON.parse(record) as {
		bytes: number;
		collections: Array<{collectionId: string; bytes: number}>;
	};
	meta.bytes += more;
	meta.collections.find(one => one.collectionId === collectionId)!.bytes += more;
	return JSON.stringify(meta);
}

const binlogOf = (keys: readonly string[]): string =>
	keys.find(key => key.includes('/insert_log/'))!;

test('a good backup is good at both levels, and list and get say when it was verified', async t => {
	await damaged(t, 'fine', async () => {});
	const quick = await run(t, ['verify', 'fine']);
	t.is(quick.exitCode, 0, quick.stderr);
	t.regex(quick.stdout, /✔ fine is intact: 22 objects/);
	const full = await run(t, ['verify', 'fine', '--level', 'full', '--json']);
	t.is(full.exitCode, 0, full.stderr);
	t.like(full.result, {kind: 'verify', level: 'full', outcome: 'complete'});
	t.is(
		full.lines.filter(({type}) => type === 'object-checked').length,
		22,
		'every object is read once',
	);
	const {result, stdout} = await run(t, ['list', '--json']);
	const {backups} = result as {
		backups: Array<{name: string; verified?: {level: string; outcome: string}}>;
	};
	t.like(
		backups.find(({name}) => name === 'fine')?.verified,
		{level: 'full', outcome: 'complete'},
		stdout,
	);
	t.regex((await run(t, ['list'])).stdout, /Verified/);
	t.regex((await run(t, ['get', 'fine'])).stdout, /Verified +20/);
});

test('an object that is gone, one that is shorter, one with other bytes and one too many are found at once', async t => {
	const {storage} = t.context;
	await damaged(t, 'bad', async keys => {
		const binlogs = keys.filter(key => key.includes('/insert_log/'));
		const [gone = '', shorter = '', other = ''] = binlogs;
		await storage.deleteMany([gone]);
		await storage.put(shorter, 'short');
		const bytes = Buffer.from(await text(await storage.get(other)), 'latin1');
		const head = await storage.head(other);
		await storage.put(other, Buffer.alloc(head?.sizeBytes ?? 0, bytes[0]));
		await storage.put(`${shorter.replace(/\d+$/, '')}1`, 'stray');
	});
	for (const level of ['quick', 'full']) {
		const {exitCode, result, stderr} = await run(t, ['verify', 'bad', '--level', level, '--json']);
		t.is(exitCode, 8, stderr);
		const [backup] = result['backups'] as Array<{
			differenceCount: number;
			differences: Array<{code: string; found: string; expected: string}>;
		}>;
		t.is(backup?.differenceCount, 4, JSON.stringify(backup));
		t.deepEqual(backup?.differences.map(({code}) => code).toSorted(), [
			'object-changed',
			'object-changed',
			'object-changed',
			'object-missing',
		]);
	}

	const told = await run(t, ['verify', 'bad', 'good']);
	t.is(told.exitCode, 8);
	t.regex(told.stdout, /✘ bad is not intact/);
	t.regex(told.stdout, /✔ good is intact/);
	t.regex((await run(t, ['list'])).stdout, /bad .*, bad/);
});

test('a truncated binlog whose sums were adjusted, and wrong rows in the metadata, are found by reading', async t => {
	const {storage} = t.context;
	await damaged(t, 'forged', async keys => {
		const binlog = binlogOf(keys);
		const stats = await storage.head(binlog);
		const content = Buffer.alloc(stats!.sizeBytes);
		const {checksum} = await storage.put(binlog, content);
		await forgeSum(storage, keys, binlog, [content.length, checksum ?? '']);
		await makeOlder(storage, keys);
	});
	t.is((await run(t, ['verify', 'forged'])).exitCode, 0, 'by sums all is well');
	const {exitCode, result} = await run(t, ['verify', 'forged', '--level', 'full', '--json']);
	t.is(exitCode, 8);
	t.regex(JSON.stringify(result), /binlog-unreadable/);
});

test('metadata that counts other rows than its binlogs hold is found by reading', async t => {
	const {storage} = t.context;
	await damaged(t, 'counted', async keys => {
		for (const key of keys.filter(one => one.endsWith('full_meta.json'))) {
			const body = await text(await storage.get(key));
			t.true(body.includes('"num_of_rows":100'), body.slice(0, 3000));
			await storage.put(key, body.replace('"num_of_rows":100', '"num_of_rows":101'));
		}
	});
	const {exitCode, result} = await run(t, ['verify', 'counted', '--level', 'full', '--json']);
	t.is(exitCode, 8);
	t.regex(JSON.stringify(result), /"rows-differ".*101 rows.*100 rows/);
});

test('a segment whose binlogs the metadata does not name any more is found at once', async t => {
	const {storage} = t.context;
	await damaged(t, 'hollow', async keys => {
		const full = keys.find(key => key.endsWith('full_meta.json'))!;
		const body = await text(await storage.get(full));
		const info = parse(body) as {
			collection_backups: Array<{
				partition_backups: Array<{
					segment_backups?: Array<{
						segment_id: unknown;
						num_of_rows?: unknown;
						binlogs: unknown[];
					}>;
				}>;
			}>;
		};
		const segment = info.collection_backups
			.flatMap(one => one.partition_backups)
			.flatMap(one => one.segment_backups ?? [])
			.find(one => String(one.num_of_rows) === '100')!;
		segment.binlogs = [];
		await storage.put(full, stringify(info)!);
		const ofSegment = keys.filter(
			key => key.includes('/insert_log/') && key.includes(`/${String(segment.segment_id)}/`),
		);
		t.true(ofSegment.length > 0);
		await storage.deleteMany(ofSegment);
	});
	for (const level of ['quick', 'full']) {
		const {exitCode, result} = await run(t, ['verify', 'hollow', '--level', level, '--json']);
		t.is(exitCode, 8);
		t.regex(JSON.stringify(result), /"rows-differ".*"100 rows".*"no binlogs"/);
	}
});

test('a delta log that holds no deletes is found by reading', async t => {
	const {storage} = t.context;
	await damaged(t, 'undeleted', async keys => {
		const delta = keys.find(key => key.includes('/delta_log/'))!;
		const head = await storage.head(delta);
		const inserts = await buffer(await storage.get(binlogOf(keys)));
		const {checksum} = await storage.put(delta, inserts);
		await forgeSum(storage, keys, delta, [inserts.length, checksum ?? '']);
		const logId = delta.split('/').at(-1)!;
		for (const key of keys.filter(one =>
			/(full|backup|collection|partition|segment)_meta\.json$/.test(one),
		)) {
			const body = await text(await storage.get(key));
			const forged = body
				.replaceAll(new RegExp(`\\{[^{}]*${logId}[^{}]*\\}`, 'g'), log =>
					log.replace(`"log_size":${head!.sizeBytes}`, `"log_size":${inserts.length}`),
				)
				// A size of 0 says nothing.
				.replaceAll(/"size":\d+/g, '"size":0');
			t.not(forged, body);
			await storage.put(key, forged);
		}

		const more = inserts.length - head!.sizeBytes;
		await makeOlder(storage, keys, record => withMoreBytes(record, delta.split('/')[4]!, more));
	});
	const quick = await run(t, ['verify', 'undeleted']);
	t.is(quick.exitCode, 0, `by sums: ${quick.stdout}`);
	const {exitCode, result} = await run(t, ['verify', 'undeleted', '--level', 'full', '--json']);
	t.is(exitCode, 8);
	t.regex(JSON.stringify(result), /binlog-unreadable.*delta_log/);
});

test('sums that were emptied or cut are told, and a restore refuses the collection', async t => {
	const {storage, db} = t.context;
	await damaged(t, 'cut', async keys => {
		for (const key of keys.filter(one => one.endsWith('.jsonl'))) {
			await storage.put(key, '');
		}
	});
	const {exitCode, stderr} = await run(t, ['verify', 'cut']);
	t.is(exitCode, 8);
	t.regex(stderr, /checksum differs/);
	const restored = await run(t, [
		'restore',
		'--name',
		'cut',
		'--filter',
		`${db}.plain`,
		'--suffix',
		'_cut',
	]);
	t.is(restored.exitCode, 8, restored.stdout + restored.stderr);
});

test('a backup that was good and can no longer be read is listed as bad', async t => {
	const {storage} = t.context;
	await damaged(t, 'faded', async () => {});
	t.is((await run(t, ['verify', 'faded'])).exitCode, 0);
	await storage.put('b/faded/meta/full_meta.json', '{');
	t.is((await run(t, ['verify', 'faded'])).exitCode, 8);
	t.regex((await run(t, ['list'])).stdout, /faded .*, bad/);
});

test('a directory: other bytes of the same size are found at once', async t => {
	const root = await mkdtemp(join(tmpdir(), 'milvault-verify-'));
	t.teardown(async () => rm(root, {recursive: true, force: true}));
	const repository = {type: 'local', path: root};
	const {db} = t.context;
	const made = await run(t, ['create', '--name', 'here', '--filter', `${db}.plain`], repository);
	t.is(made.exitCode, 0, made.stderr);
	t.is((await run(t, ['verify', 'here'], repository)).exitCode, 0);
	const files = await readdir(root, {recursive: true});
	const deepest = files
		.filter(file => file.includes('insert_log/'))
		.toSorted((a, b) => b.split('/').length - a.split('/').length)[0]!;
	const bytes = await readFile(join(root, deepest));
	bytes[bytes.length - 1] = bytes.at(-1)! ^ 1;
	await writeFile(join(root, deepest), bytes);
	t.is((await run(t, ['verify', 'here'], repository)).exitCode, 8);
	await truncate(join(root, deepest), 10);
	t.is((await run(t, ['verify', 'here'], repository)).exitCode, 8);
});

test('backups of milvus-backup are verified by size and by reading, and say what cannot be', async t => {
	const root = await mkdtemp(join(tmpdir(), 'milvault-verify-'));
	t.teardown(async () => rm(root, {recursive: true, force: true}));
	await cp(fixtures, root, {recursive: true});
	const repository = {type: 'local', path: root};
	const names = (await readdir(root)).filter(name => name.endsWith('_peer'));
	t.true(names.length > 1, String(await readdir(root)));
	for (const level of ['quick', 'full']) {
		const {exitCode, stdout, stderr} = await run(
			t,
			['verify', ...names, '--level', level],
			repository,
		);
		t.is(exitCode, 0, stdout + stderr);
		t.regex(stderr, /has no recorded checksums/);
	}
});

test('a backup that is not there, and one that cannot be read, are told beside those that are good', async t => {
	const {storage} = t.context;
	await storage.put('b/torn/meta/backup_meta.json', '{');
	await storage.put('b/torn/meta/full_meta.json', '{');
	const missing = await run(t, ['verify', 'godo']);
	t.is(missing.exitCode, 1);
	t.regex(missing.stderr, /godo/);
	const torn = await run(t, ['verify', 'torn', 'good']);
	t.is(torn.exitCode, 8);
	t.regex(torn.stdout, /✔ good/);
	t.regex(torn.stderr, /torn/);
});

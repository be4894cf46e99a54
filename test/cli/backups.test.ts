import {existsSync} from 'node:fs';
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import anyTest from 'ava';
import {homeWithBackups, jsonLines, runCli} from '../helpers/program/run-cli.js';

// A process each: side by side they would only wait for each other.
const test = anyTest.serial;

test('list shows the newest first, with rows, size and version', async t => {
	const home = await homeWithBackups(t);
	const {exitCode, stdout, stderr} = await runCli(['list'], {home});
	t.is(
		stdout,
		`Name        State     Created           Rows     Size  Cluster  Milvus
shop_peer   complete  2026-11-22 11:54   600  64.4 KB           2.3.5-lite
hello_peer  complete  2026-11-22 11:04   900  46.5 KB           2.3.5-lite

2 backups in ~/backups. Times are in UTC.
`,
	);
	t.is(stderr, '');
	t.is(exitCode, 0);
});

test('list shows a backup that cannot be read, with the reason, and still succeeds', async t => {
	const home = await homeWithBackups(t, ['hello_peer']);
	await mkdir(join(home, 'backups', 'broken', 'meta'), {recursive: true});
	await writeFile(join(home, 'backups/broken/meta/backup_meta.json'), '{');
	const {exitCode, stdout} = await runCli(['list'], {home});
	t.regex(stdout, /\nbroken +unreadable\n/);
	t.regex(stdout, /\nbroken cannot be read: .+\.\n$/);
	t.is(exitCode, 0);
});

test('list --json ends with one result that has the backups', async t => {
	const home = await homeWithBackups(t);
	const {exitCode, stdout, stderr} = await runCli(['list', '--json'], {home});
	t.deepEqual(
		jsonLines(stdout.replaceAll('~', home)),
		[
			{
				type: 'result',
				command: 'list',
				outcome: 'complete',
				exitCode: 0,
				repository: 'here',
				place: join(home, 'backups'),
				backups: [
					{
						name: 'shop_peer',
						id: '86e9b68c-3aeb-4aa6-83ee-2132a0c90bde',
						state: 'complete',
						createdAt: '2026-11-22T11:54:14.000Z',
						milvusVersion: 'v2.3.5-lite',
						madeBy: 'milvus-backup',
						collections: 3,
						rows: '600',
						bytes: 64_360,
					},
					{
						name: 'hello_peer',
						id: '53d20c16-7772-4d2e-9cf1-cdd6c8bf8e4b',
						state: 'complete',
						createdAt: '2026-11-22T11:04:28.000Z',
						milvusVersion: 'v2.3.5-lite',
						madeBy: 'milvus-backup',
						collections: 2,
						rows: '900',
						bytes: 46_529,
					},
				],
			},
		],
		stderr,
	);
	t.is(stderr, '');
	t.is(exitCode, 0);
});

test('get shows fields, partitions, indexes, aliases and properties', async t => {
	const home = await homeWithBackups(t, ['shop_peer']);
	const {exitCode, stdout, stderr} = await runCli(['get', 'shop_peer'], {home});
	t.is(
		stdout,
		`shop_peer (complete)

  Created    2026-11-22 11:54 UTC, by milvus-backup
  Cluster    Milvus 2.3.5-lite
  Contents   3 collections, 600 rows, 64.4 KB
  Databases  default

default.shop_empty
  Contents    0 rows, 0 B, not loaded
  Fields      id Int64 primary key
              v BinaryVector
  Partitions  _default: 0 rows, 0 segments, 0 B

default.shop_items
  Description    商品 items
  Contents       400 rows, 51.4 KB, loaded
  Fields         id Int64 primary key
                 title VarChar
                 price Float
                 attrs JSON
                 v FloatVector
  Dynamic field  yes
  Partitions     _default: 0 rows, 0 segments, 0 B
                 books: 200 rows, 4 segments, 25.7 KB
                 music: 200 rows, 4 segments, 25.7 KB
  Indexes        v: HNSW, IP
  Aliases        shop_current
  Properties     collection.ttl.seconds = 864000000

default.shop_tenants
  Contents    200 rows, 12.9 KB, not loaded
  Fields      pk VarChar primary key
              tenant VarChar
              v FloatVector
  Partitions  _default_0: 44 rows, 1 segment, 3.1 KB
              _default_1: 45 rows, 1 segment, 3.11 KB
              _default_2: 44 rows, 1 segment, 3.1 KB
              _default_3: 67 rows, 1 segment, 3.63 KB
`,
	);
	t.is(stderr, '');
	t.is(exitCode, 0);
});

test('get --json has all of it, row counts as strings', async t => {
	const home = await homeWithBackups(t, ['hello_peer']);
	const {exitCode, stdout} = await runCli(['get', 'hello_peer', '--json'], {
		home,
	});
	const [result, ...more] = jsonLines(stdout);
	t.deepEqual(more, []);
	t.like(result, {type: 'result', command: 'get', exitCode: 0});
	const {backup} = result as {backup: {contents: unknown[]}};
	t.like(backup, {
		name: 'hello_peer',
		id: '53d20c16-7772-4d2e-9cf1-cdd6c8bf8e4b',
		state: 'complete',
		rows: '900',
		databases: ['default'],
		failed: [],
		warnings: [],
	});
	t.like(backup.contents[0], {
		collection: 'default.hello_milvus',
		rows: '300',
		loadState: 'NotLoad',
		indexes: [
			{
				field: 'embeddings',
				name: 'embeddings',
				type: 'IVF_FLAT',
				metric: 'L2',
			},
		],
	});
	t.is(exitCode, 0);
});

test('a backup that does not exist is a failure with near names', async t => {
	const home = await homeWithBackups(t, ['hello_peer']);
	const {exitCode, stdout, stderr} = await runCli(['get', 'helo_peer'], {home});
	t.regex(stderr, /^✘ There is no backup “helo_peer” in ~\/backups\.\n {2}.*hello_peer/);
	t.is(stdout, '');
	t.is(exitCode, 1);
});

test('delete --yes shows what goes, deletes it, and leaves the others', async t => {
	const home = await homeWithBackups(t);
	const {exitCode, stdout, stderr} = await runCli(['delete', 'hello_peer', '--yes'], {home});
	t.is(
		stderr,
		`To be deleted from ~/backups:

  Name        State     Objects   Size
  hello_peer  complete       15  56 KB

`,
	);
	t.is(stdout, '✔ Deleted hello_peer (15 objects).\n');
	t.is(exitCode, 0);
	t.false(existsSync(join(home, 'backups/hello_peer')));
	t.true(existsSync(join(home, 'backups/shop_peer/meta/full_meta.json')));
});

test('delete takes unreadable backups too', async t => {
	const home = await homeWithBackups(t, []);
	await mkdir(join(home, 'backups', 'broken', 'meta'), {recursive: true});
	await writeFile(join(home, 'backups/broken/meta/backup_meta.json'), '{');
	const {exitCode, stderr} = await runCli(['delete', 'broken', '--yes'], {
		home,
	});
	t.regex(stderr, /broken +unreadable +1 +1 B/);
	t.is(exitCode, 0);
	t.false(existsSync(join(home, 'backups/broken')));
});

for (const flags of [[], ['--no-input']]) {
	test(`without a terminal${flags.join(' and ').replace('--', ' and with --')} delete asks for --yes and deletes nothing`, async t => {
		const home = await homeWithBackups(t, ['hello_peer']);
		const {exitCode, stdout, stderr} = await runCli(['delete', 'hello_peer', ...flags], {home});
		t.regex(stderr, /\n✘ This needs a confirmation: delete hello_peer\.\n/);
		t.regex(stderr, /--yes/);
		t.is(stdout, '');
		t.is(exitCode, 2);
		t.true(existsSync(join(home, 'backups/hello_peer/meta/full_meta.json')));
	});
}

test('delete --json prints the plan, then the result', async t => {
	const home = await homeWithBackups(t);
	const {exitCode, stdout, stderr} = await runCli(
		['delete', 'hello_peer', 'shop_peer', '--yes', '--json'],
		{home},
	);
	const [plan, result, ...more] = jsonLines(stdout);
	t.deepEqual(more, []);
	t.like(plan, {type: 'plan'});
	t.deepEqual(
		(plan as {plan: Array<{name: string}>}).plan.map(({name}) => name),
		['hello_peer', 'shop_peer'],
	);
	t.like(result, {
		type: 'result',
		command: 'delete',
		exitCode: 0,
		outcome: 'complete',
		kind: 'delete',
	});
	t.is(stderr, '');
	t.is(exitCode, 0);
});

test('one name that does not exist: nothing is deleted', async t => {
	const home = await homeWithBackups(t);
	const {exitCode, stderr} = await runCli(['delete', 'hello_peer', 'shop_per', '--yes'], {home});
	t.regex(stderr, /There is no backup “shop_per”/);
	t.is(exitCode, 1);
	t.true(existsSync(join(home, 'backups/hello_peer/meta/full_meta.json')));
});

test('an empty repository says how to make a backup', async t => {
	const home = await homeWithBackups(t, []);
	const {exitCode, stdout} = await runCli(['list'], {home});
	t.is(stdout, 'There are no backups in ~/backups yet.\nCreate one: milvault create\n');
	t.is(exitCode, 0);
});

test('list speaks Chinese, its columns aligned', async t => {
	const home = await homeWithBackups(t, ['hello_peer']);
	const {stdout} = await runCli(['list', '--lang', 'zh'], {home});
	t.is(
		stdout,
		`名称        状态  创建时间          行数     大小  集群  Milvus
hello_peer  完整  2026-11-22 11:04   900  46.5 KB        2.3.5-lite

~/backups 中共有 1 个备份。时间为 UTC。
`,
	);
});

import {randomBytes} from 'node:crypto';
import {mkdtemp, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {execa} from 'execa';
import {makeBare} from '../helpers/datasets/bare.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {ok, openSdk} from '../helpers/milvus/rows.js';
import {servers} from '../helpers/servers/servers.js';
import {configOf, milvault} from './milvault.js';

/* A repository on a small file system of its own (tmpfs, which takes root to mount). */

const {milvus235: server} = servers();
const sdk = await openSdk(server);
const db = `full_${randomBytes(4).toString('hex')}`;
const directory = await mkdtemp(join(tmpdir(), 'milvault-full-'));

test.after.always(async () => {
	await execa('umount', [directory], {reject: false});
	await rm(directory, {recursive: true, force: true});
	await dropDatabase(sdk, db);
	await sdk.closeConnection();
});

test('a full disk is told with its path and leaves nothing half there; with more space the same command works', async t => {
	await execa('mount', ['-t', 'tmpfs', '-o', 'size=400k', 'milvault-test', directory]);
	ok(await sdk.createDatabase({db_name: db}));
	await makeBare(sdk, db, {rows: 40_000});
	const config = configOf(server, {type: 'local', path: directory});
	const args = ['create', '--name', 'large', '--filter', `${db}.*`];
	const full = await milvault(args, {config});
	t.is(full.exitCode, 1, full.stdout + full.stderr);
	t.regex(full.stderr, new RegExp(directory));
	t.regex(full.stderr, /full|space/i);
	t.notRegex(full.stderr, /\n\s+at |undefined|\[object/);
	const left = await readdir(directory, {recursive: true});
	t.deepEqual(
		left.filter(path => path.startsWith('large')),
		[],
	);
	const listed = await milvault(['list', '--json'], {config});
	t.deepEqual(listed.result['backups'], []);

	await execa('mount', ['-o', 'remount,size=50m', directory]);
	const again = await milvault(args, {config});
	t.is(again.exitCode, 0, again.stderr);
	t.is((await milvault(['verify', 'large'], {config})).exitCode, 0);
});

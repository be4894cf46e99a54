import {chmod, mkdir, mkdtemp, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {execa} from 'execa';

const cli = new URL('../../dist/cli.js', import.meta.url).pathname;

async function place(t: ExecutionContext): Promise<string> {
	const path = await mkdtemp(join(tmpdir(), 'milvault-compiled-'));
	t.teardown(async () => rm(path, {recursive: true, force: true}));
	return path;
}

async function runWith(cache: string): Promise<void> {
	await execa(process.execPath, [cli, '--version'], {
		env: {MILVAULT_CACHE_DIR: cache, LANG: 'C'},
		extendEnv: false,
	});
}

test('what Node compiled is kept in a directory of the user alone', async t => {
	const cache = join(await place(t), 'new', 'cache');
	await runWith(cache);
	t.deepEqual(await readdir(cache), ['compiled']);
	t.true((await readdir(join(cache, 'compiled'))).length > 0);
});

test('nothing is run from, or written to, a directory that others can write', async t => {
	const cache = await place(t);
	await mkdir(join(cache, 'compiled'));
	await chmod(join(cache, 'compiled'), 0o777);
	await runWith(cache);
	t.deepEqual(await readdir(join(cache, 'compiled')), []);
});

test('where there is no place for it, the program runs all the same', async t => {
	const file = join(await place(t), 'file');
	await writeFile(file, '');
	await t.notThrowsAsync(runWith(file));
});

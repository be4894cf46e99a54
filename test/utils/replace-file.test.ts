import {mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {replaceFile, replaceFileSync} from '../../source/utils/replace-file.js';

for (const [name, replace] of [
	['replaceFile', replaceFile],
	['replaceFileSync', async (file: string, body: string) => replaceFileSync(file, body)],
] as const) {
	test(`${name} leaves the new file alone, and only its owner reads it`, async t => {
		const directory = await mkdtemp(join(tmpdir(), 'milvault-replace-'));
		t.teardown(async () => rm(directory, {recursive: true, force: true}));
		const file = join(directory, 'file');
		await writeFile(file, 'a longer old one', {mode: 0o644});
		await replace(file, 'new');
		t.is(await readFile(file, 'utf8'), 'new');
		t.is((await stat(file)).mode & 0o777, 0o600);
		await Promise.all(['a', 'b', 'c'].map(async body => replace(file, body.repeat(1000))));
		t.regex(await readFile(file, 'utf8'), /^(a{1000}|b{1000}|c{1000})$/);
		t.deepEqual(await readdir(directory), ['file']);
	});

	test(`${name} leaves nothing behind where it cannot replace`, async t => {
		const directory = await mkdtemp(join(tmpdir(), 'milvault-replace-'));
		t.teardown(async () => rm(directory, {recursive: true, force: true}));
		await mkdir(join(directory, 'file'));
		await t.throwsAsync(replace(join(directory, 'file'), 'new'), {code: 'EISDIR'});
		t.deepEqual(await readdir(directory), ['file']);
	});
}

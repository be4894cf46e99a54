import {mkdtemp, open, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {execa} from 'execa';
import {
	readBoundedFile,
	readBoundedFileSync,
	UnfitFileError,
} from '../../source/utils/read-bounded-file.js';

async function newDirectory(t: ExecutionContext): Promise<string> {
	const directory = await mkdtemp(join(tmpdir(), 'milvault-bounded-'));
	t.teardown(async () => rm(directory, {recursive: true, force: true}));
	return directory;
}

async function newPipe(t: ExecutionContext): Promise<string> {
	const path = join(await newDirectory(t), 'pipe');
	await execa('mkfifo', [path]);
	return path;
}

function isUnfit(fault: UnfitFileError['fault']) {
	return {
		instanceOf: UnfitFileError,
		message: new RegExp(`${fault}$`),
	};
}

test('a file is read whole, an empty one too, up to the limit and no further', async t => {
	const path = join(await newDirectory(t), 'file');
	const text = '中文\n'.repeat(40_000);
	await writeFile(path, text);
	const size = Buffer.byteLength(text);
	t.is(await readBoundedFile(path, {maxBytes: size}), text);
	t.is(readBoundedFileSync(path, size).toString(), text);
	await t.throwsAsync(readBoundedFile(path, {maxBytes: size - 1}), isUnfit('too-large'));
	t.throws(() => readBoundedFileSync(path, size - 1), isUnfit('too-large'));
	await writeFile(path, '');
	t.is(await readBoundedFile(path, {maxBytes: size}), '');
	await t.throwsAsync(readBoundedFile(`${path}x`, {maxBytes: 1}), {
		code: 'ENOENT',
	});
});

test('a device that never ends is too large', async t => {
	await t.throwsAsync(readBoundedFile('/dev/zero', {maxBytes: 1_000_000}), isUnfit('too-large'));
	t.throws(() => readBoundedFileSync('/dev/zero', 1), isUnfit('endless'));
	t.is(await readBoundedFile('/dev/null', {maxBytes: 1}), '');
});

test('a pipe is read to its end, also when no process has opened the other end yet', async t => {
	const path = await newPipe(t);
	const reading = readBoundedFile(path, {maxBytes: 100});
	const writer = execa('sh', ['-c', 'printf "key: "; printf value'], {
		stdout: {file: path},
	});
	t.is(await reading, 'key: value');
	await writer;
});

test('a pipe without a writer is not waited for for ever', async t => {
	const path = await newPipe(t);
	await t.throwsAsync(readBoundedFile(path, {maxBytes: 100, maxWaitMs: 0}), isUnfit('endless'));
	// Held open and silent.
	const held = await open(path, 'r+');
	t.teardown(async () => held.close());
	await held.write('half');
	await t.throwsAsync(readBoundedFile(path, {maxBytes: 100, maxWaitMs: 0}), isUnfit('endless'));
	const controller = new AbortController();
	const waiting = readBoundedFile(path, {
		maxBytes: 100,
		signal: controller.signal,
	});
	controller.abort();
	await t.throwsAsync(waiting, {name: 'AbortError'});
});

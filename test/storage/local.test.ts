import {createHash} from 'node:crypto';
import {
	chmod,
	link,
	mkdir,
	mkdtemp,
	readdir,
	readFile,
	rm,
	symlink,
	utimes,
	writeFile,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import test, {type ExecutionContext} from 'ava';
import {openStorage} from '../../source/storage/open-storage.js';
import type {Storage} from '../../source/storage/storage.js';
import {transferObject} from '../../source/storage/transfer.js';
import {findBuckets, findRootPaths} from '../../source/storage/discover.js';
import {all, keysOf, storageContract, throwsCode} from '../contract/storage.js';

async function directory(t: ExecutionContext): Promise<string> {
	const path = await mkdtemp(join(tmpdir(), 'milvault-storage-'));
	t.teardown(async () => rm(path, {recursive: true, force: true}));
	return path;
}

async function open(
	t: ExecutionContext,
	path: string,
	options?: {signal?: AbortSignal},
): Promise<Storage> {
	const storage = await openStorage({type: 'local', path}, options);
	t.teardown(() => storage.close());
	return storage;
}

storageContract('directory', {
	open: async (t, options) => open(t, await directory(t), options),
	openMissing: async t => open(t, join(await directory(t), 'not', 'there')),
	missingCode: 'directory-missing',
});

test('the checksum of a file is its CRC-32', async t => {
	const storage = await open(t, await directory(t));
	// The check value of CRC-32, as in https://reveng.sourceforge.io/crc-catalogue/17plus.htm
	const {checksum} = await storage.put('key', '123456789');
	t.is(checksum, 'crc32:cbf43926');
	t.is(await storage.checksum('key'), 'crc32:cbf43926');
	const copy = await storage.copyFrom(storage, 'key', 'copy', {sizeBytes: 9});
	t.is(copy.checksum, 'crc32:cbf43926');
});

test('writing makes a directory that is not there yet', async t => {
	const path = join(await directory(t), 'new', 'place');
	const storage = await open(t, path);
	await storage.put('key', 'x');
	t.is(await readFile(join(path, 'key'), 'utf8'), 'x');
});

test('a file that is being written shows in no listing, and closing leaves no trace', async t => {
	const path = await directory(t);
	const storage = await open(t, path);
	let seen: string[] | undefined;
	let onDisk: string[] | undefined;
	const body = async function* (): AsyncGenerator<Buffer> {
		yield Buffer.from('first half');
		seen = await keysOf(storage, '');
		onDisk = await readdir(path);
		yield Buffer.from('second half');
	};

	await storage.put('key', Readable.from(body()));
	t.deepEqual(seen, []);
	t.deepEqual(onDisk, ['.milvault-tmp']);
	t.deepEqual(await all(storage.listDirectories('')), []);
	storage.close();
	t.deepEqual(await readdir(path), ['key']);
});

test('no key leads into the directory of unfinished files', async t => {
	const storage = await open(t, await directory(t));
	await throwsCode(t, 'metadata-unsafe', async () => storage.put('.milvault-tmp/x', 'x'));
});

test('directories that deleting empties go away, the root stays', async t => {
	const path = await directory(t);
	const storage = await open(t, path);
	await storage.put('a/b/c/x', 'x');
	await storage.put('a/y', 'y');
	await storage.deleteMany(['a/b/c/x']);
	t.deepEqual(await readdir(join(path, 'a')), ['y']);
	await storage.deleteMany(['a/y']);
	storage.close();
	t.deepEqual(await readdir(path), []);
});

test('empty directories are not there', async t => {
	const path = await directory(t);
	await mkdir(join(path, 'my_backup', 'binlogs', 'insert_log'), {
		recursive: true,
	});
	const storage = await open(t, path);
	t.deepEqual(await all(storage.listDirectories('')), []);
	t.false(await storage.hasPrefix('my_backup/'));
});

test('files are written while another storage removes the empty directories around them', async t => {
	const path = await directory(t);
	const [one, other] = [await open(t, path), await open(t, path)];
	const writer = async (storage: Storage, name: string): Promise<void> => {
		for (let turn = 0; turn < 400; turn++) {
			const key = `a/b/c/d/${name}`;
			await storage.put(key, name);
			t.is((await storage.head(key))?.sizeBytes, name.length);
			await storage.deleteMany([key]);
		}
	};

	await Promise.all([writer(one, 'x'), writer(other, 'y'), writer(one, 'z'), writer(other, 'u')]);
});

test('symbolic links that lead out are never followed', async t => {
	const path = await directory(t);
	const outside = await directory(t);
	await writeFile(join(outside, 'secret'), 'secret');
	await symlink(outside, join(path, 'dir'));
	await symlink(join(outside, 'secret'), join(path, 'file'));
	const storage = await open(t, path);
	const calls: Array<() => Promise<unknown>> = [
		async () => storage.get('dir/secret'),
		async () => storage.head('dir/secret'),
		async () => storage.put('dir/new', 'x'),
		async () => storage.put('dir/new/deeper/x', 'x'),
		async () => storage.putIfAbsent('dir/new', 'x'),
		async () => storage.deleteMany(['dir/secret']),
		async () => storage.get('file'),
		async () => keysOf(storage, 'dir/'),
		async () => keysOf(storage, ''),
	];
	for (const call of calls) {
		await throwsCode(t, 'metadata-unsafe', call);
	}

	t.is(await storage.head('file'), undefined);
	t.deepEqual(await readdir(outside), ['secret']);
	t.is(await readFile(join(outside, 'secret'), 'utf8'), 'secret');
});

test('replacing a symbolic link replaces the link, not what it points to', async t => {
	const path = await directory(t);
	const outside = await directory(t);
	await writeFile(join(outside, 'secret'), 'secret');
	await symlink(join(outside, 'secret'), join(path, 'file'));
	const storage = await open(t, path);
	t.false(await storage.putIfAbsent('file', 'new'));
	await storage.put('file', 'new');
	t.is(await readFile(join(outside, 'secret'), 'utf8'), 'secret');
	t.is(await readFile(join(path, 'file'), 'utf8'), 'new');
});

test('a root that is reached by a symbolic link is fine', async t => {
	const path = await directory(t);
	await mkdir(join(path, 'real'));
	await symlink(join(path, 'real'), join(path, 'link'));
	const storage = await open(t, join(path, 'link'));
	await storage.put('a/x', 'x');
	t.deepEqual(await keysOf(storage, 'a'), ['a/x']);
	t.is(storage.pathForMilvus('a/x'), join(path, 'link', 'a', 'x'));
});

test('a file where a directory is needed, or the other way round, is refused with a reason', async t => {
	const storage = await open(t, await directory(t));
	await storage.put('file', 'x');
	await storage.put('dir/x', 'x');
	const below = await throwsCode(t, 'storage-refused', async () => storage.put('file/x', 'x'));
	t.is(below.details.reason, 'a file stands where a directory is needed');
	const above = await throwsCode(t, 'storage-refused', async () => storage.put('dir', 'x'));
	t.is(above.details.reason, 'a directory has this name');
	t.is(await storage.head('dir'), undefined);
	await throwsCode(t, 'object-missing', async () => storage.get('dir'));
});

test('what Milvus is told is the absolute path, or the path that Milvus sees', async t => {
	const path = await directory(t);
	const storage = await open(t, path);
	t.is(storage.pathForMilvus('a/b'), join(path, 'a', 'b'));
	const mounted = await openStorage({
		type: 'local',
		path,
		milvusPath: '/var/lib/milvus/data',
	});
	t.is(mounted.pathForMilvus('a/b'), '/var/lib/milvus/data/a/b');
});

// Serial, so that nothing else runs while this process has fewer permissions than root.
test.serial('a directory that may not be written is denied, by what and where', async t => {
	const path = await directory(t);
	// What is put below it can be read by those who can read it.
	await chmod(path, 0o755);
	const storage = await open(t, path);
	await storage.put('a/x', 'x');
	storage.close();
	await chmod(path, 0o555);
	const user = process.geteuid?.();
	if (user === 0) {
		process.seteuid?.(65_534);
		t.teardown(() => process.seteuid?.(0));
	}

	const {details} = await throwsCode(t, 'storage-denied', async () => storage.put('b', 'x'));
	t.is(details.action, 'write');
	t.is(details.resource, join(path, 'b'));
	t.deepEqual(await keysOf(storage, ''), ['a/x']);
});

test('a full disk is told as such', async t => {
	// /dev/full answers every write with ENOSPC; a hard link or a mount of it inside a directory
	// needs rights that tests lack.
	const {recogniseLocalError} = await import('../../source/storage/local/recognise-error.js');
	let failure: unknown;
	try {
		await writeFile('/dev/full', 'x');
	} catch (error) {
		failure = error;
	}

	const error = recogniseLocalError(failure, {
		action: 'write',
		path: '/backups/key',
		root: '/backups',
	});
	t.is(error.code, 'disk-full');
	t.deepEqual(error.details, {path: '/backups'});
});

test('a transfer between directories keeps content, size and checksum', async t => {
	const source = await open(t, await directory(t));
	const target = await open(t, await directory(t));
	const bytes = createHash('sha512').update('seed').digest();
	const {checksum} = await source.put('a', bytes);
	t.true(target.canCopyFrom(source));
	const copy = await transferObject(source, 'a', target, 'b/c', {
		sizeBytes: bytes.byteLength,
	});
	t.deepEqual(copy, {key: 'b/c', sizeBytes: 64, checksum});
	await throwsCode(t, 'object-changed', async () =>
		transferObject(source, 'a', target, 'd', {sizeBytes: 65}),
	);
	t.deepEqual(await keysOf(target, ''), ['b/c']);
});

test('files with several names are objects like others', async t => {
	const path = await directory(t);
	await writeFile(join(path, 'a'), 'x');
	await link(join(path, 'a'), join(path, 'b'));
	const storage = await open(t, path);
	await storage.put('a', 'y');
	t.is(await readFile(join(path, 'b'), 'utf8'), 'x');
});

test('the root path of a collection is found up to two levels down, but not inside backups', async t => {
	const storage = await open(t, await directory(t));
	await storage.put('insert_log/449/1/2/3/4', 'x');
	await storage.put('files/insert_log/449/1/2/3/4', 'x');
	await storage.put('tenants/blue/insert_log/449/1/2/3/4', 'x');
	await storage.put('tenants/red/insert_log/450/1/2/3/4', 'x');
	await storage.put('my_backup/binlogs/insert_log/449/1/2/2/3/4', 'x');
	t.deepEqual(await findRootPaths(storage, ['449']), ['', 'files', 'tenants/blue']);
	t.deepEqual(await findRootPaths(storage, ['451', '450']), ['tenants/red']);
	t.deepEqual(await findRootPaths(storage, ['452']), []);
	t.deepEqual(await findBuckets(storage, ['449']), []);
});

test('what a killed process was writing goes a day later, when a storage is closed; what is being written stays', async t => {
	const root = await directory(t);
	const storage = await openStorage({type: 'local', path: root});
	await storage.put('key', 'x');
	const temporary = join(root, '.milvault-tmp');
	await mkdir(temporary, {recursive: true});
	for (const [name, hours] of [
		['abandoned', 25],
		['written', 23],
	] as const) {
		await writeFile(join(temporary, name), 'x');
		const at = new Date(Date.now() - hours * 60 * 60 * 1000);
		await utimes(join(temporary, name), at, at);
	}

	storage.close();
	t.deepEqual(await readdir(temporary), ['written']);
	t.is(await readFile(join(root, 'key'), 'utf8'), 'x');
});

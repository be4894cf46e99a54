import {chmod, chown, mkdtemp, rm, stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {readsDirectly} from '../../source/engine/import/stage-binlogs.js';
import type {Place} from '../../source/engine/session.js';
import {openStorage} from '../../source/storage/open-storage.js';

/*
 * Who may read what is written into a directory: a repository's files hold all rows, and hashes of
 * passwords.
 */

async function newDirectory(t: ExecutionContext): Promise<string> {
	const directory = await mkdtemp(join(tmpdir(), 'milvault-modes-'));
	t.teardown(async () => rm(directory, {recursive: true, force: true}));
	return directory;
}

/** Octal permissions of what one put makes: the file, and the directories above it. */
async function written(
	t: ExecutionContext,
	path: string,
	{isPrivate}: {isPrivate: boolean},
): Promise<string[]> {
	const storage = await openStorage({type: 'local', path}, {isPrivate});
	t.teardown(() => {
		storage.close();
	});
	await storage.put('b/meta/full_meta.json', '{}');
	t.true(await storage.putIfAbsent('b/meta/other.json', '{}'));
	return Promise.all(
		['b/meta/full_meta.json', 'b/meta/other.json', 'b/meta', 'b'].map(async key =>
			((await stat(join(path, key))).mode & 0o7777).toString(8),
		),
	);
}

test('a repository that is made, or that was created world-readable, is written for its owner alone', async t => {
	const path = await newDirectory(t);
	await chmod(path, 0o755);
	const owners = ['600', '600', '700', '700'];
	t.deepEqual(await written(t, path, {isPrivate: true}), owners);
	const made = join(path, 'new');
	t.deepEqual(await written(t, made, {isPrivate: true}), owners);
	t.is((await stat(made)).mode & 0o777, 0o700);
});

test('a repository that a group may write is shared with that group, whatever the umask', async t => {
	const path = await newDirectory(t);
	await chmod(path, 0o2770);
	t.deepEqual(await written(t, path, {isPrivate: true}), ['660', '660', '2770', '2770']);
});

test('what goes into Milvus’s own directory can be read by those who can read that', async t => {
	const path = await newDirectory(t);
	await chmod(path, 0o755);
	t.deepEqual(await written(t, path, {isPrivate: false}), ['644', '644', '755', '755']);
});

(process.getuid?.() === 0 ? test : test.skip)(
	'what root puts into the directory of a Milvus of another user belongs to that user',
	async t => {
		const path = await newDirectory(t);
		await chown(path, 54_321, 54_322);
		await chmod(path, 0o700);
		t.deepEqual(await written(t, path, {isPrivate: false}), ['600', '600', '700', '700']);
		for (const key of ['b/meta/full_meta.json', 'b/meta', 'b']) {
			const {uid, gid} = await stat(join(path, key));
			t.deepEqual([uid, gid], [54_321, 54_322], key);
		}
	},
);

test('a Milvus of another user, who may not read the repository, gets a temporary copy', t => {
	const place = (ownerId: number | undefined): Place => ({
		storage: {
			kind: 'local',
			place: '/data',
			pathForMilvus: (key: string) => join('/data', key),
		} as unknown as Place['storage'],
		rootPath: '',
		label: '/data',
		ownerId,
	});
	for (const [milvus, repository, isDirect] of [
		[1000, 1000, true],
		[0, 1000, true],
		[0, 0, true],
		[1000, 0, false],
		[1000, 1001, false],
		[undefined, 1000, true],
		[1000, undefined, true],
	] as const) {
		t.is(readsDirectly(place(repository), place(milvus)), isDirect);
	}
});

import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {addPlaces} from '../../source/settings/edit-config-file.js';

test('a cluster and its repository are added both or neither', async t => {
	const directory = await mkdtemp(join(tmpdir(), 'milvault-places-'));
	t.teardown(async () => rm(directory, {recursive: true, force: true}));
	const file = join(directory, 'milvault.yaml');
	const before = '# ours\nrepositories:\n  prod: {type: local, path: /backups}\n';
	await writeFile(file, before);
	const cluster = {
		milvus: {address: '127.0.0.1:19530'},
		storage: {type: 'local', path: '/milvus'},
	} as const;
	const repository = {type: 'local', path: '/elsewhere'} as const;
	await t.throwsAsync(addPlaces(file, 'prod', {cluster, repository}), {
		code: 'config-name-taken',
	});
	t.is(await readFile(file, 'utf8'), before);
	await addPlaces(file, 'lab', {cluster, repository});
	const after = await readFile(file, 'utf8');
	t.regex(after, /^# ours\n/);
	t.regex(after, /^clusters:\n +lab:/m);
	t.regex(after, /^ +lab:\n +type: local\n +path: \/elsewhere/m);
});

test('the path of the server is added with them', async t => {
	const directory = await mkdtemp(join(tmpdir(), 'milvault-places-'));
	t.teardown(async () => rm(directory, {recursive: true, force: true}));
	const file = join(directory, 'milvault.yaml');
	const cluster = {
		milvus: {address: '127.0.0.1:19530'},
		storage: {type: 'local', path: '/milvus'},
	} as const;
	await addPlaces(file, 'lab', {cluster});
	t.notRegex(await readFile(file, 'utf8'), /server/);
	await addPlaces(file, 'prod', {cluster, server: {basePath: '/ns/backup'}});
	t.regex(await readFile(file, 'utf8'), /^server:\n +basePath: \/ns\/backup$/m);
});

import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {copyBackups} from '../../source/engine/copy-backups.js';
import {openSession} from '../../source/engine/open-session.js';
import {planCopy} from '../../source/engine/plan-copy.js';
import {mapBounded} from '../../source/engine/run/map-bounded.js';
import {verifyBackups} from '../../source/engine/verify-backups.js';
import type {StorageSettings} from '../../source/settings/settings.js';
import {countingProxy} from '../bench/counting-proxy.js';
import {
	copyScene,
	filesOf,
	memoryJournal,
	sessionBetween,
	watchTarget,
} from '../helpers/backups/copy-scene.js';
import {newBucket, open, settingsOf} from '../helpers/backups/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';

/*
 * Copies between two MinIOs and directories. The backups are of a simulated Milvus, and fixtures by
 * milvus-backup.
 */

const {minio: first, minio2: second} = servers();
const names = ['b', 'hello_peer', 'shop_peer'];

test('from a directory to a store, to another bucket, to a second store, to a directory, and back: the same files, and as good', async t => {
	const path = await mkdtemp(join(tmpdir(), 'milvault-around-'));
	t.teardown(async () => rm(path, {recursive: true, force: true}));
	const one = settingsOf(await newBucket(first), {rootPath: 'root'}, first);
	const scene = await copyScene(t, {to: one});
	const stops: StorageSettings[] = [
		scene.from,
		one,
		settingsOf(await newBucket(first), {}, first),
		settingsOf(await newBucket(second), {rootPath: 'a/b'}, second),
		{type: 'local', path: join(path, 'there')},
		{type: 'local', path: join(path, 'back')},
	];
	for (const [index, to] of stops.entries()) {
		const from = stops[index - 1];
		if (!from) {
			continue;
		}

		const session = await sessionBetween(t, scene.settings, from, to);
		const result = await copyBackups(session, await planCopy(session, {}));
		t.is(result.outcome, 'complete', JSON.stringify(result));
		for (const {name, checkedByContent, checkedBySize} of result.backups) {
			const isRecorded = name === 'b';
			t.is(isRecorded ? checkedBySize : checkedByContent, 0, `${index} ${name}`);
			t.deepEqual(await filesOf(to, name), await filesOf(scene.from, name), `${index} ${name}`);
		}

		t.deepEqual(
			result.warnings.map(({code}) => code),
			[],
		);
		using there = await openSession(session.settings, {repository: 'to'});
		const {backups} = await verifyBackups(there, names, {level: 'full'});
		t.deepEqual(
			backups.map(({outcome}) => outcome),
			['complete', 'complete', 'complete'],
		);
	}
});

test('inside one store nothing passes through this process, and a second copy makes a request for each thousand objects, and at most ten', async t => {
	const proxy = await countingProxy(first.endpoint);
	t.teardown(() => {
		proxy.stop();
	});
	const bucket = await newBucket(first);
	const one = settingsOf(bucket, {}, {...first, endpoint: proxy.endpoint});
	const two = settingsOf(await newBucket(first), {}, {...first, endpoint: proxy.endpoint});
	const scene = await copyScene(t, {to: one});
	await scene.copy({names: ['b', 'hello_peer']});
	// Named by no metadata: copied like all else that lies there.
	const storage = await open(t, settingsOf(bucket, {}, first));
	const logs = Array.from({length: 2100}, (_, index) => `b/binlogs/insert_log/1/2/3/4/5/${index}`);
	await mapBounded(logs, 16, async key => storage.put(key, 'row'));
	const session = await sessionBetween(t, scene.settings, one, two);
	for (const name of ['hello_peer', 'b']) {
		const plan = await planCopy(session, {names: [name]});
		const objects = plan.backups[0]?.all.objects ?? 0;
		const before = proxy.paths.length;
		const {backups} = await copyBackups(session, plan);
		t.is(backups[0]?.outcome, 'complete', JSON.stringify(backups));
		t.is(backups[0]?.sent.objects, objects);
		const read = proxy.paths
			.slice(before)
			.filter(path => path.startsWith(`/${one.bucket}/${name}/binlogs/`));
		t.deepEqual(read, []);
		const after = proxy.paths.length;
		const watched = watchTarget(session);
		const again = await planCopy(watched.session, {names: [name]});
		const result = await copyBackups(watched.session, again);
		t.is(result.outcome, 'complete');
		t.is(result.backups[0]?.sent.objects, 0);
		t.deepEqual(watched.written, []);
		const requests = proxy.paths.length - after;
		t.true(requests <= objects / 1000 + 10, `${requests} requests for ${objects} objects`);
	}
});

for (const name of names) {
	test(`of a copy of ${name} in a store, what was overwritten or is missing is sent again`, async t => {
		const to = settingsOf(await newBucket(second), {}, second);
		const scene = await copyScene(t, {to});
		await scene.copy({names: [name]});
		const files = await filesOf(scene.from, name);
		const [one = '', two = ''] = [...files.keys()].filter(key => key.startsWith('binlogs/'));
		const {storage} = await scene.session.targetPlace();
		const size = Buffer.from(files.get(one) ?? '', 'base64').length;
		await storage.put(`${name}/${one}`, Buffer.alloc(size));
		await storage.deleteMany([`${name}/${two}`]);
		const plan = await planCopy(scene.session, {names: [name]});
		t.is(plan.backups[0]?.found, 'there');
		const {session, written} = watchTarget(scene.session);
		const result = await copyBackups(session, plan);
		t.is(result.outcome, 'complete');
		t.deepEqual(
			written.filter(key => key.includes('/binlogs/')).toSorted(),
			[`${name}/${one}`, `${name}/${two}`].toSorted(),
		);
		t.deepEqual(await filesOf(to, name), files);
	});
}

for (const name of ['b', 'hello_peer']) {
	test(`a copy of ${name} to a store that is killed (simulated) and continued sends nothing twice`, async t => {
		const to = settingsOf(await newBucket(second), {}, second);
		const scene = await copyScene(t, {to});
		const files = await filesOf(scene.from, name);
		const sent: string[] = [];
		for (const dies of [6, 3, undefined]) {
			const {session, written} = watchTarget(scene.session, {dies});
			const plan = await planCopy(session, {names: [name]});
			const journal = memoryJournal();
			const run = await copyBackups(session, plan, {journal}).catch(() => undefined);
			t.is(run?.outcome === 'complete', dies === undefined, JSON.stringify(run));
			sent.push(...written.filter(key => key.includes('/binlogs/')));
		}

		t.is(new Set(sent).size, sent.length);
		t.is(sent.length, [...files.keys()].filter(key => key.startsWith('binlogs/')).length);
		t.deepEqual(await filesOf(to, name), files);
		const {session, written} = watchTarget(scene.session);
		t.is((await scene.copy({names: [name]}, session)).outcome, 'complete');
		t.deepEqual(written, []);
	});
}

test('an object that is damaged where the store copies by itself is found, and the copy fails', async t => {
	const one = settingsOf(await newBucket(first), {}, first);
	const two = settingsOf(await newBucket(first), {}, first);
	const scene = await copyScene(t, {to: one});
	await scene.copy({names: ['b']});
	const key = [...(await filesOf(one, 'b')).keys()].find(each => each.startsWith('binlogs/')) ?? '';
	const {storage} = await scene.session.targetPlace();
	const size = (await storage.head(`b/${key}`))?.sizeBytes ?? 0;
	await storage.put(`b/${key}`, Buffer.alloc(size));
	const session = await sessionBetween(t, scene.settings, one, two);
	const plan = await planCopy(session, {names: ['b']});
	const {outcome, backups} = await copyBackups(session, plan);
	t.is(outcome, 'failed');
	t.like(backups[0]?.error, {code: 'object-changed', details: {key: `b/${key}`}});
	t.is((await filesOf(two, 'b')).size, 0);
});

import {appendFile, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {cleanCopies, copyBackups} from '../../source/engine/copy-backups.js';
import {getBackup} from '../../source/engine/get-backup.js';
import {listBackups} from '../../source/engine/list-backups.js';
import {holdLock} from '../../source/engine/locks/hold-lock.js';
import {openSession} from '../../source/engine/open-session.js';
import {pinBackups} from '../../source/engine/pin-backups.js';
import {planCopy} from '../../source/engine/plan-copy.js';
import {verifyBackups} from '../../source/engine/verify-backups.js';
import type {JobEvent} from '../../source/model/job-events.js';
import {
	copyScene,
	filesOf,
	memoryJournal,
	pathOf,
	sessionBetween,
	watchTarget,
	type CopyScene,
} from '../helpers/backups/copy-scene.js';
import {putSmallBackup} from '../helpers/backups/small-backups.js';

/** A session in which the target is the repository. */
async function inTarget({settings}: CopyScene) {
	return openSession(settings, {repository: 'to'});
}

for (const name of ['b', 'hello_peer', 'shop_peer']) {
	test(`a copy of ${name} holds the same files, and is as good as the backup`, async t => {
		const scene = await copyScene(t);
		const plan = await planCopy(scene.session, {names: [name]});
		const [planned] = plan.backups;
		t.is(planned?.found, 'nothing');
		t.deepEqual(planned?.toSend, planned?.all);
		const events: JobEvent[] = [];
		const result = await copyBackups(scene.session, plan, {onEvent: event => events.push(event)});
		t.is(result.outcome, 'complete');
		const [copied] = result.backups;
		t.deepEqual(copied?.sent, planned?.all);
		const files = await filesOf(scene.from, name);
		t.is(planned?.all.objects, files.size);
		t.deepEqual(await filesOf(scene.to, name), files);
		const binlogs = [...files.keys()].filter(key => key.startsWith('binlogs/')).length;
		t.deepEqual(
			[copied?.checkedByContent, copied?.checkedBySize],
			name === 'b' ? [binlogs, 0] : [0, binlogs],
		);
		t.deepEqual(
			events.map(({type}) => type).filter(type => type !== 'object-copied'),
			[
				'job-started',
				'phase-started',
				'phase-started',
				'copy-planned',
				'phase-started',
				'phase-started',
				'collection-ended',
				'job-ended',
			],
		);
		using there = await inTarget(scene);
		const {backups} = await verifyBackups(there, [name], {level: 'full'});
		t.like(backups[0], {outcome: 'complete', differenceCount: 0});
	});
}

test('a second copy writes nothing, and reads what a directory’s listing does not show', async t => {
	const scene = await copyScene(t);
	await scene.copy({});
	const plan = await planCopy(scene.session, {});
	t.deepEqual(
		plan.backups.map(({found, toSend, all, toCheck}) => [
			found,
			toSend.objects,
			// The metadata is compared when the plan is made.
			all.objects - toCheck.objects,
		]),
		[
			['there', 0, 5],
			['there', 0, 5],
			['there', 0, 6],
		],
	);
	const {session, written} = watchTarget(scene.session);
	const result = await copyBackups(session, plan);
	t.is(result.outcome, 'complete');
	t.deepEqual(written, []);
	t.deepEqual(
		result.backups.map(({sent}) => sent.objects),
		[0, 0, 0],
	);
});

test('what travels not: the end of a verification, and a pin; what is missing in the target only is chosen by --missing', async t => {
	const scene = await copyScene(t);
	await verifyBackups(scene.fake.session, ['b'], {level: 'quick'});
	await pinBackups(scene.session, ['b'], {reason: 'audit'});
	await scene.copy({names: ['b']});
	using there = await inTarget(scene);
	const [listed] = await listBackups(there);
	t.like(listed, {name: 'b', state: 'complete', rows: '700'});
	t.is(listed?.verified, undefined);
	t.is(listed?.pin, undefined);
	const plan = await planCopy(scene.session, {onlyMissing: true});
	t.deepEqual(plan.backups.map(({name}) => name).toSorted(), ['hello_peer', 'shop_peer']);
	t.deepEqual(plan.leftOut, [{name: 'b', reason: 'there'}]);
});

test('those that were created lately are chosen; unfinished ones, and those of no known time, are named', async t => {
	const scene = await copyScene(t);
	const from = await scene.session.repositoryPlace();
	await putSmallBackup(from, {name: 'old', at: '2020-01-01T00:00:00Z'});
	await putSmallBackup(from, {name: 'begun', at: '2026-01-01T00:00:00Z', state: 'unfinished'});
	const createdAfter = new Date(Date.now() - 3_600_000).toISOString();
	const plan = await planCopy(scene.session, {createdAfter});
	t.deepEqual(
		plan.backups.map(({name}) => name),
		['b'],
	);
	t.deepEqual(
		plan.leftOut.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
		[{name: 'begun', reason: 'unfinished'}],
	);
});

test('a damaged object of the source is found before it is in the target, the copy fails and leaves nothing', async t => {
	const scene = await copyScene(t);
	const [key = ''] = [...(await filesOf(scene.from, 'b')).keys()].filter(one =>
		one.startsWith('binlogs/'),
	);
	const file = join(scene.fake.repository, 'b', key);
	const body = await readFile(file);
	body[20] = (body[20] ?? 0) + 1;
	await writeFile(file, body);
	const result = await scene.copy({});
	t.is(result.outcome, 'partial');
	t.deepEqual(
		Object.fromEntries(
			result.backups.map(({name, outcome, error}) => [name, error?.code ?? outcome]),
		),
		{b: 'object-changed', hello_peer: 'complete', shop_peer: 'complete'},
	);
	const failed = result.backups.find(({name}) => name === 'b');
	t.like(failed?.error?.details, {key: `b/${key}`, place: scene.fake.repository});
	t.deepEqual([...(await filesOf(scene.to, 'b')).keys()], []);
});

for (const [title, change] of [
	['is shorter', async (file: string) => writeFile(file, 'short')],
	['is missing', async (file: string) => rm(file)],
] as const) {
	test(`an object of the source that ${title} fails the copy when it is planned`, async t => {
		const scene = await copyScene(t);
		const [key = ''] = [...(await filesOf(scene.from, 'hello_peer')).keys()].filter(one =>
			one.startsWith('binlogs/'),
		);
		await change(join(scene.fake.repository, 'hello_peer', key));
		const code = title === 'is missing' ? 'object-missing' : 'object-changed';
		await t.throwsAsync(planCopy(scene.session, {names: ['hello_peer']}), {code});
		const plan = await planCopy(scene.session, {});
		t.deepEqual(
			plan.refused.map(({name, error}) => [name, error.code]),
			[['hello_peer', code]],
		);
		const result = await copyBackups(scene.session, plan);
		t.is(result.outcome, 'partial');
		t.is(result.backups.length, 3);
	});
}

test('metadata that does not agree with itself is not copied', async t => {
	const scene = await copyScene(t);
	await appendFile(join(scene.fake.repository, 'b/meta/segment_meta.json'), ' ');
	const result = await scene.copy({names: ['b']});
	t.is(result.backups[0]?.error?.code, 'metadata-differs');
	t.deepEqual([...(await filesOf(scene.to, 'b')).keys()], []);
});

for (const name of ['b', 'hello_peer']) {
	test(`damaged and missing objects of a copy of ${name} are sent again, and nothing else`, async t => {
		const scene = await copyScene(t);
		await scene.copy({names: [name]});
		const files = await filesOf(scene.from, name);
		const [first = '', second = ''] = [...files.keys()].filter(one => one.startsWith('binlogs/'));
		const file = join(pathOf(scene), name, first);
		const body = await readFile(file);
		body[20] = (body[20] ?? 0) + 1;
		await writeFile(file, body);
		await rm(join(pathOf(scene), name, second));
		await writeFile(join(pathOf(scene), name, 'meta/segment_meta.json'), '{}');
		const {session, written} = watchTarget(scene.session);
		const result = await scene.copy({names: [name]}, session);
		t.is(result.outcome, 'complete');
		t.deepEqual(
			written.filter(key => key.includes('/binlogs/')).toSorted(),
			[`${name}/${first}`, `${name}/${second}`].toSorted(),
		);
		t.deepEqual(await filesOf(scene.to, name), files);
	});
}

test('a name that another backup has is refused, and another name is not', async t => {
	const scene = await copyScene(t);
	const to = await scene.session.targetPlace();
	await putSmallBackup(to, {name: 'b', at: '2026-01-01T00:00:00Z'});
	await putSmallBackup(to, {name: 'hello_peer', at: '2026-01-01T00:00:00Z', state: 'unfinished'});
	await t.throwsAsync(planCopy(scene.session, {names: ['b']}), {
		code: 'name-taken',
		message: /"isUnfinished":false,"flag":"--name-as"/,
	});
	await t.throwsAsync(planCopy(scene.session, {names: ['hello_peer']}), {
		code: 'name-taken',
		message: /"isUnfinished":true/,
	});
	t.is((await scene.copy({})).outcome, 'partial');
	const result = await scene.copy({names: ['b'], nameAs: 'b_offsite'});
	t.is(result.outcome, 'complete');
	await t.throwsAsync(planCopy(scene.session, {names: ['b'], nameAs: '../b'}), {
		code: 'bad-backup-name',
	});
});

for (const name of ['b', 'shop_peer']) {
	test(`a copy of ${name} under another name says that name, and can be verified and copied again`, async t => {
		const scene = await copyScene(t);
		await scene.copy({names: [name], nameAs: 'renamed'});
		const before = await filesOf(scene.from, name);
		const files = await filesOf(scene.to, 'renamed');
		t.deepEqual([...files.keys()].toSorted(), [...before.keys()].toSorted());
		const differing = [...files.keys()].filter(key => files.get(key) !== before.get(key));
		t.deepEqual(differing.toSorted(), [
			'meta/backup_meta.json',
			'meta/full_meta.json',
			...(name === 'b' ? ['meta/milvault.json'] : []),
		]);
		for (const key of differing) {
			const text = Buffer.from(files.get(key) ?? '', 'base64').toString();
			t.true(text.includes('"name":"renamed"'), key);
			const old = Buffer.from(before.get(key) ?? '', 'base64').toString();
			if (key !== 'meta/milvault.json') {
				t.is(text.replace('"name":"renamed"', `"name":"${name}"`), old);
			}
		}

		using there = await inTarget(scene);
		t.like(await getBackup(there, 'renamed'), {name: 'renamed', state: 'complete'});
		const {backups} = await verifyBackups(there, ['renamed'], {level: 'full'});
		t.like(backups[0], {outcome: 'complete', differenceCount: 0});
		const {session, written} = watchTarget(scene.session);
		const again = await scene.copy({names: [name], nameAs: 'renamed'}, session);
		t.is(again.outcome, 'complete');
		t.deepEqual(written, []);
		const back = await sessionBetween(t, scene.settings, scene.to, scene.from);
		t.is((await scene.copy({names: ['renamed']}, back)).outcome, 'complete');
	});
}

test('a backup is not copied to where it is, but a second one beside it can be made', async t => {
	const scene = await copyScene(t);
	const session = await sessionBetween(t, scene.settings, scene.from, scene.from);
	await t.throwsAsync(planCopy(session, {names: ['b']}), {code: 'copy-onto-itself'});
	t.is((await scene.copy({names: ['b'], nameAs: 'b2'}, session)).outcome, 'complete');
	t.is((await filesOf(scene.from, 'b2')).size, (await filesOf(scene.from, 'b')).size);
});

test('a backup that another run is deleting, or that changed since the plan, is not copied', async t => {
	const scene = await copyScene(t);
	const plan = await planCopy(scene.session, {names: ['b']});
	const from = await scene.session.repositoryPlace();
	const locking = {jobId: 'another', kind: 'delete', mode: 'exclusive', warn() {}} as const;
	const lock = await holdLock(from, 'b', locking);
	const locked = await copyBackups(scene.session, plan);
	t.like(locked.backups[0]?.error, {code: 'locked', details: {kind: 'delete'}});
	await lock.release();
	const held = await holdLock(await scene.session.targetPlace(), 'b', {...locking, kind: 'copy'});
	const other = await copyBackups(scene.session, plan);
	t.like(other.backups[0]?.error, {code: 'locked', details: {kind: 'copy'}});
	await held.release();
	const changed = {...plan, backups: plan.backups.map(one => ({...one, backupId: 'other'}))};
	t.is((await copyBackups(scene.session, changed)).backups[0]?.error?.code, 'backup-changed');
	await t.throwsAsync(copyBackups(scene.session, {...plan, to: '/elsewhere'}), {
		code: 'job-elsewhere',
	});
	t.deepEqual([...(await filesOf(scene.to, 'b')).keys()], []);
});

test('what an interrupted copy has left is removed by jobs clean, a whole copy is not', async t => {
	const scene = await copyScene(t);
	const plan = await planCopy(scene.session, {names: ['b', 'hello_peer']});
	const options = {jobId: 'a-job', journal: memoryJournal()};
	const killed = watchTarget(scene.session, {dies: 60, when: 'after'});
	await copyBackups(killed.session, plan, options).catch(() => undefined);
	const left = [...(await filesOf(scene.to, 'b')).keys()].length;
	t.true(left > 0);
	t.deepEqual(await cleanCopies(scene.session, plan, {jobId: 'another'}), []);
	const removed = await cleanCopies(scene.session, plan, {jobId: 'a-job'});
	t.true(removed.length <= 1);
	using there = await inTarget(scene);
	for (const {state} of await listBackups(there)) {
		t.is(state, 'complete');
	}
});

test('a copy that is cancelled without a journal leaves nothing, or names what it had no time to remove', async t => {
	const scene = await copyScene(t);
	const plan = await planCopy(scene.session, {names: ['b']});
	const ended = new AbortController();
	const left: unknown[] = [];
	await t.throwsAsync(
		copyBackups(scene.session, plan, {
			signal: ended.signal,
			onEvent(event) {
				if (event.type === 'object-copied') {
					ended.abort();
				} else if (event.type === 'warning' && event.warning.code === 'left-behind') {
					left.push(event.warning.details);
				}
			},
		}),
		{code: 'cancelled'},
	);
	const files = [...(await filesOf(scene.to, 'b')).keys()];
	// On a busy machine: after a cancel a few seconds are for it.
	t.deepEqual(left, files.length > 0 ? [{what: 'b', where: plan.to}] : []);
	t.false(files.includes('meta/backup_meta.json'), 'it is no backup');
});

import {readFile} from 'node:fs/promises';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import type {JournalEntry} from '../../../source/engine/journal/journal.js';
import type {Crew} from '../../../source/engine/run/crew.js';
import type {Session} from '../../../source/engine/session.js';
import {verifyBackups} from '../../../source/engine/verify-backups.js';
import type {JobEvent} from '../../../source/model/job-events.js';
import {MilvaultError} from '../../../source/model/milvault-error.js';
import type {Storage} from '../../../source/storage/storage.js';
import {
	fixturesDirectory,
	readBackupFiles,
	type BackupFiles,
} from '../../helpers/backups/backup-files.js';
import {damageCase} from '../../helpers/damage/damage-backup.js';
import {removeBackup, writeBackup} from '../../helpers/damage/verify-case.js';
import {backup} from '../../helpers/fake-milvus/backup-and-restore.js';
import {openFakeSession} from '../../helpers/fake-milvus/fake-session.js';
import {putFixture} from '../../helpers/fake-milvus/put-fixture.js';
import {crewHere} from '../../helpers/queue/crew-here.js';
import {seededRandom} from '../../helpers/runner/seeded-random.js';

/*
 * What workers read for a verification has the same result as what the job reads itself. The crew is
 * simulated; test/queue has real workers.
 */

const cases = 40;

type Scene = {
	session: Session;
	/** A directory. */
	repository: string;
	backups: Record<'ours' | 'hello' | 'shop', BackupFiles>;
};

async function scene(t: ExecutionContext): Promise<Scene> {
	const opened = await openFakeSession(t, {version: '2.5.4'});
	await putFixture(opened.fake.state, {backup: 'shop_peer', collection: 'shop_items'});
	await putFixture(opened.fake.state, {backup: 'hello_peer', collection: 'hello_milvus'});
	const {result} = await backup(opened);
	t.is(result.outcome, 'complete', JSON.stringify(result));
	const {repository, session} = opened;
	return {
		session,
		repository,
		backups: {
			ours: await readBackupFiles(path.join(repository, 'b')),
			hello: await readBackupFiles(path.join(fixturesDirectory, 'hello_peer')),
			shop: await readBackupFiles(path.join(fixturesDirectory, 'shop_peer')),
		},
	};
}

/** All that a verification leaves; of more differences than are named only the count is certain. */
async function verified(
	{session, repository}: Scene,
	name: string,
	{crew, entries = []}: {crew?: Crew; entries?: JournalEntry[]} = {},
) {
	const events: JobEvent[] = [];
	const journal = {
		entries: [...entries],
		async append(entry: JournalEntry) {
			entries.push(entry);
		},
	};
	const {backups, outcome, warnings} = await verifyBackups(session, [name], {
		level: 'full',
		jobId: '6f0c2ad0-7a84-4a53-a9d6-0d8f0f6b5a1e',
		journal,
		onEvent: event => events.push(event),
		...(crew && {crew}),
	});
	const noted = await readFile(path.join(repository, name, 'meta/milvault/verified.json'), 'utf8')
		.then(text => text.replaceAll(/"at": ?"[^"]*"/g, ''))
		.catch(() => 'none');
	return {
		outcome,
		warnings,
		noted,
		backups: backups.map(one => ({
			...one,
			differences:
				one.differenceCount > 20
					? []
					: one.differences.map(difference => JSON.stringify(difference)).toSorted(),
		})),
		read: events
			.flatMap(event => (event.type === 'object-checked' ? [event.bytes] : []))
			.toSorted((a, b) => a - b),
		passed: entries
			.flatMap(entry => (entry.type === 'segment-verified' ? [entry.fingerprint] : []))
			.toSorted(),
	};
}

test('of forty damaged backups workers find what the job alone finds', async t => {
	const here = await scene(t);
	const crew = crewHere(here.session);
	for (const [name, files] of Object.entries(here.backups)) {
		await writeBackup(here.repository, name, files);
		const alone = await verified(here, name);
		t.is(alone.outcome, 'complete');
		t.true(alone.passed.length > 0);
		t.deepEqual(await verified(here, name, {crew}), alone, name);
	}

	const random = seededRandom('damage by workers', 16);
	let found = 0;
	for (let number = 0; number < cases; number++) {
		const one = damageCase(number, here.backups, random);
		await writeBackup(here.repository, 'damaged', one.files);
		const alone = await verified(here, 'damaged').catch(String);
		const together = await verified(here, 'damaged', {crew}).catch(String);
		t.deepEqual(
			distinct(together),
			distinct(alone),
			`#${number} ${one.backup}, ${one.kind}: ${one.what}`,
		);
		found += typeof alone !== 'string' && alone.outcome === 'failed' ? 1 : 0;
		await removeBackup(here.repository, 'damaged');
	}

	t.true(found > cases / 2);
});

/** What metadata names twice the job alone reads twice. */
function distinct<Found extends string | {read: number[]}>(found: Found): unknown {
	return typeof found === 'string' ? found : {...found, read: [...new Set(found.read)]};
}

test('workers that end in the middle leave what was verified, and it is not read again', async t => {
	const here = await scene(t);
	await writeBackup(here.repository, 'shop', here.backups.shop);
	const entries: JournalEntry[] = [];
	const reads = new Set<string>();
	let left = 60;
	const ending = crewHere(here.session, {
		onObject(key) {
			left--;
			if (left < 0) {
				throw new Error('the queue is gone');
			}

			reads.add(key);
		},
	});
	const {backups} = await verified(here, 'shop', {crew: ending, entries});
	t.is(backups[0]?.error?.code, 'unexpected');
	const before = entries.filter(({type}) => type === 'segment-verified').length;
	t.true(before > 0);
	const again: string[] = [];
	const {outcome} = await verified(here, 'shop', {
		crew: crewHere(here.session, {onObject: key => again.push(key)}),
		entries,
	});
	t.is(outcome, 'complete');
	t.true(again.length < 88);
	t.is(new Set([...reads, ...again]).size, 88);
});

test('an object that the metadata names twice is read once, and the verification ends', async t => {
	const here = await scene(t);
	const files = new Map(here.backups.shop);
	const key = 'meta/full_meta.json';
	const meta = files.get(key)!.toString();
	files.set(key, Buffer.from(meta.replace(/\{[^{}]*"log_id"[^{}]*\}/, '$&,$&')));
	await writeBackup(here.repository, 'twice', files);
	const keys: string[] = [];
	const alone = await verified(here, 'twice');
	const together = await verified(here, 'twice', {
		crew: crewHere(here.session, {onObject: one => keys.push(one)}),
	});
	t.is(new Set(keys).size, keys.length);
	t.is(keys.length, 88);
	t.deepEqual({...together, read: []}, {...alone, read: []});
	t.is(alone.read.length, 89);
	t.is(together.read.length, 88);
});

test('workers are not asked for a backup without objects', async t => {
	const opened = await openFakeSession(t, {version: '2.5.4'});
	await putFixture(opened.fake.state, {backup: 'hello_peer', collection: 'hello_milvus'});
	const {result} = await backup(opened, {strategy: 'meta_only'});
	t.is(result.outcome, 'complete');
	const {outcome} = await verifyBackups(opened.session, ['b'], {
		level: 'full',
		crew: {
			async copy() {
				throw new Error('asked');
			},
			async check() {
				throw new Error('asked');
			},
		},
	});
	t.is(outcome, 'complete');
});

test('a worker that sees another place than the job reads nothing', async t => {
	const {session} = await openFakeSession(t, {version: '2.5.4'});
	const repository = await session.repositoryPlace();
	await repository.storage.put('.milvault/locks/b/shared-1.json', 'of another job');
	const crew = crewHere(session);
	for (const key of ['.milvault/locks/b/shared-1.json', '.milvault/locks/b/shared-2.json']) {
		await t.throwsAsync(
			crew.check(
				{
					rules: {fields: []},
					objects: [{key: 'b/binlogs/insert_log/1/2/3/100/4', sizeBytes: 1, kind: 'insert'}],
					proof: {key, contains: 'this job'},
				},
				{signal: undefined, onEvent() {}, onChecked() {}},
			),
			{message: /worker-elsewhere/},
		);
	}
});

test('a repository that cannot be written is read by the job itself (simulated)', async t => {
	const here = await scene(t);
	await writeBackup(here.repository, 'shop', here.backups.shop);
	const place = await here.session.repositoryPlace();
	const storage: Storage = {
		...place.storage,
		async putIfAbsent() {
			throw new MilvaultError('storage-denied', {
				action: 'write',
				resource: place.label,
				endpoint: 'simulated',
			});
		},
	};
	const {outcome, warnings} = await verifyBackups(
		{...here.session, repositoryPlace: async () => ({...place, storage})},
		['shop'],
		{level: 'full', crew: crewHere(here.session, {onObject: key => t.fail(key)})},
	);
	t.is(outcome, 'complete');
	t.true(warnings.some(({code}) => code === 'not-locked'));
});

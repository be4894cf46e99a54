import {cp, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import type {ExecutionContext} from 'ava';
import {copyBackups} from '../../../source/engine/copy-backups.js';
import type {Journal, JournalEntry} from '../../../source/engine/journal/journal.js';
import {openSession} from '../../../source/engine/open-session.js';
import {planCopy} from '../../../source/engine/plan-copy.js';
import type {Place, Session} from '../../../source/engine/session.js';
import type {CopyRequest, CopyResult} from '../../../source/model/copies.js';
import type {Settings, StorageSettings} from '../../../source/settings/settings.js';
import {backup} from '../fake-milvus/backup-and-restore.js';
import {openFakeSession, type FakeSession} from '../fake-milvus/fake-session.js';
import {putFixture} from '../fake-milvus/put-fixture.js';
import {writeBackup} from '../damage/verify-case.js';
import {readBackupFiles, type BackupFiles} from './backup-files.js';
import {readAll} from './whole-backups.js';

const fixtures = new URL('../../fixtures/milvus-backup-0.5.16/', import.meta.url).pathname;

export type CopyScene = {
	/** From `r` to `to`. */
	session: Session;
	settings: Settings;
	/** With the simulated Milvus that `b` was made of, and the repository `r`, a directory. */
	fake: FakeSession;
	from: StorageSettings;
	to: StorageSettings;
	/** Plans and copies. */
	copy: (request: CopyRequest, session?: Session, journal?: Journal) => Promise<CopyResult>;
};

/** `b`, made once for all tests of a file. */
let made: Promise<BackupFiles> | undefined;

async function makeBackup(t: ExecutionContext): Promise<BackupFiles> {
	const fake = await openFakeSession(t, {version: 'v2.3.5'});
	await putFixture(fake.fake.state, {backup: 'hello_peer', collection: 'hello_milvus'});
	await putFixture(fake.fake.state, {backup: 'shop_peer', collection: 'shop_items'});
	await backup(fake);
	return readBackupFiles(join(fake.repository, 'b'));
}

/** Of the target, where it is a directory. */
export function pathOf({to}: CopyScene): string {
	return to.type === 'local' ? to.path : '';
}

/**
 * A directory with `b`, a backup by milvault of two collections, and `hello_peer` and `shop_peer` by
 * milvus-backup; and another repository, empty.
 */
export async function copyScene(
	t: ExecutionContext,
	{to: given}: {to?: StorageSettings} = {},
): Promise<CopyScene> {
	const fake = await openFakeSession(t, {version: 'v2.3.5'});
	made ??= makeBackup(t);
	await writeBackup(fake.repository, 'b', await made);
	for (const name of ['hello_peer', 'shop_peer']) {
		await cp(join(fixtures, name), join(fake.repository, name), {recursive: true});
	}

	const path = await mkdtemp(join(tmpdir(), 'milvault-copies-'));
	t.teardown(async () => rm(path, {recursive: true, force: true}));
	const from: StorageSettings = {type: 'local', path: fake.repository};
	const to: StorageSettings = given ?? {type: 'local', path: join(path, 'new')};
	const settings: Settings = {
		...fake.session.settings,
		repositories: {r: {name: 'r', storage: from}, to: {name: 'to', storage: to}},
	};
	const session = await openSession(settings, {target: 'to'});
	t.teardown(() => {
		session.close();
	});
	return {
		session,
		settings,
		fake,
		from,
		to,
		async copy(request, other = session, journal) {
			const plan = await planCopy(other, request);
			return copyBackups(other, plan, {jobId: 'a-job', journal});
		},
	};
}

/** A session back: from `to` to another place. */
export async function sessionBetween(
	t: ExecutionContext,
	settings: Settings,
	from: StorageSettings,
	to: StorageSettings,
): Promise<Session> {
	const session = await openSession(
		{
			...settings,
			repositories: {from: {name: 'from', storage: from}, to: {name: 'to', storage: to}},
			defaultRepository: 'from',
		},
		{target: 'to'},
	);
	t.teardown(() => {
		session.close();
	});
	return session;
}

/** What a copy leaves where it is: the end of a verification, and what a copy notes of its place. */
const own = ['meta/milvault/verified.json', 'meta/milvault/copied.jsonl'];

/** All files of a backup that a copy of it has too, by key relative to the backup. */
export async function filesOf(
	settings: StorageSettings,
	name: string,
): Promise<Map<string, string>> {
	const root = settings.type === 's3' && settings.rootPath !== '' ? `${settings.rootPath}/` : '';
	const files = await readAll(settings, `${root}${name}/`);
	return new Map(
		[...files]
			.filter(([key]) => !own.includes(key))
			.map(([key, body]) => [key, body.toString('base64')]),
	);
}

export type Watched = {
	session: Session;
	/** Keys that were written into the target, locks left out, in this order. */
	written: string[];
};

/**
 * The same session; the writes into its target are written down.
 *
 * @param dies at which write, from 1 on: nothing but locks is written or read from then on, as by a
 *   process that was killed
 */
export function watchTarget(
	session: Session,
	{dies, when = 'before'}: {dies?: number; when?: 'before' | 'after'} = {},
): Watched {
	const written: string[] = [];
	let isDead = false;
	let writes = 0;
	const alive = (): void => {
		if (isDead) {
			throw new Error('killed');
		}
	};

	const write = async <Value>(key: string, work: () => Promise<Value>): Promise<Value> => {
		if (key.includes('.milvault/locks/')) {
			return work();
		}

		alive();
		const number = ++writes;
		if (number === dies && when === 'before') {
			isDead = true;
		}

		alive();
		const value = await work();
		written.push(key);
		if (number === dies) {
			isDead = true;
		}

		alive();
		return value;
	};

	const watched = (place: Place): Place => {
		const {storage} = place;
		return {
			...place,
			storage: {
				...storage,
				async put(key, body, options) {
					try {
						return await write(key, async () => storage.put(key, body, options));
					} finally {
						if (body instanceof Readable) {
							body.destroy();
						}
					}
				},
				putIfAbsent: async (key, ...rest) =>
					write(key, async () => storage.putIfAbsent(key, ...rest)),
				copyFrom: async (source, sourceKey, key, options) =>
					write(key, async () => storage.copyFrom(source, sourceKey, key, options)),
				async deleteMany(keys, options) {
					for await (const key of keys) {
						await write(key, async () => storage.deleteMany([key], options));
					}
				},
				async get(key, options) {
					if (!key.includes('.milvault/locks/')) {
						alive();
					}

					return storage.get(key, options);
				},
			},
		};
	};

	return {
		session: {...session, targetPlace: async () => watched(await session.targetPlace())},
		written,
	};
}

/** A journal in memory, whose entries a later run goes on with. */
export function memoryJournal(entries: JournalEntry[] = []): Journal & {entries: JournalEntry[]} {
	return {
		entries,
		async append(entry) {
			entries.push(entry);
		},
	};
}

import {randomBytes} from 'node:crypto';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import type {ExecutionContext} from 'ava';
import {planRestore} from '../../../source/engine/plan-restore.js';
import {restoreBackup} from '../../../source/engine/restore-backup.js';
import {readBackupInfo} from '../../../source/format/read-backup-meta.js';
import {putBackupFiles, readBackupFiles, type BackupFiles} from './backup-files.js';
import {visibleRowsOf} from './decode-backup.js';
import {dropDatabase} from '../milvus/drop-database.js';
import {sessionFor} from '../program/engine-session.js';
import {allRows, ok, openSdk} from '../milvus/rows.js';
import {assertSameRows} from '../milvus/same-rows.js';
import {servers} from '../servers/servers.js';
import {stayKnown} from '../program/stay-known.js';
import {openStorage} from '../../../source/storage/open-storage.js';

const root = path.join(import.meta.dirname, '../../fixtures/live');

/** What 2.3.5 has of the collections of these backups. */
export const known = ['parts', 'pkey', 'ttl_mmap'];

export const liveTools = ['milvault', 'milvus-backup'] as const;

type LiveCase = {
	server: 'milvus235local' | 'milvus2216';
	/** Of the Milvus that was backed up. */
	version: string;
	restored: readonly string[];
	/** Collection to reason. */
	refused: Readonly<Record<string, RegExp>>;
};

/** Backups of newer servers (test/fixtures/README.md), and what becomes of them on older ones. */
export const liveCases: readonly LiveCase[] = [
	{
		server: 'milvus235local',
		version: '2.4.24',
		restored: known,
		refused: {
			alltypes: /field f16 of default\.alltypes has the type Float16Vector/,
			sparse_auto: /has the type SparseFloatVector \(from Milvus 2\.4\.0 on\)/,
		},
	},
	{
		server: 'milvus235local',
		version: '2.5.27',
		restored: ['empty', ...known],
		refused: {
			alltypes: /Float16Vector/,
			sparse_auto: /SparseFloatVector/,
			nulls: /field ni of default\.nulls can be null \(from Milvus 2\.5\.0 on\)/,
			bm25: /has the type SparseFloatVector/,
		},
	},
	{
		server: 'milvus2216',
		version: '2.4.24',
		restored: ['parts', 'ttl_mmap'],
		refused: {
			pkey: /the key id of default\.pkey, a VarChar that Milvus makes itself \(from Milvus 2\.3\.0 on\)/,
			alltypes: /has the type Array<Int64> \(from Milvus 2\.3\.4 on\)/,
			sparse_auto: /SparseFloatVector/,
		},
	},
	{
		server: 'milvus2216',
		version: '2.5.27',
		restored: ['empty', 'parts', 'ttl_mmap'],
		refused: {
			pkey: /a VarChar that Milvus makes itself/,
			nulls: /can be null|Array/,
			bm25: /SparseFloatVector/,
		},
	},
];

/**
 * Restores what the server knows: compared row by row with what the binlogs hold; the rest is
 * refused by name.
 */
export async function restoreLive(
	t: ExecutionContext,
	{server, version, restored, refused}: LiveCase,
	tool: (typeof liveTools)[number],
): Promise<void> {
	const {result, plan, sdk, db, files} = await restoreOn(t, {
		server,
		version,
		tool,
	});
	t.is(result.outcome, 'partial');
	t.deepEqual(
		result.collections
			.filter(({outcome}) => outcome === 'complete')
			.map(({target = ''}) => target)
			.toSorted((a, b) => (a < b ? -1 : 1)),
		restored.map(name => `${db}.${name}`).toSorted(),
		JSON.stringify(result, undefined, 1),
	);
	const info = await infoOf(files);
	for (const name of restored) {
		const collection = info.collection_backups?.find(each => each.collection_name === name);
		const expected = await visibleRowsOf(files, collection!);
		ok(await sdk.loadCollectionSync({db_name: db, collection_name: name}));
		const found = await allRows(sdk, db, name);
		if (name === 'empty') {
			t.is(found.size, 0);
		} else {
			assertSameRows(t, found, expected, name);
		}
	}

	for (const [name, feature] of Object.entries(refused)) {
		const {error} = result.collections.find(({collection}) => collection === `default.${name}`)!;
		t.is(error?.code, 'milvus-unsupported', name);
		t.regex(JSON.stringify(error?.details), feature);
		t.true(
			plan.warnings.some(
				({code, details}) =>
					code === 'not-possible' && JSON.stringify(details).includes(`default.${name}`),
			),
		);
	}

	// Nothing was made of them.
	const {data} = ok(await sdk.showCollections({db_name: db}));
	t.deepEqual(data.map(({name}) => name).toSorted(), [...restored].toSorted());
}

type Live = {
	server: 'milvus235local' | 'milvus2216';
	version: string;
	tool: string;
};

/**
 * A server, and a repository that has one of the backups under the name `live`, until the end of
 * the test.
 */
export async function openLive(t: ExecutionContext, {server: serverName, version, tool}: Live) {
	const server = servers()[serverName];
	const db = `live_${randomBytes(4).toString('hex')}`;
	const directory = await mkdtemp(path.join(tmpdir(), 'milvault-live-'));
	const sdk = await openSdk(server);
	t.teardown(async () => {
		await dropDatabase(sdk, db);
		await sdk.closeConnection();
		await rm(directory, {recursive: true, force: true});
	});
	await stayKnown(t, sdk, `${db}_stays`);
	const files = await readBackupFiles(path.join(root, version, tool));
	const storage = await openStorage({type: 'local', path: directory});
	await putBackupFiles(storage, 'live', files);
	storage.close();
	const session = await sessionFor(t, {
		server,
		repository: {type: 'local', path: directory},
	});
	return {session, sdk, db, files};
}

async function restoreOn(t: ExecutionContext, live: Live) {
	const {session, sdk, db, files} = await openLive(t, live);
	const plan = await planRestore(session, {
		name: 'live',
		renames: [`default.*:${db}.*`],
		onConflict: 'fail',
		// Rows keep their times: in a month they would be past it.
		withoutTtl: true,
		withIndex: true,
		withLoad: true,
	});
	return {plan, sdk, db, files, result: await restoreBackup(session, plan)};
}

async function infoOf(files: BackupFiles) {
	return readBackupInfo({
		name: 'live',
		read: async file => files.get(file)?.toString(),
	});
}

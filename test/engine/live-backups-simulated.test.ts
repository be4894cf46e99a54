import {cp, mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {getBackup} from '../../source/engine/get-backup.js';
import {listBackups} from '../../source/engine/list-backups.js';
import {verifyBackups} from '../../source/engine/verify-backups.js';
import type {
	BackupInfo,
	CollectionBackupInfo,
	SegmentBackupInfo,
} from '../../source/format/messages.js';
import {parseMilvaultMeta, type MilvaultMeta} from '../../source/format/milvault-meta.js';
import {readBackupInfo} from '../../source/format/read-backup-meta.js';
import {describeCollection} from '../../source/milvus/collections.js';
import {tsoOfMs} from '../../source/model/timestamps.js';
import {readBackupFiles} from '../helpers/backups/backup-files.js';
import {restore, restored} from '../helpers/fake-milvus/backup-and-restore.js';
import {openFakeSession, type FakeSession} from '../helpers/fake-milvus/fake-session.js';
import {visibleRows} from '../helpers/fake-milvus/state.js';

/*
 * Backups that milvault and milvus-backup made on real servers of 2.4.24, 2.5.27 and 2.6.19
 * (test/fixtures/README.md), on a simulated one of the same version: what it is asked for is what a
 * real one has to be asked for.
 */

const fixtures = path.join(import.meta.dirname, '../fixtures/live');
const makers = ['milvault', 'milvus-backup'] as const;

/**
 * Rows after deletes. Of `parts` each version had another share of its deletes in delta logs; what
 * is left is the same.
 */
const common = {
	alltypes: 2030,
	sparse_auto: 500,
	ttl_mmap: 400,
	pkey: 800,
	parts: 1660,
};
const rows: Readonly<Record<string, Readonly<Record<string, number>>>> = {
	'2.4.24': common,
	'2.5.27': {...common, bm25: 300, nulls: 400, empty: 0},
	'2.6.19': {
		...common,
		bm25: 305,
		nulls: 400,
		geo: 40,
		tz: 40,
		i8v: 40,
		nullvec: 40,
	},
};

for (const [version, expected] of Object.entries(rows)) {
	for (const maker of makers) {
		test(`a backup by ${maker} from Milvus ${version} is listed, shown, verified, and restored on a simulated one with the right requests`, async t => {
			const opened = await openCopy(t, {of: version, version});
			const {session} = opened;
			const names = Object.keys(expected)
				.map(name => `default.${name}`)
				.toSorted();

			const listed = (await listBackups(session)).find(({name}) => name === maker);
			t.like(listed, {name: maker, state: 'complete'});
			const details = await getBackup(session, maker);
			t.deepEqual(
				details.contents.map(({collection}) => collection),
				names,
			);
			const verified = await verifyBackups(session, [maker], {level: 'full'});
			t.is(verified.outcome, 'complete', JSON.stringify(verified));

			const {result} = await restore(opened, {name: maker});
			t.is(result.outcome, 'complete', JSON.stringify(result));
			t.deepEqual(visible(opened, version), expected);
			await assertRequests(t, opened, maker);
		});
	}
}

test('a backup from Milvus 2.5.27 is restored whole on a simulated 2.6.19, whose own properties are no difference', async t => {
	const opened = await openCopy(t, {of: '2.5.27', version: '2.6.19'});
	const {result} = await restore(opened, {name: 'milvault'});
	t.is(result.outcome, 'complete', JSON.stringify(result));
	t.deepEqual(visible(opened, '2.5.27'), rows['2.5.27']);
	const milvus = await opened.session.milvus();
	const made = await describeCollection(milvus, 'default', 'alltypes_again');
	t.deepEqual(made?.properties, [{key: 'timezone', value: 'UTC'}]);
});

/** A simulated Milvus beside a copy of the backups of a version. */
async function openCopy(
	t: ExecutionContext,
	{of, version}: {of: string; version: string},
): Promise<FakeSession> {
	const repository = await mkdtemp(path.join(tmpdir(), 'milvault-live-backups-'));
	await cp(path.join(fixtures, of), repository, {recursive: true});
	return openFakeSession(t, {version, repository});
}

function visible({fake}: FakeSession, version: string): Readonly<Record<string, number>> {
	return Object.fromEntries(
		Object.keys(rows[version] ?? {}).map(name => [name, visibleRows(restored(fake.state, name))]),
	);
}

/**
 * Each segment with rows is taken once, with its deletes, into its partition, up to the cut, and
 * nothing else is.
 */
async function assertRequests(
	t: ExecutionContext,
	{fake, repository}: FakeSession,
	maker: (typeof makers)[number],
): Promise<void> {
	const {info, record} = await readMetadata(path.join(repository, maker));
	t.is(record !== undefined, maker === 'milvault');
	const sent = [...fake.state.jobs.values()];
	t.true(sent.every(({failure}) => failure === undefined));
	for (const collection of info.collection_backups ?? []) {
		const {id} = restored(fake.state, collection.collection_name);
		const own = sent.filter(({collectionId}) => collectionId === id);
		t.deepEqual(
			own
				.flatMap(({partition, files, options}) => files.map(paths => ({partition, paths, options})))
				.toSorted(byPath),
			groupsOf(collection, record, path.join(repository, maker)).toSorted(byPath),
		);
		// Many groups in a job, but none of another partition or channel.
		t.is(
			own.length,
			new Set(
				segmentsOf(collection).map(({partition, segment}) => `${partition} ${segment.v_channel}`),
			).size,
		);
	}
}

type Group = {
	partition: string | undefined;
	paths: readonly string[];
	options: Readonly<Record<string, string>>;
};

function byPath(a: Group, b: Group): number {
	return (a.paths[0] ?? '') < (b.paths[0] ?? '') ? -1 : 1;
}

function segmentsOf(
	collection: CollectionBackupInfo,
): Array<{partition: string; segment: SegmentBackupInfo}> {
	return (collection.partition_backups ?? []).flatMap(partition =>
		(partition.segment_backups ?? []).map(segment => ({
			partition: partition.partition_name,
			segment,
		})),
	);
}

function groupsOf(
	collection: CollectionBackupInfo,
	record: MilvaultMeta | undefined,
	directory: string,
): Group[] {
	const cut = record?.collections.find(
		({collectionId}) => collectionId === collection.collection_id,
	)?.cut;
	return segmentsOf(collection).map(({partition, segment}) => {
		const directoryOf = (kind: string): string =>
			`${path.join(
				directory,
				'binlogs',
				kind,
				segment.collection_id,
				segment.partition_id,
				segment.group_id ?? '',
			)}/`;
		const hasDeletes = (segment.deltalogs ?? []).some(({binlogs}) => (binlogs ?? []).length > 0);
		return {
			partition,
			paths: [directoryOf('insert_log'), ...(hasDeletes ? [directoryOf('delta_log')] : [])],
			options: {
				skip_disk_quota_check: 'true',
				backup: 'true',
				...(cut && {end_ts: tsoOfMs(cut.endTsMs)}),
				...(segment.storage_version === '2' && {storage_version: '2'}),
			},
		};
	});
}

async function readMetadata(
	directory: string,
): Promise<{info: BackupInfo; record: MilvaultMeta | undefined}> {
	const files = await readBackupFiles(directory);
	const info = await readBackupInfo({
		name: path.basename(directory),
		read: async file => files.get(file)?.toString(),
	});
	const record = files.get('meta/milvault.json');
	return {
		info,
		record: record && parseMilvaultMeta(record.toString(), 'milvault.json'),
	};
}

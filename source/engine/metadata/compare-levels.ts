import type {
	BackupInfo,
	CollectionBackupInfo,
	PartitionBackupInfo,
	SegmentBackupInfo,
} from '../../format/messages.js';
import {allPartitions, metaKeys} from '../../format/paths.js';
import type {LevelFiles} from '../../format/read-backup-meta.js';
import {collectionKey} from '../../model/collection-key.js';
import {fragment} from '../../model/fragments.js';
import {firstDifference} from './compare-values.js';
import type {MetadataDifference} from './metadata-difference.js';

/**
 * What the level files do not have in every release that wrote them: 0.4 named each field that it
 * took over, and those came later. Where they are there, they say what full_meta.json says.
 */
const laterFields = [
	'id',
	'channel_checkpoints',
	'properties',
	'db_id',
	'created_timestamp',
	'virtual_channel_names',
	'physical_channel_names',
	'aliases',
	'snapshot_backup',
] as const satisfies ReadonlyArray<keyof CollectionBackupInfo>;

type LaterField = (typeof laterFields)[number];

/**
 * full_meta.json against the level files that could be read: milvus-backup, every release of it,
 * and milvault write both from one tree. What is in only one of them, or in two ways, was changed
 * afterwards. Of its own segments of partition -1 only full_meta.json knows.
 */
export function compareLevels(info: BackupInfo, levels: Partial<LevelFiles>): MetadataDifference[] {
	const collections = info.collection_backups ?? [];
	const names = new Map(collections.map(one => [one.collection_id, nameOf(one)]));
	const unwritten = unwrittenFields(levels.collection ?? []);
	const partitions = collections.flatMap(one => one.partition_backups ?? []);
	const segments = partitions
		.flatMap(one => one.segment_backups ?? [])
		.filter(one => one.partition_id !== allPartitions);
	const nameById = (id: string): string =>
		names.get(id) ??
		(levels.collection ?? []).filter(one => one.collection_id === id).map(one => nameOf(one))[0] ??
		`collection ${id}`;
	return [
		...compareBackup(info, levels.backup),
		...compareEach(collections, levels.collection, {
			keyOf: one => one.collection_id,
			fieldsOf: (one, level) => collectionFields(one, level, unwritten),
			describe: one => ({
				collection: nameById(one.collection_id),
				what: `collection ${one.collection_id}`,
			}),
		}),
		...compareEach(partitions, levels.partition, {
			keyOf: one => `${one.collection_id}/${one.partition_id}`,
			fieldsOf: one => ({...one, segment_backups: undefined}),
			describe: one => ({
				collection: nameById(one.collection_id),
				what: `partition ${one.partition_id}`,
			}),
		}),
		...comparePartitionsOf(collections, levels.collection, nameById),
		...compareEach(
			segments,
			levels.segment?.filter(one => one.partition_id !== allPartitions),
			{
				keyOf: one => `${one.collection_id}/${one.segment_id}`,
				fieldsOf: one => one,
				describe: one => ({
					collection: nameById(one.collection_id),
					what: `segment ${one.segment_id}`,
				}),
			},
		),
	];
}

function compareBackup(info: BackupInfo, level: BackupInfo | undefined): MetadataDifference[] {
	const fields = ({id, name, size, milvus_version}: BackupInfo) => ({
		id,
		name,
		size,
		milvus_version,
	});
	const difference = level && firstDifference(fields(level), fields(info));
	return difference ? [asDifference({what: ''}, difference)] : [];
}

/**
 * A later field that one collection's entry has is written by this release for all: an entry
 * without it says that there is none. The names of channels came after the properties.
 */
function unwrittenFields(entries: readonly CollectionBackupInfo[]): Set<LaterField> {
	const has = (field: LaterField): boolean => entries.some(entry => entry[field] !== undefined);
	return new Set(
		laterFields.filter(
			field => !has(field) && !(field === 'properties' && has('virtual_channel_names')),
		),
	);
}

/**
 * Without what has its own level, and without what this release of milvus-backup did not write
 * there.
 */
function collectionFields(
	collection: CollectionBackupInfo,
	level: CollectionBackupInfo,
	unwritten: ReadonlySet<LaterField>,
): Partial<CollectionBackupInfo> {
	const fields: Partial<CollectionBackupInfo> = {
		...collection,
		partition_backups: undefined,
		l0_segments: undefined,
	};
	for (const field of laterFields) {
		if (level[field] === undefined && unwritten.has(field)) {
			delete fields[field];
		}
	}

	return fields;
}

/** Releases from 0.5 on also name a collection's partitions in the collection level. */
function comparePartitionsOf(
	collections: readonly CollectionBackupInfo[],
	levels: readonly CollectionBackupInfo[] | undefined,
	nameById: (id: string) => string,
): MetadataDifference[] {
	const found = new Map(collections.map(one => [one.collection_id, one]));
	return (levels ?? []).flatMap(level => {
		const collection = found.get(level.collection_id);
		if (!collection || level.partition_backups === undefined) {
			return [];
		}

		return compareEach<PartitionBackupInfo>(
			collection.partition_backups ?? [],
			level.partition_backups,
			{
				keyOf: one => one.partition_id,
				fieldsOf: one => ({...one, segment_backups: undefined}),
				describe: one => ({
					collection: nameById(level.collection_id),
					what: `partition ${one.partition_id}`,
				}),
			},
		);
	});
}

type About = {collection?: string; what: string};

/** Everything that only one of the two lists has, or that differs. */
function compareEach<Item extends CollectionBackupInfo | PartitionBackupInfo | SegmentBackupInfo>(
	found: readonly Item[],
	expected: readonly Item[] | undefined,
	{
		keyOf,
		fieldsOf,
		describe,
	}: {
		keyOf: (item: Item) => string;
		fieldsOf: (item: Item, level: Item) => unknown;
		describe: (item: Item) => About;
	},
): MetadataDifference[] {
	if (!expected) {
		return [];
	}

	const left = new Map(found.map(item => [keyOf(item), item]));
	const differences: MetadataDifference[] = [];
	for (const level of expected) {
		const item = left.get(keyOf(level));
		left.delete(keyOf(level));
		const difference = item
			? firstDifference(fieldsOf(level, level), fieldsOf(item, level))
			: {path: '', expected: fragment('as-in-level-files'), found: 'none'};
		if (difference) {
			differences.push(asDifference(describe(level), difference));
		}
	}

	for (const item of left.values()) {
		differences.push(
			asDifference(describe(item), {
				path: '',
				expected: fragment('none-as-in-level-files'),
				found: 'there',
			}),
		);
	}

	return differences;
}

function asDifference(
	{collection, what}: About,
	{path, expected, found}: {path: string; expected: string; found: string},
): MetadataDifference {
	return {
		file: metaKeys.full,
		...(collection !== undefined && {collection}),
		what: [what, path].filter(part => part !== '').join(', '),
		expected,
		found,
	};
}

function nameOf(collection: CollectionBackupInfo): string {
	const {db_name: db = '', collection_name: name} = collection;
	return collectionKey({db, name});
}

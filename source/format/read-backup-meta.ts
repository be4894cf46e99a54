import {defaultDatabase} from '../model/collection-key.js';
import {MilvaultError} from '../model/milvault-error.js';
import {fragment} from '../model/fragments.js';
import {decodeMessage} from './decode-message.js';
import {parseGoJson, type GoJson} from './go-json.js';
import type {MessageOf, Shape} from './message-shape.js';
import {
	backupInfoShape,
	collectionLevelShape,
	partitionLevelShape,
	segmentLevelShape,
	type BackupInfo,
	type CollectionBackupInfo,
	type PartitionBackupInfo,
	type SegmentBackupInfo,
} from './messages.js';
import {metaKeys, type MetaFile} from './paths.js';

type Source = {
	/** The file's text, undefined when it is not there; `file` is relative to the backup. */
	read: (file: MetaFile) => Promise<string | undefined>;
	/** The backup's name, for errors; default: the one in its metadata. */
	name?: string;
};

/**
 * The metadata of a backup by milvus-backup or milvault, by milvus-backup's own rule (meta.Read):
 * full_meta.json when it is there, else the level files joined by ids. The level files know less:
 * no deletes of L0 segments of partition -1, no databases, no RBAC.
 *
 * A collection without a database (servers before 2.2.9) gets `default`.
 *
 * @throws metadata-unreadable for what is missing, no JSON or of a wrong type; snapshot-format
 */
export async function readBackupInfo(source: Source): Promise<BackupInfo> {
	const info =
		(await readMessage(source, metaKeys.full, backupInfoShape)) ?? (await joinLevels(source));
	assertBinlogs(info, source);
	for (const collection of info.collection_backups ?? []) {
		collection.db_name ||= defaultDatabase;
		assertCounts(collection, source);
	}

	return info;
}

/** What the files beside full_meta.json say; `db_name` as there. */
export type LevelFiles = {
	backup: BackupInfo;
	collection: CollectionBackupInfo[];
	partition: PartitionBackupInfo[];
	segment: SegmentBackupInfo[];
};

/**
 * One of the files beside full_meta.json.
 *
 * @throws metadata-unreadable, also when it is missing
 */
export async function readLevelFile<Level extends keyof LevelFiles>(
	source: Source,
	level: Level,
): Promise<LevelFiles[Level]> {
	const readers: {[Key in keyof LevelFiles]: () => Promise<LevelFiles[Key]>} = {
		backup: async () => needMessage(source, metaKeys.backup, backupInfoShape),
		async collection() {
			const file = metaKeys.collection;
			const {infos} = await needMessage(source, file, collectionLevelShape);
			return (infos ?? []).map(info => ({
				...info,
				db_name: info.db_name || defaultDatabase,
			}));
		},
		async partition() {
			const file = metaKeys.partition;
			const {infos} = await needMessage(source, file, partitionLevelShape);
			return infos ?? [];
		},
		async segment() {
			const file = metaKeys.segment;
			const {infos} = await needMessage(source, file, segmentLevelShape);
			return infos ?? [];
		},
	};
	return readers[level]();
}

/** Numbers of rows and bytes that no backup can have. */
function assertCounts(collection: CollectionBackupInfo, source: Source): void {
	const segments = [
		...(collection.partition_backups ?? []).flatMap(({segment_backups: own}) => own ?? []),
		...(collection.l0_segments ?? []),
	];
	for (const segment of segments) {
		assertCount(segment.num_of_rows, 'num_of_rows', segment, source);
		for (const {binlogs} of [...(segment.binlogs ?? []), ...(segment.deltalogs ?? [])]) {
			for (const log of binlogs ?? []) {
				assertCount(log.log_size, 'log_size', segment, source);
			}
		}
	}
}

function assertCount(
	value: string | undefined,
	name: string,
	{segment_id: segment}: SegmentBackupInfo,
	source: Source,
): void {
	const count = Number(value ?? 0);
	if (!Number.isSafeInteger(count) || count < 0) {
		const reason = fragment('segment-field-is', {
			field: name,
			segment: `${segment}`,
			value: `${value}`,
		});
		throw unreadable(source, metaKeys.full, reason);
	}
}

async function joinLevels(source: Source): Promise<BackupInfo> {
	const info = await needMessage(source, metaKeys.backup, backupInfoShape);
	// A snapshot has no level files: say what it is before saying what is missing.
	assertBinlogs(info, source);
	const [collections, partitions, segments] = await Promise.all([
		needMessage(source, metaKeys.collection, collectionLevelShape),
		needMessage(source, metaKeys.partition, partitionLevelShape),
		needMessage(source, metaKeys.segment, segmentLevelShape),
	]);
	const segmentsOf = Map.groupBy(segments.infos ?? [], partitionKey);
	const partitionsOf = Map.groupBy(partitions.infos ?? [], partition => partition.collection_id);
	const joined = (collections.infos ?? []).map(collection => ({
		...collection,
		partition_backups: take(partitionsOf, collection.collection_id).map(partition => ({
			...partition,
			segment_backups: take(segmentsOf, partitionKey(partition)),
		})),
	}));
	// A part without its whole would be lost without a word.
	assertEmpty(source, metaKeys.segment, [...segmentsOf.keys()]);
	assertEmpty(source, metaKeys.partition, [...partitionsOf.keys()]);
	return {...info, collection_backups: joined};
}

function partitionKey(part: PartitionBackupInfo | SegmentBackupInfo): string {
	return `${part.collection_id}/${part.partition_id}`;
}

function take<Item>(groups: Map<string, Item[]>, key: string): Item[] {
	const group = groups.get(key) ?? [];
	groups.delete(key);
	return group;
}

function assertEmpty(source: Source, file: MetaFile, owners: readonly string[]): void {
	const [owner] = owners;
	if (owner !== undefined) {
		throw unreadable(source, file, fragment('no-other-file-has', {owner}));
	}
}

/**
 * milvus-backup's other format is a bundle written by Milvus >= 3.0; reading it as binlogs would
 * restore empty collections.
 */
function assertBinlogs(info: BackupInfo, source: Source): void {
	const format = info.format ?? '';
	if (format === 'snapshot') {
		throw new MilvaultError('snapshot-format', {
			name: source.name ?? info.name,
		});
	}

	if (format !== '') {
		throw unreadable(source, metaKeys.full, fragment('unknown-format'));
	}
}

async function needMessage<Message extends Shape>(
	source: Source,
	file: MetaFile,
	shape: Message,
): Promise<MessageOf<Message>> {
	const decoded = await readMessage(source, file, shape);
	if (!decoded) {
		throw unreadable(source, file, fragment('missing'));
	}

	return decoded;
}

async function readMessage<Message extends Shape>(
	source: Source,
	file: MetaFile,
	shape: Message,
): Promise<MessageOf<Message> | undefined> {
	const text = await source.read(file);
	if (text === undefined) {
		return undefined;
	}

	let json: GoJson;
	try {
		json = parseGoJson(text);
	} catch (error) {
		throw unreadable(source, file, fragment('no-json'), error);
	}

	return decodeMessage(shape, json, fileName(source, file));
}

function unreadable(
	source: Source,
	file: MetaFile,
	reason: string,
	cause?: unknown,
): MilvaultError {
	return new MilvaultError('metadata-unreadable', {file: fileName(source, file), reason}, {cause});
}

function fileName({name}: Source, file: MetaFile): string {
	return name === undefined ? file : `${name}/${file}`;
}

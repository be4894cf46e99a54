import {parquetWriteBuffer} from 'hyparquet-writer';
import {readDeleteLog, type DeleteEntry} from '../../../source/format/binlog/read-delete-log.js';
import {writeDeleteLog} from '../../../source/format/binlog/write-delete-log.js';
import type {
	BackupInfo,
	CollectionBackupInfo,
	SegmentBackupInfo,
} from '../../../source/format/messages.js';
import {allPartitions, deltaLogKey} from '../../../source/format/paths.js';
import {readBackupInfo} from '../../../source/format/read-backup-meta.js';
import {metaFiles} from '../../../source/format/write-backup-meta.js';
import type {BackupFiles} from '../backups/backup-files.js';
import {deltaKeys, idsOf} from '../backups/decode-backup.js';

/** A backup by milvus-backup that a test changes: its files, and what its metadata says. */
export type OpenBackup = {files: Map<string, Buffer>; info: BackupInfo};

export async function openFiles(name: string, given: BackupFiles): Promise<OpenBackup> {
	const files = new Map(given);
	// Its checksums would be those of before the change.
	for (const key of given.keys()) {
		if (key.startsWith('meta/milvault')) {
			files.delete(key);
		}
	}

	const info = await readBackupInfo({
		name,
		read: async file => files.get(file)?.toString(),
	});
	return {files, info};
}

export function collectionOf({info}: OpenBackup, name: string): CollectionBackupInfo {
	const found = info.collection_backups?.find(each => each.collection_name === name);
	if (!found) {
		throw new Error(`the backup has no ${name}`);
	}

	return found;
}

/**
 * An L0 segment with these deletes, in one log, as Milvus has them from 2.4 on. `partitionId` -1:
 * for all partitions.
 */
export function addL0Segment(
	{files}: OpenBackup,
	collection: CollectionBackupInfo,
	{
		partitionId,
		entries,
		isBareParquet = false,
	}: {
		partitionId: string;
		entries: readonly DeleteEntry[];
		/**
		 * Two columns without an envelope, as newer servers can write them; VarChar keys. Default: a
		 * column of JSON texts.
		 */
		isBareParquet?: boolean;
	},
): void {
	const id = `9${String(files.size).padStart(17, '0')}`;
	const isForAll = partitionId === allPartitions;
	const segment: SegmentBackupInfo = {
		segment_id: id,
		collection_id: collection.collection_id,
		partition_id: partitionId,
		num_of_rows: '0',
		group_id: isForAll ? '0' : id,
		is_l0: true,
	};
	const key = collection.schema.fields.find(field => field.is_primary_key);
	const bytes = isBareParquet
		? twoColumns(entries)
		: writeDeleteLog(entries, {
				ids: idsOf(segment),
				keyType: key?.data_type === 21 ? 'VarChar' : 'Int64',
			});
	files.set(deltaLogKey({...idsOf(segment), logId: '1'}), Buffer.from(bytes));
	segment.size = String(bytes.length);
	segment.deltalogs = [
		{
			fieldID: '0',
			binlogs: [{log_id: '1', log_size: String(bytes.length)}],
		},
	];
	if (isForAll) {
		collection.l0_segments = [...(collection.l0_segments ?? []), segment];
		return;
	}

	const partition = collection.partition_backups?.find(each => each.partition_id === partitionId);
	partition?.segment_backups?.push(segment);
}

function twoColumns(entries: readonly DeleteEntry[]): Uint8Array {
	return new Uint8Array(
		parquetWriteBuffer({
			columnData: [
				{
					name: 'pk',
					data: entries.map(({pk}) => pk),
					type: 'STRING',
					nullable: false,
				},
				{
					name: 'ts',
					data: entries.map(({ts}) => BigInt(ts)),
					type: 'INT64',
					nullable: false,
				},
			],
		}),
	);
}

/**
 * Takes the deletes out of the segments' own logs, of the partitions of these names, and puts them
 * into one L0 segment.
 *
 * @returns how many
 */
export async function moveToL0(
	backup: OpenBackup,
	collection: CollectionBackupInfo,
	{from, partitionId}: {from: readonly string[]; partitionId: string},
): Promise<number> {
	const entries: DeleteEntry[] = [];
	for (const partition of collection.partition_backups ?? []) {
		if (!from.includes(partition.partition_name)) {
			continue;
		}

		for (const segment of partition.segment_backups ?? []) {
			for (const key of segment.is_l0 ? [] : deltaKeys(segment)) {
				entries.push(...(await Array.fromAsync(readDeleteLog(backup.files.get(key)!, key))));
				backup.files.delete(key);
				delete segment.deltalogs;
			}
		}
	}

	if (entries.length > 0) {
		addL0Segment(backup, collection, {partitionId, entries});
	}

	return entries.length;
}

/** The files, with metadata that says what was changed, sizes too. */
export function closeFiles({files, info}: OpenBackup): BackupFiles {
	for (const collection of info.collection_backups ?? []) {
		const {partition_backups: partitions = []} = collection;
		for (const partition of partitions) {
			const {segment_backups: segments = []} = partition;
			for (const segment of segments) {
				segment.size = sumOf(
					[...(segment.binlogs ?? []), ...(segment.deltalogs ?? [])]
						.flatMap(({binlogs}) => binlogs ?? [])
						.map(log => log.log_size),
				);
			}

			partition.size = sumOf(segments.map(({size}) => size));
		}

		collection.size = sumOf(
			[...partitions, ...(collection.l0_segments ?? [])].map(({size}) => size),
		);
	}

	for (const {file, body} of metaFiles(info)) {
		files.set(file, Buffer.from(body));
	}

	return files;
}

function sumOf(sizes: ReadonlyArray<string | undefined>): string {
	return sizes.reduce((sum, size) => sum + BigInt(size ?? 0), 0n).toString();
}

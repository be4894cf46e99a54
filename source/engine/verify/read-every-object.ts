import {countRows} from '../../format/binlog/count-rows.js';
import {readDeleteLog} from '../../format/binlog/read-delete-log.js';
import type {FieldBinlog, SegmentBackupInfo} from '../../format/messages.js';
import {
	allPartitionDeltaLogKey,
	deltaLogKey,
	insertLogKey,
} from '../../format/paths.js';
import type {OnEvent, Warning} from '../../model/job-events.js';
import {hasCode} from '../../model/milvault-error.js';
import type {VerifyDifference} from '../../model/plans.js';
import type {BackupCollection} from '../restore/backup-collection-view.js';
import {bytesMatch} from '../restore/content-matches.js';
import type {Place} from '../session.js';
import {mostBinlogBytes, readObject} from '../../storage/read-object.js';
import {backupKey} from '../shared/backup-keys.js';
import {mapBounded} from '../shared/bounded.js';

type Reading = {
	repository: Place;
	backupName: string;
	view: BackupCollection;
	sums: ReadonlyMap<string, string>;
	/** Keys relative to the backup, sizes in bytes. */
	expected: ReadonlyMap<string, number>;
	/** Known to be missing or of another size: told already. */
	isLeftOut: (key: string) => boolean;
	report: (difference: Omit<VerifyDifference, 'collection'>) => void;
	warn: (warning: Warning) => void;
	onEvent?: OnEvent;
	signal?: AbortSignal;
};

/** Whole binlogs are held while they are parsed; Milvus writes up to 64 MB each, a compaction more. */
const atOnce = 4;

/**
 * Reads every object of a collection once: its content against the recorded checksum, its form, and the rows of each field of a segment
 * against the metadata.
 */
export async function readEveryObject(reading: Reading): Promise<void> {
	const {view, sums, expected, warn, onEvent} = reading;
	const {collection} = view;
	onEvent?.({
		type: 'check-planned',
		collection,
		objects: expected.size,
		bytes: [...expected.values()].reduce((sum, size) => sum + size, 0),
	});
	const segments = [
		...view.partitions.flatMap(partition => partition.segments),
		...view.l0Segments,
	];
	await mapBounded(segments, atOnce, async segment =>
		readSegment(reading, segment),
	);
	const bySizeOnly = [...sums.values()].filter(
		sum => !/^(crc32:[\da-f]{8}|[\da-f]{32})$/.test(sum),
	).length;
	if (bySizeOnly > 0) {
		warn({
			code: 'checked-by-size-only',
			details: {collection, objects: bySizeOnly},
		});
	}
}

async function readSegment(
	reading: Reading,
	segment: SegmentBackupInfo,
): Promise<void> {
	const {view, report} = reading;
	const ids = {
		collectionId: view.info.collection_id,
		partitionId: segment.partition_id,
		segmentId: segment.segment_id,
		groupId: segment.group_id ?? '0',
	};
	const rows = Number(segment.num_of_rows ?? 0);
	for (const {fieldID = '0', binlogs} of segment.binlogs ?? []) {
		const keys = (binlogs ?? []).map(({log_id: logId}) =>
			insertLogKey({...ids, fieldId: fieldID, logId}),
		);
		const counted = await readAll(reading, keys, countRows);
		if (counted !== undefined && counted !== rows && !segment.is_l0) {
			report({
				code: 'rows-differ',
				key: `segment ${segment.segment_id}, field ${fieldID}`,
				expected: `${rows} rows`,
				found: `${counted} rows`,
			});
		}
	}

	await readAll(
		reading,
		deltaKeys(segment.deltalogs ?? [], ids),
		async (bytes, file) => (await readDeleteLog(bytes, file)).length,
	);
}

function deltaKeys(
	deltalogs: readonly FieldBinlog[],
	ids: Omit<Parameters<typeof deltaLogKey>[0], 'logId'>,
): string[] {
	return deltalogs.flatMap(({binlogs}) =>
		(binlogs ?? []).map(({log_id: logId}) =>
			ids.partitionId === '-1'
				? allPartitionDeltaLogKey({...ids, logId})
				: deltaLogKey({...ids, logId}),
		),
	);
}

/** Entries of one binlog; throws metadata-unreadable. */
type CountEntries = (
	bytes: Uint8Array,
	file: string,
) => number | Promise<number>;

/** Entries in these binlogs; undefined when one of them could not be read: that is told. */
async function readAll(
	reading: Reading,
	keys: readonly string[],
	count: CountEntries,
): Promise<number | undefined> {
	let rows: number | undefined = 0;
	for (const key of keys) {
		const found = reading.isLeftOut(key)
			? undefined
			: await checkObject(reading, key, count);
		rows = found === undefined || rows === undefined ? undefined : rows + found;
	}

	return rows;
}

async function checkObject(
	{repository, backupName, view, sums, report, onEvent, signal}: Reading,
	key: string,
	count: CountEntries,
): Promise<number | undefined> {
	signal?.throwIfAborted();
	const full = backupKey(repository, backupName, key);
	const bytes = await readObject(repository.storage, full, {
		mostBytes: mostBinlogBytes,
		signal,
	});
	onEvent?.({
		type: 'object-checked',
		collection: view.collection,
		bytes: bytes.length,
	});
	const sum = sums.get(key) ?? '';
	const content = bytesMatch(bytes, sum);
	if (content && !content.isSame) {
		report({
			code: 'object-changed',
			key: full,
			expected: sum,
			found: content.found,
		});
		return undefined;
	}

	try {
		return await count(bytes, full);
	} catch (error) {
		if (!hasCode(error, 'metadata-unreadable')) {
			throw error;
		}

		report({
			code: 'binlog-unreadable',
			key: full,
			expected: 'a binlog',
			found: error.details.reason,
		});
		return undefined;
	}
}

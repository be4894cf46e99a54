import type {
	BackupInfo,
	CollectionBackupInfo,
	FieldBinlog,
	SegmentBackupInfo,
} from '../../format/messages.js';
import {metaKeys} from '../../format/paths.js';
import {collectionKey} from '../../model/collection-key.js';
import {fragment} from '../../model/fragments.js';
import {compareSizes} from './compare-sizes.js';
import type {MetadataDifference} from './metadata-difference.js';

/**
 * Checks full_meta.json against itself: no duplicates, correct references, and sizes that match
 * their parts.
 */
export function compareParts(info: BackupInfo): MetadataDifference[] {
	const collections = info.collection_backups ?? [];
	return [
		...doubles(
			'collection',
			collections.map(({collection_id: id}) => id),
		),
		...doubles(
			'collection_name',
			collections.map(one => nameOf(one)),
		),
		...collections.flatMap(collection => {
			const name = nameOf(collection);
			return comparePartsOf(collection).map(difference => ({
				...difference,
				collection: name,
			}));
		}),
	];
}

function comparePartsOf(collection: CollectionBackupInfo): MetadataDifference[] {
	const {collection_id: collectionId, schema} = collection;
	const partitions = collection.partition_backups ?? [];
	const segments = partitions.flatMap(one => one.segment_backups ?? []);
	const l0Segments = collection.l0_segments ?? [];
	const indexes = collection.index_infos ?? [];
	return [
		...doubles(
			'partition',
			partitions.map(({partition_id: id}) => id),
		),
		...doubles(
			'partition_name',
			partitions.map(({partition_name: name}) => name),
		),
		...doubles(
			'segment',
			[...segments, ...l0Segments].map(({segment_id: id}) => id),
		),
		...doubles(
			'field',
			schema.fields.map(({fieldID}) => fieldID),
		),
		...doubles(
			fragment('field-name'),
			schema.fields.map(({name}) => name),
		),
		...doubles(
			'index',
			indexes.map(one => `${one.field_name} ${one.index_name}`),
		),
		...[...segments, ...l0Segments].flatMap(one => compareLogs(one)),
		...compareSizes(collection),
		...[...partitions, ...segments, ...l0Segments]
			.filter(one => one.collection_id !== collectionId)
			.map(one => ({
				file: metaKeys.full,
				what: `${'segment_id' in one ? `segment ${one.segment_id}` : `partition ${one.partition_id}`}, collection_id`,
				expected: collectionId,
				found: one.collection_id,
			})),
		...partitions.flatMap(({partition_id: id, segment_backups: own = []}) =>
			own
				.filter(segment => segment.partition_id !== id)
				.map(segment => ({
					file: metaKeys.full,
					what: `segment ${segment.segment_id}, partition_id`,
					expected: id,
					found: segment.partition_id,
				})),
		),
	];
}

/**
 * Each log once, and none of rows in a segment that holds deletes alone: a restore leaves out what
 * rows such a one names.
 */
function compareLogs(segment: SegmentBackupInfo): MetadataDifference[] {
	const {segment_id: id, binlogs = [], deltalogs = []} = segment;
	const logsOf = ({binlogs: logs = []}: FieldBinlog): string[] => logs.map(({log_id: log}) => log);
	// A field may occur twice: its logs still form one list.
	const fields = Map.groupBy(binlogs, ({fieldID = '0'}) => fieldID);
	const rowLogs = binlogs.flatMap(one => logsOf(one));
	const deleteLogs = deltalogs.flatMap(one => logsOf(one));
	const lostRows = deleteLogs.length === 0 ? BigInt(segment.num_of_rows ?? 0) : 0n;
	const isHidden = segment.is_l0 && (rowLogs.length > 0 || lostRows > 0n);
	return [
		...[...fields].flatMap(([field, all]) =>
			doubles(
				`segment ${id}, field ${field}, log`,
				all.flatMap(one => logsOf(one)),
			),
		),
		...doubles(`segment ${id}, delta log`, deleteLogs),
		...(isHidden
			? [
					{
						file: metaKeys.full,
						what: `segment ${id}, is_l0`,
						expected: fragment('deletes-alone'),
						found: fragment('logs-and-rows', {
							logs: rowLogs.length,
							rows: `${segment.num_of_rows ?? 0}`,
						}),
					},
				]
			: []),
	];
}

function doubles(kind: string, keys: readonly string[]): MetadataDifference[] {
	return [...Map.groupBy(keys, key => key)]
		.filter(([, all]) => all.length > 1)
		.map(([key, {length}]) => ({
			file: metaKeys.full,
			what: `${kind} ${key}`,
			expected: 'once',
			found: `${length} times`,
		}));
}

function nameOf(collection: CollectionBackupInfo): string {
	const {db_name: db = '', collection_name: name} = collection;
	return collectionKey({db, name});
}

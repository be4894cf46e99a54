import type {BackupInfo} from '../../format/messages.js';
import type {CollectionRecord, MilvaultMeta} from '../../format/milvault-meta.js';
import {metaKeys} from '../../format/paths.js';
import {physicalMs} from '../../model/timestamps.js';
import {fragment} from '../../model/fragments.js';
import {
	backupCollections,
	expectedObjects,
	rowsOfSegments,
	type BackupCollection,
} from '../repository/collection-view.js';
import type {MetadataDifference} from './metadata-difference.js';

/**
 * Our own record against full_meta.json: the same collections, each with its name, rows, objects
 * and bytes. Both are written by the same run, so whatever differs was changed afterwards.
 */
export function compareRecord(record: MilvaultMeta, info: BackupInfo): MetadataDifference[] {
	const views = backupCollections({info, record});
	const known = new Set(record.collections.map(({collectionId}) => collectionId));
	const found = new Set(views.map(({info: {collection_id: id}}) => id));
	return [
		...(info.id === record.jobId
			? []
			: [differs({what: 'id', expected: record.jobId, found: info.id})]),
		...totals(record),
		...record.collections
			.filter(({collectionId}) => !found.has(collectionId))
			.map(({collection, collectionId}) =>
				differs({
					collection,
					what: `collection ${collectionId}`,
					expected: fragment('as-recorded'),
					found: 'none',
				}),
			),
		...views.flatMap(view =>
			view.record && known.has(view.info.collection_id)
				? [...compareCollection(view, view.record), ...compareCut(view.record)]
				: [
						differs({
							file: metaKeys.milvault,
							collection: view.collection,
							what: `collection ${view.info.collection_id}`,
							expected: 'a record',
							found: 'none',
						}),
					],
		),
	];
}

function compareCollection(view: BackupCollection, record: CollectionRecord): MetadataDifference[] {
	const objects = expectedObjects(view);
	const bytes = [...objects.values()].reduce((sum, size) => sum + size, 0);
	const after = Object.values(record.rowsAfterCut ?? {});
	const rows = BigInt(record.rows) + after.reduce((sum, one) => sum + BigInt(one), 0n);
	const segments = new Set(
		[...view.partitions.flatMap(partition => partition.segments), ...view.l0Segments].map(
			({segment_id: id}) => id,
		),
	);
	const unknown = [
		...Object.keys(record.rowsAfterCut ?? {}),
		...Object.keys(record.deletes ?? {}),
	].filter(id => !segments.has(id));
	const {collection} = view;
	const pairs: Array<[what: string, expected: string, found: string]> = [
		['collection_name', record.collection, collection],
		['rows', `${rows}`, `${rowsOfSegments(view.partitions)}`],
		['objects', `${record.objects}`, `${objects.size}`],
		['bytes', `${record.bytes}`, `${bytes}`],
		...unknown.map((id): [string, string, string] => [
			`segment ${id}`,
			fragment('as-recorded'),
			'none',
		]),
	];
	return pairs
		.filter(([, expected, found]) => expected !== found)
		.map(([what, expected, found]) =>
			differs({collection: record.collection, what, expected, found}),
		);
}

/**
 * The end of what Import takes is the millisecond of the flush; without a cut no row is after it.
 */
function compareCut({collection, cut, rowsAfterCut = {}}: CollectionRecord): MetadataDifference[] {
	const file = metaKeys.milvault;
	if (cut) {
		const {endTsMs: found, flushTs} = cut;
		const expected = physicalMs(flushTs);
		return found === expected
			? []
			: [differs({file, collection, what: 'cut.endTsMs', expected, found})];
	}

	return Object.keys(rowsAfterCut).length === 0
		? []
		: [
				differs({
					file,
					collection,
					what: 'cut',
					expected: fragment('time-of-rows-after-cut'),
					found: 'none',
				}),
			];
}

/** The record's own sums: what `list` shows. */
function totals(record: MilvaultMeta): MetadataDifference[] {
	const {collections} = record;
	const pairs: Array<[what: string, expected: string, found: string]> = [
		['rows', `${collections.reduce((sum, {rows}) => sum + BigInt(rows), 0n)}`, record.rows],
		['objects', `${collections.reduce((sum, {objects}) => sum + objects, 0)}`, `${record.objects}`],
		['bytes', `${collections.reduce((sum, {bytes}) => sum + bytes, 0)}`, `${record.bytes}`],
	];
	return pairs
		.filter(([, expected, found]) => expected !== found)
		.map(([what, expected, found]) => differs({file: metaKeys.milvault, what, expected, found}));
}

function differs(
	difference: Omit<MetadataDifference, 'file'> & {file?: string},
): MetadataDifference {
	return {file: metaKeys.full, ...difference};
}

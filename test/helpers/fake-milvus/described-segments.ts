import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {
	flushedState,
	isAtLeast,
	type FakeCollection,
	type FakeSegment,
	type FakeState,
} from './state.js';

/**
 * POST segments/describe: all that are asked about, or none. Neither the database nor the
 * collection is looked at.
 */
export function describeSegments(state: FakeState, wanted: readonly string[]): object {
	const all = new Map(
		state.collections.flatMap(collection =>
			collection.segments.map(segment => [segment.id, {segment, collection}] as const),
		),
	);
	const unknown = wanted.find(id => !all.has(id));
	return unknown === undefined
		? {
				code: 0,
				data: {
					segmentInfos: wanted
						.flatMap(id => all.get(id) ?? [])
						.map(found => describedSegment(state, found)),
				},
			}
		: {code: 600, message: `segment not found[segment=${unknown}]`};
}

function describedSegment(
	state: FakeState,
	{segment, collection}: {segment: FakeSegment; collection: FakeCollection},
): object {
	const logs = logsInStorage(state, collection, segment.id, segment.partitionId);
	const counting = (ids: readonly string[]): bigint[] =>
		ids.filter(id => !segment.strayLogs.has(id)).map(BigInt);
	const isL0 = segment.level === 1;
	const deltas = [...logs.delta, ...(segment.childDeltas ?? [])];
	const key = collection.schema.fields.find(field => field.is_primary_key);
	const keyField = Number(key?.fieldID ?? 100);
	// 2.5 names no field for deletes, 2.6 the key's.
	const deltaField = isAtLeast(state, '2.6.0') ? keyField : 0;
	const stats = [BigInt(segment.id) + 1n];
	return {
		segmentID: BigInt(segment.id),
		collectionID: BigInt(collection.id),
		partitionID: BigInt(segment.partitionId),
		vChannel: segment.vChannel,
		level: segment.level,
		state: segment.state ?? flushedState,
		isSorted: !isL0 && segment.state === undefined,
		numRows: BigInt(segment.rows),
		insertLogs: [...logs.insert].map(([field, ids]) => ({
			fieldID: Number(field),
			logIDs: counting(ids),
		})),
		deltaLogs: deltas.length > 0 ? [{fieldID: deltaField, logIDs: counting(deltas)}] : [],
		statsLogs: isL0
			? []
			: [
					{
						fieldID: keyField,
						// Log 1 is what a flush made of all others: one that was compacted had grown.
						logIDs: segment.state === undefined ? stats : [...stats, 1n],
					},
				],
	};
}

/** The logs of a segment that lie in storage, by field id; deltas under 0. */
function logsInStorage(
	state: FakeState,
	collection: FakeCollection,
	segmentId: string,
	partitionId: string,
): {insert: Map<string, string[]>; delta: string[]} {
	const names = (directory: string): string[] => {
		try {
			return readdirSync(directory);
		} catch {
			return [];
		}
	};
	const at = (kind: string): string =>
		join(state.root, kind, collection.id, partitionId, segmentId);
	return {
		insert: new Map(
			names(at('insert_log')).map(field => [field, names(join(at('insert_log'), field))]),
		),
		delta: names(at('delta_log')),
	};
}

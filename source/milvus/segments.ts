import {hasCode} from '../model/milvault-error.js';
import {mapCalls} from './map-calls.js';
import type {Milvus} from './milvus.js';
import {isSegmentMissing} from './recognise-error.js';
import {isRestAbsent} from './rest.js';

export type PersistentSegment = {
	segmentId: string;
	collectionId: string;
	partitionId: string;
	/** Deletes not subtracted; int64 as a string. */
	rows: string;
	/** commonpb.SegmentState: 3 Sealed 4 Flushed 5 Flushing 6 Dropped */
	state: number;
	/** commonpb.SegmentLevel: 1 is L0; 0 on servers before 2.4. */
	level: number;
	storageVersion: number;
};

/** Every sealed segment of a collection; growing ones are never listed. */
export async function persistentSegments(
	milvus: Milvus,
	db: string,
	name: string,
): Promise<PersistentSegment[]> {
	// This request spells its fields in its own way; with `db_name` it would look in the default
	// database.
	const answer = await milvus.call<{
		infos: Array<{
			segmentID: string;
			collectionID: string;
			partitionID: string;
			num_rows: string;
			state: number;
			level: number;
			storage_version: string;
		}>;
	}>('GetPersistentSegmentInfo', {dbName: db, collectionName: name}, {db});
	return answer.infos.map(info => ({
		segmentId: info.segmentID,
		collectionId: info.collectionID,
		partitionId: info.partitionID,
		rows: info.num_rows,
		state: info.state,
		level: info.level,
		storageVersion: Number(info.storage_version),
	}));
}

type FieldLogs = {fieldId: string; logIds: string[]};

export type DescribedSegment = {
	/** commonpb.SegmentState; undefined where the server's answer has none. */
	state: number | undefined;
	vChannel: string | undefined;
	insertLogs: FieldLogs[];
	deltaLogs: FieldLogs[];
};

/** Segments asked about in one request. */
const batchSize = 500;

/**
 * Which logs of these segments count (Milvus >= 2.5.8, `POST /v2/vectordb/segments/describe`;
 * answers recorded on 2.5.27 and 2.6.19). A segment that is gone meanwhile is not in the map; one
 * that was compacted away is still described, as dropped and with the delta logs of what it went
 * into. Undefined where the REST API is not served or cannot be reached.
 */
export async function describeSegments(
	milvus: Milvus,
	{segmentIds, ...names}: Names & {segmentIds: readonly string[]},
): Promise<Map<string, DescribedSegment> | undefined> {
	try {
		return await describeInBatches(milvus, segmentIds, names);
	} catch (error) {
		// A server that is only slow has the API, and what it would say matters.
		if (isRestAbsent(error) && !hasCode(error, 'milvus-timeout')) {
			return undefined;
		}

		throw error;
	}
}

type Names = {db: string; collectionId: string};

async function describeInBatches(
	milvus: Milvus,
	segmentIds: readonly string[],
	names: Names,
): Promise<Map<string, DescribedSegment>> {
	const batches = Array.from({length: Math.ceil(segmentIds.length / batchSize)}, (_, index) =>
		segmentIds.slice(index * batchSize, (index + 1) * batchSize),
	);
	const infos = await mapCalls(batches, async batch => describeBatch(milvus, batch, names));
	return new Map(
		infos.flat().map(info => [
			String(info.segmentID),
			{
				state: info.state,
				vChannel: info.vChannel,
				insertLogs: fieldLogs(info.insertLogs),
				deltaLogs: fieldLogs(info.deltaLogs),
			},
		]),
	);
}

type SegmentInfo = {
	segmentID: string | number;
	state?: number;
	vChannel?: string;
	insertLogs?: RestLogs[];
	deltaLogs?: RestLogs[];
};

/**
 * Of a batch with one segment that it does not know Milvus describes none: its halves are asked
 * about then.
 */
async function describeBatch(
	milvus: Milvus,
	segmentIds: readonly string[],
	names: Names,
): Promise<SegmentInfo[]> {
	try {
		const answer = await milvus.rest<{segmentInfos?: SegmentInfo[]}>(
			'v2/vectordb/segments/describe',
			{
				dbName: names.db,
				collectionId: BigInt(names.collectionId),
				segmentIds: segmentIds.map(BigInt),
			},
			{isAwayWaited: false},
		);
		return answer.segmentInfos ?? [];
	} catch (error) {
		if (!isSegmentMissing(error)) {
			throw error;
		}
	}

	if (segmentIds.length <= 1) {
		return [];
	}

	const middle = Math.ceil(segmentIds.length / 2);
	return [
		...(await describeBatch(milvus, segmentIds.slice(0, middle), names)),
		...(await describeBatch(milvus, segmentIds.slice(middle), names)),
	];
}

type RestLogs = {
	fieldID?: string | number;
	logIDs?: Array<string | number>;
};

function fieldLogs(logs: RestLogs[] | undefined): FieldLogs[] {
	return (logs ?? []).map(({fieldID, logIDs}) => ({
		fieldId: String(fieldID ?? 0),
		logIds: (logIDs ?? []).map(String),
	}));
}

/** commonpb.SegmentState: what was compacted away is dropped, and stays listed for a while. */
export const flushedState = 4;
export const droppedState = 6;

/** commonpb.SegmentLevel */
export const l0Level = 1;

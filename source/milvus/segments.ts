import {hasCode} from '../model/milvault-error.js';
import {mapCalls} from './map-calls.js';
import type {Milvus} from './milvus.js';
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
	// This request spells its fields in its own way; with `db_name` it would look in the default database.
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
	vChannel: string | undefined;
	insertLogs: FieldLogs[];
	deltaLogs: FieldLogs[];
};

/** Segments asked about in one request. */
const batchSize = 500;

/**
 * Which logs of these segments count (Milvus >= 2.5.8, `POST /v2/vectordb/segments/describe`; not run live). A segment that is gone
 * meanwhile is not in the answer; undefined where the REST API is not served or cannot be reached.
 */
export async function describeSegments(
	milvus: Milvus,
	request: DescribeRequest,
): Promise<Map<string, DescribedSegment> | undefined> {
	try {
		return await describeInBatches(milvus, request);
	} catch (error) {
		// A server that is only slow has the API, and what it would say matters.
		if (isRestAbsent(error) && !hasCode(error, 'milvus-timeout')) {
			return undefined;
		}

		throw error;
	}
}

type DescribeRequest = {
	db: string;
	collectionId: string;
	segmentIds: readonly string[];
};

async function describeInBatches(
	milvus: Milvus,
	request: DescribeRequest,
): Promise<Map<string, DescribedSegment>> {
	const {db, collectionId, segmentIds} = request;
	const batches = Array.from(
		{length: Math.ceil(segmentIds.length / batchSize)},
		(_, index) => segmentIds.slice(index * batchSize, (index + 1) * batchSize),
	);
	const answers = await mapCalls(batches, async batch =>
		milvus.rest<{
			segmentInfos?: Array<{
				segmentID: string | number;
				vChannel?: string;
				insertLogs?: RestLogs[];
				deltaLogs?: RestLogs[];
			}>;
		}>(
			'v2/vectordb/segments/describe',
			{
				dbName: db,
				collectionId: BigInt(collectionId),
				segmentIds: batch.map(BigInt),
			},
			{isAwayWaited: false},
		),
	);
	return new Map(
		answers
			.flatMap(answer => answer.segmentInfos ?? [])
			.map(info => [
				String(info.segmentID),
				{
					vChannel: info.vChannel,
					insertLogs: fieldLogs(info.insertLogs),
					deltaLogs: fieldLogs(info.deltaLogs),
				},
			]),
	);
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

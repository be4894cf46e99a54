import {describeCollection, rowStatistics} from '../milvus/collections.js';
import {loadState} from '../milvus/loading.js';
import type {Milvus} from '../milvus/milvus.js';
import {unlessMissing} from '../milvus/recognise-error.js';
import type {CollectionDescription, FieldSchema, LoadState} from '../model/collection.js';
import {collectionKey, type CollectionName} from '../model/collection-key.js';
import {dataTypes} from '../model/data-types.js';
import type {CollectionKey} from '../model/job-events.js';
import {mapBounded} from './run/map-bounded.js';
import {findLeftovers, type KnownJobs} from './repository/leftovers.js';
import {metadataConcurrency} from '../milvus/map-calls.js';
import {listCluster} from './cluster/list-cluster.js';
import type {Session} from './session.js';

/**
 * A collection in a list to choose from; rows as Milvus counts them now, int64 as a string.
 */
export type CollectionOverview = {
	collection: CollectionKey;
	db: string;
	name: string;
	description: string;
	rows: string;
	/** A guess from rows and schema: what has not been flushed has no size yet. */
	aboutBytes: number;
	loadState: LoadState;
	/** A restore that has not ended made it, by a journal that is known here. */
	isWorking: boolean;
};

export type SeenCluster = {
	/** Also those without collections. */
	databases: readonly string[];
	collections: readonly CollectionOverview[];
};

/**
 * Every database and collection of the cluster, by name; three calls for each collection, reads
 * only.
 */
export async function listCollections(
	session: Session,
	{signal, knownJobs}: {signal?: AbortSignal; knownJobs?: KnownJobs} = {},
): Promise<SeenCluster> {
	const milvus = await session.milvus();
	const {databases, collections} = await listCluster(milvus);
	const leftovers = await findLeftovers(await session.repositoryPlace(), collections, knownJobs);
	const seen = await mapBounded(
		collections,
		metadataConcurrency,
		async ({db, name, collectionId}) => {
			signal?.throwIfAborted();
			const isWorking = leftovers.has(collectionId);
			return unlessMissing(look(milvus, {db, name}, isWorking));
		},
	);
	return {
		databases,
		collections: seen.filter(collection => collection !== undefined),
	};
}

/** Undefined for a collection that was dropped while we looked. */
async function look(
	milvus: Milvus,
	{db, name}: CollectionName,
	isWorking: boolean,
): Promise<CollectionOverview | undefined> {
	const description = await describeCollection(milvus, db, name);
	if (!description) {
		return undefined;
	}

	const [rows, state] = await Promise.all([
		rowStatistics(milvus, db, name),
		loadState(milvus, db, name),
	]);
	return {
		collection: collectionKey({db, name}),
		db,
		name,
		description: description.schema.description ?? '',
		rows,
		aboutBytes: Number(rows) * bytesOfRow(description),
		loadState: state,
		isWorking,
	};
}

/** RowID and Timestamp, which Milvus adds to each row. */
const ownBytes = 16;

function bytesOfRow({schema}: CollectionDescription): number {
	return schema.fields.reduce((sum, field) => sum + bytesOfField(field), ownBytes);
}

/** schemapb.DataType; what has no fixed width is guessed. */
function bytesOfField({data_type: type, type_params: params}: FieldSchema) {
	const param = (key: string): number => Number(params?.find(one => one.key === key)?.value ?? 0);
	const dim = param('dim');
	const fixed: Record<number, number> = {
		[dataTypes.Bool]: 1,
		[dataTypes.Int8]: 1,
		[dataTypes.Int16]: 2,
		[dataTypes.Int32]: 4,
		[dataTypes.Int64]: 8,
		[dataTypes.Float]: 4,
		[dataTypes.Double]: 8,
		[dataTypes.BinaryVector]: dim / 8,
		[dataTypes.FloatVector]: dim * 4,
		[dataTypes.Float16Vector]: dim * 2,
		[dataTypes.BFloat16Vector]: dim * 2,
		[dataTypes.Int8Vector]: dim,
	};
	return fixed[type] ?? Math.min(64, param('max_length') || 64);
}

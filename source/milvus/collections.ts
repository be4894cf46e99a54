import type {
	CollectionDescription,
	CollectionSchema,
	FieldSchema,
	KeyValue,
} from '../model/collection.js';
import {hasCode} from '../model/milvault-error.js';
import type {Milvus} from './milvus.js';
import {isCollectionMissing, unlessMissing} from './recognise-error.js';
import {encodeField, encodeSchema, fromRawSchema, type RawSchema} from './schema.js';

export async function showCollections(
	milvus: Milvus,
	db: string,
): Promise<Array<{name: string; id: string; createdTimestamp: string}>> {
	const answer = await milvus.call<{
		collection_names: string[];
		collection_ids: string[];
		created_timestamps: string[];
	}>('ShowCollections', {db_name: db}, {db});
	return answer.collection_names.map((name, index) => ({
		name,
		id: answer.collection_ids[index] ?? '',
		createdTimestamp: answer.created_timestamps[index] ?? '0',
	}));
}

type RawDescription = {
	schema: RawSchema;
	collectionID: string;
	virtual_channel_names: string[];
	physical_channel_names: string[];
	created_timestamp: string;
	shards_num: number;
	aliases: string[];
	consistency_level: number;
	properties: KeyValue[];
	num_partitions: string;
	db_id: string;
	bytes: Buffer;
};

/** Undefined when there is none; through an alias, `name` is the collection's own. */
export async function describeCollection(
	milvus: Milvus,
	db: string,
	nameOrAlias: string,
): Promise<CollectionDescription | undefined> {
	const raw = await unlessMissing(
		milvus.call<RawDescription>(
			'DescribeCollection',
			{db_name: db, collection_name: nameOrAlias},
			{db},
		),
	);
	if (!raw) {
		return undefined;
	}

	const schema = fromRawSchema(milvus.messages, raw.schema);
	return {
		db,
		name: schema.name,
		collectionId: raw.collectionID,
		schema,
		shardsNum: raw.shards_num,
		numPartitions: Number(raw.num_partitions),
		consistencyLevel: raw.consistency_level,
		properties: raw.properties.map(({key, value}) => ({key, value})),
		aliases: raw.aliases,
		createdTimestamp: raw.created_timestamp,
		virtualChannelNames: raw.virtual_channel_names,
		physicalChannelNames: raw.physical_channel_names,
		dbId: raw.db_id,
		answer: raw.bytes.toString('base64'),
	};
}

/** @throws milvus-refused, also for an existing collection with another schema */
export async function createCollection(
	milvus: Milvus,
	request: {
		db: string;
		/** Its name is the collection's. */
		schema: CollectionSchema;
		/**
		 * The same as bytes (schemapb.CollectionSchema), with what the schema has no words for; they
		 * are what is sent.
		 */
		rawSchema?: Buffer;
		shardsNum: number;
		/** Partitions behind a partition key; 0 without one. */
		numPartitions: number;
		consistencyLevel: number;
		properties: readonly KeyValue[];
	},
): Promise<void> {
	const {db, schema, rawSchema} = request;
	await milvus.call(
		'CreateCollection',
		{
			db_name: db,
			collection_name: schema.name,
			schema: rawSchema ?? encodeSchema(milvus.messages, schema),
			shards_num: request.shardsNum,
			num_partitions: request.numPartitions,
			consistency_level: request.consistencyLevel,
			properties: [...request.properties],
		},
		{db},
	);
}

/**
 * Adds a field to a collection (Milvus >= 2.6; not run live).
 *
 * @param rawField the same as bytes (schemapb.FieldSchema), which are then what is sent
 */
export async function addField(
	milvus: Milvus,
	db: string,
	name: string,
	field: FieldSchema,
	rawField?: Buffer,
): Promise<void> {
	await milvus.call(
		'AddCollectionField',
		{
			db_name: db,
			collection_name: name,
			schema: rawField ?? encodeField(milvus.messages, field),
		},
		{db},
	);
}

/** Dropping what is not there is no error. */
export async function dropCollection(milvus: Milvus, db: string, name: string): Promise<void> {
	try {
		await milvus.call('DropCollection', {db_name: db, collection_name: name}, {db});
	} catch (error) {
		if (!isCollectionMissing(error)) {
			throw error;
		}
	}
}

/**
 * Renames within a database. Aliases, indexes and load state stay with the collection (seen on
 * 2.2.16 and 2.3.5).
 *
 * @throws milvus-unsupported, milvus-refused when the new name is taken
 */
export async function renameCollection(
	milvus: Milvus,
	db: string,
	from: string,
	to: string,
): Promise<void> {
	await milvus.call(
		'RenameCollection',
		{db_name: db, oldName: from, newName: to, newDBName: db},
		{db},
	);
}

/**
 * Rows as Milvus's statistics have them: deletes not subtracted, growing rows perhaps not yet
 * counted.
 */
export async function rowStatistics(milvus: Milvus, db: string, name: string): Promise<string> {
	const answer = await milvus.call<{stats: KeyValue[]}>(
		'GetCollectionStatistics',
		{db_name: db, collection_name: name},
		{db},
	);
	return answer.stats.find(({key}) => key === 'row_count')?.value ?? '0';
}

/** The same of one partition. @throws milvus-unsupported */
export async function partitionStatistics(
	milvus: Milvus,
	db: string,
	name: string,
	partition: string,
): Promise<string> {
	const answer = await milvus.call<{stats: KeyValue[]}>(
		'GetPartitionStatistics',
		{db_name: db, collection_name: name, partition_name: partition},
		{db},
	);
	return answer.stats.find(({key}) => key === 'row_count')?.value ?? '0';
}

/** commonpb.ConsistencyLevel */
const strong = 0;

/** Exact rows by count(*) of a loaded collection; undefined where the server cannot (2.2). */
export async function countRows(
	milvus: Milvus,
	db: string,
	name: string,
): Promise<string | undefined> {
	if (!milvus.features.countStar) {
		return undefined;
	}

	try {
		const answer = await milvus.call<{
			fields_data: Array<{
				scalars?: {long_data?: {data: string[]}};
			}>;
		}>(
			'Query',
			{
				db_name: db,
				collection_name: name,
				expr: '',
				output_fields: ['count(*)'],
				consistency_level: strong,
				// 0 asks for all that was written before the call; 1 would be eventual.
				guarantee_timestamp: 0,
			},
			{db},
		);
		return answer.fields_data[0]?.scalars?.long_data?.data[0];
	} catch (error) {
		if (hasCode(error, 'milvus-unsupported')) {
			return undefined;
		}

		throw error;
	}
}

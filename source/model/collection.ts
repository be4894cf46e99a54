/**
 * Milvus's own description of a collection, in its own words (names of schema.proto, enums as
 * numbers): the shape that Milvus's gRPC, milvus-backup's metadata and our plans share. int64
 * values are decimal strings.
 */
export type KeyValue = {key: string; value: string};

export type FieldSchema = {
	fieldID: string;
	name: string;
	is_primary_key?: boolean;
	description?: string;
	/**
	 * schemapb.DataType: 1 Bool 2 Int8 3 Int16 4 Int32 5 Int64 10 Float 11 Double 21 VarChar 22 Array
	 * 23 JSON 100 BinaryVector 101 FloatVector ...
	 */
	data_type: number;
	type_params?: KeyValue[];
	index_params?: KeyValue[];
	autoID?: boolean;
	state?: number;
	element_type?: number;
	/** Base64 of a protobuf schemapb.ValueField, as milvus-backup writes it. */
	default_value_base64?: string;
	/** Old milvus-backup form, the raw protobuf in a string; read only. */
	default_value_proto?: string;
	is_dynamic?: boolean;
	is_partition_key?: boolean;
	nullable?: boolean;
	is_function_output?: boolean;
};

export type FunctionSchema = {
	name: string;
	id?: string;
	description?: string;
	type?: number;
	input_field_names?: string[];
	input_field_ids?: string[];
	output_field_names?: string[];
	output_field_ids?: string[];
	params?: KeyValue[];
};

export type StructArrayFieldSchema = {
	fieldID: string;
	name: string;
	description?: string;
	fields?: FieldSchema[];
};

export type CollectionSchema = {
	name: string;
	description?: string;
	autoID?: boolean;
	fields: FieldSchema[];
	enable_dynamic_field?: boolean;
	properties?: KeyValue[];
	functions?: FunctionSchema[];
	struct_array_fields?: StructArrayFieldSchema[];
};

/** What DescribeCollection answers, without what Milvus adds for its own use. */
export type CollectionDescription = {
	db: string;
	name: string;
	collectionId: string;
	schema: CollectionSchema;
	shardsNum: number;
	/** Partitions behind a partition key; 0 without one. */
	numPartitions: number;
	/** 0 Strong 1 Session 2 Bounded 3 Eventually 4 Customized. */
	consistencyLevel: number;
	properties: KeyValue[];
	aliases: string[];
	/** Hybrid timestamp (TSO). */
	createdTimestamp: string;
	virtualChannelNames: string[];
	physicalChannelNames: string[];
	dbId: string;
	/**
	 * The whole answer as it came, base64 of a milvuspb.DescribeCollectionResponse: with what is
	 * unknown here.
	 */
	answer: string;
};

export type PartitionDescription = {id: string; name: string};

export type LoadState = 'NotLoad' | 'Loading' | 'Loaded';

export type IndexDescription = {
	fieldName: string;
	indexName: string;
	indexId: string;
	/**
	 * All of DescribeIndex's params, flat: index_type, metric_type, params (a JSON string),
	 * mmap.enabled ...
	 */
	params: KeyValue[];
};

/**
 * What milvus.yaml limits the number of: databases, collections in all and in a database,
 * partitions, shards and fields of a collection ...
 */
export type MilvusLimit =
	| 'databases'
	| 'collections'
	| 'collectionsOfDatabase'
	| 'partitions'
	/** Partitions times shards, of all collections. */
	| 'capacity'
	| 'shards'
	| 'fields'
	| 'vectorFields'
	| 'dimensions';

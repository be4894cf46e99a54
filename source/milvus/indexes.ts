import type {IndexDescription, KeyValue} from '../model/collection.js';
import type {Milvus} from './milvus.js';
import {isIndexMissing} from './recognise-error.js';

export type DescribedIndex = IndexDescription & {
	/** commonpb.IndexState: 1 Unissued 2 InProgress 3 Finished 4 Failed 5 Retry */
	state: number;
	/** Rows; int64 as strings. */
	indexedRows: string;
	totalRows: string;
	failReason: string;
};

/** Empty for a collection without an index. */
export async function describeIndexes(
	milvus: Milvus,
	db: string,
	name: string,
): Promise<DescribedIndex[]> {
	try {
		const answer = await milvus.call<{
			index_descriptions: Array<{
				index_name: string;
				indexID: string;
				field_name: string;
				params: KeyValue[];
				state: number;
				indexed_rows: string;
				total_rows: string;
				index_state_fail_reason: string;
			}>;
		}>('DescribeIndex', {db_name: db, collection_name: name}, {db});
		return answer.index_descriptions.map(index => ({
			fieldName: index.field_name,
			indexName: index.index_name,
			indexId: index.indexID,
			params: index.params.map(({key, value}) => ({key, value})),
			state: index.state,
			indexedRows: index.indexed_rows,
			totalRows: index.total_rows,
			failReason: index.index_state_fail_reason,
		}));
	} catch (error) {
		if (isIndexMissing(error)) {
			return [];
		}

		throw error;
	}
}

/** Returns when the index is known to the server, not when it is built. */
export async function createIndex(
	milvus: Milvus,
	db: string,
	name: string,
	index: IndexDescription,
): Promise<void> {
	await milvus.call(
		'CreateIndex',
		{
			db_name: db,
			collection_name: name,
			field_name: index.fieldName,
			index_name: index.indexName,
			extra_params: index.params,
		},
		{db},
	);
}

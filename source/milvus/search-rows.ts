import type {Milvus} from './milvus.js';

/** milvus.proto.common.PlaceholderType has the numbers of schemapb.DataType. */
type SearchedField = {name: string; dataType: number; metric: string; params: object};

/** commonpb.ConsistencyLevel and DslType */
const strong = 0;
const booleanExpression = 1;

/**
 * Searches for one vector among the rows that an expression names.
 *
 * @param vector its bytes, as in a binlog
 * @returns keys, the nearest first; Int64 as decimal strings
 */
export async function searchRows(
	milvus: Milvus,
	{db, name}: {db: string; name: string},
	{
		field,
		vector,
		expression,
		limit,
	}: {field: SearchedField; vector: Uint8Array; expression: string; limit: number},
): Promise<string[]> {
	const placeholders = milvus.messages.encode('milvus.proto.common.PlaceholderGroup', {
		placeholders: [{tag: '$0', type: field.dataType, values: [vector]}],
	});
	const answer = await milvus.call<{
		results?: {ids?: {int_id?: {data: string[]} | null; str_id?: {data: string[]} | null} | null};
	}>(
		'Search',
		{
			db_name: db,
			collection_name: name,
			dsl: expression,
			dsl_type: booleanExpression,
			placeholder_group: placeholders,
			nq: 1,
			search_params: Object.entries({
				anns_field: field.name,
				topk: String(limit),
				metric_type: field.metric,
				params: JSON.stringify(field.params),
				round_decimal: '-1',
			}).map(([key, value]) => ({key, value})),
			consistency_level: strong,
			guarantee_timestamp: 0,
		},
		{db},
	);
	const ids = answer.results?.ids;
	return ids?.int_id?.data ?? ids?.str_id?.data ?? [];
}

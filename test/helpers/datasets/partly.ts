import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {poll} from '../../../source/utils/wait.js';
import {DataType, ok, type RowData} from '../milvus/rows.js';
import type {CatalogueOptions} from './catalogue-options.js';
import {floatVector, range} from './values.js';

/**
 * `partly`: three partitions of which only two are loaded. Its segments were flushed once; where
 * the server keeps them, deletes and upserts came after that.
 */
export async function makePartly(
	client: MilvusClient,
	db: string,
	options: CatalogueOptions,
): Promise<void> {
	const {isOld, withUpserts = !isOld} = options;
	const partly = {db_name: db, collection_name: 'partly'};
	ok(
		await client.createCollection({
			...partly,
			consistency_level: 'Bounded',
			fields: [
				{name: 'id', data_type: DataType.Int64, is_primary_key: true},
				{name: 'state', data_type: DataType.VarChar, max_length: 64},
				{name: 'v', data_type: DataType.FloatVector, dim: 4},
			],
		}),
	);
	for (const [partition, first] of Object.entries(partitions)) {
		ok(await client.createPartition({...partly, partition_name: partition}));
		const data = range(first, 50, row => rowOf(row, 'first'));
		ok(await client.insert({...partly, partition_name: partition, data}));
	}

	ok(
		await client.createIndex({
			...partly,
			field_name: 'v',
			index_type: 'IVF_FLAT',
			metric_type: 'L2',
			params: {nlist: 16},
		}),
	);
	if (hasLateDeletes(options)) {
		ok(await client.flushSync({db_name: db, collection_names: ['partly']}));
		ok(await client.delete({...partly, filter: 'id in [1, 101, 102, 203]'}));
		if (withUpserts) {
			const data = [10, 11].map(row => rowOf(row, 'upserted'));
			ok(await client.upsert({...partly, partition_name: 'spring', data}));
		}
	}

	const loaded = {...partly, partition_names: ['spring', 'winter']};
	ok(await client.loadPartitions(loaded));
	// The SDK's own waiting looks in the default database.
	await poll({
		async ask() {
			const {progress} = ok(await client.getLoadingProgress(loaded));
			return progress === '100' ? true : undefined;
		},
		firstMs: 100,
		maxMs: 500,
		timeoutMs: 60_000,
		onTimeout: () => new Error('partitions are not loaded'),
	});
}

/** Rows that are left in each partition. */
export function partlyRows(options: CatalogueOptions) {
	return hasLateDeletes(options)
		? {_default: 0, spring: 49, summer: 48, winter: 49}
		: {_default: 0, spring: 50, summer: 50, winter: 50};
}

function hasLateDeletes({isOld, withLateDeletes = !isOld}: CatalogueOptions): boolean {
	return withLateDeletes;
}

const partitions = {spring: 0, summer: 100, winter: 200};

function rowOf(row: number, state: string): RowData {
	return {id: row, state, v: floatVector(4, row)};
}

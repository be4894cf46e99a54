import type {IndexDescription} from '../../model/collection.js';
import {dataTypes} from '../../model/data-types.js';
import type {BackupCollection} from '../repository/collection-view.js';

/**
 * A collection as a drill restores it: loaded whole, because it is queried, with an exact index on
 * each vector that has none. Its rows are those of the backup, also what its time to live would
 * hide.
 *
 * @param view without its time to live
 */
export function drilledView(view: BackupCollection): BackupCollection {
	const {info} = view;
	return {
		...view,
		indexes: [...view.indexes, ...missingIndexes(view)],
		loadState: 'Loaded',
		info: {
			...info,
			partition_backups: info.partition_backups?.map(partition => ({
				...partition,
				load_state: 'Loaded',
			})),
		},
	};
}

/** Milvus loads no collection with a vector that has no index. */
function missingIndexes({indexes, info}: BackupCollection): IndexDescription[] {
	const indexed = new Set(indexes.map(({fieldName}) => fieldName));
	return info.schema.fields.flatMap(({name, data_type: dataType}) => {
		const exact = exactIndexes[Number(dataType)];
		return exact && !indexed.has(name)
			? [
					{
						fieldName: name,
						indexName: `drill_${name}`.slice(0, 255),
						indexId: '0',
						params: Object.entries(exact).map(([key, value]) => ({key, value})),
					},
				]
			: [];
	});
}

const dense = {index_type: 'FLAT', metric_type: 'L2', params: '{}'};

const exactIndexes: Readonly<Record<number, Record<string, string>>> = {
	[dataTypes.BinaryVector]: {index_type: 'BIN_FLAT', metric_type: 'HAMMING', params: '{}'},
	[dataTypes.FloatVector]: dense,
	[dataTypes.Float16Vector]: dense,
	[dataTypes.BFloat16Vector]: dense,
	[dataTypes.SparseFloatVector]: {
		index_type: 'SPARSE_INVERTED_INDEX',
		metric_type: 'IP',
		params: '{}',
	},
	[dataTypes.Int8Vector]: {
		index_type: 'HNSW',
		metric_type: 'L2',
		params: '{"M":16,"efConstruction":200}',
	},
};

import {countRows, describeCollection} from '../../milvus/collections.js';
import {describeIndexes} from '../../milvus/indexes.js';
import {loadState, partitionLoadStates} from '../../milvus/loading.js';
import type {Milvus} from '../../milvus/milvus.js';
import {showPartitions} from '../../milvus/partitions.js';
import type {CollectionName} from '../../model/collection-key.js';
import type {IndexDescription, KeyValue, LoadState} from '../../model/collection.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {schemaDifferences} from '../../model/schema-differences.js';
import {fragment} from '../../model/fragments.js';
import type {BackupReading} from '../repository/backup-reading.js';
import {checkStatistics} from './check-statistics.js';
import {expectedCount, hasL0} from '../import/expected-count.js';
import type {Imported} from '../import/run-imports.js';
import {partitionsToLoad} from './make-ready.js';
import {secondsOf} from '../../model/time-to-live.js';
import {otherwiseMade} from '../metadata/recorded-schema.js';

/**
 * Compares what was restored with the backup: schema, partitions, consistency level, properties,
 * indexes, load state, and rows by count(*) where the collection is loaded and the server counts.
 *
 * @returns how rows were checked: `count` when count(*) agrees, else `import` (the jobs' own
 * counts, already checked), how many there are, and what of the collection this Milvus made
 * otherwise, which does not touch its rows
 * @throws restored-differs with every difference
 */
export async function checkRestored(
	options: BackupReading & {
		milvus: Milvus;
		target: CollectionName;
		/** What the import jobs reported. */
		imported: Imported;
		withIndex: boolean;
		isLoaded: boolean;
	},
): Promise<{
	rows: bigint;
	checkedBy: 'import' | 'count';
	otherwise: string[];
}> {
	const {milvus, view, target, imported} = options;
	const importedRows = imported.rows;
	const {db, name} = target;
	const {info} = view;
	const description = await describeCollection(milvus, db, name);
	if (!description) {
		throw new MilvaultError('restored-differs', {
			collection: view.collection,
			differences: [fragment('collection-gone')],
		});
	}

	const differences = schemaDifferences(info.schema, description.schema);
	if (description.consistencyLevel !== (info.consistency_level ?? 0)) {
		differences.push(
			fragment('consistency-level', {
				found: description.consistencyLevel,
				expected: info.consistency_level ?? 0,
			}),
		);
	}

	const [partitions, indexes, state] = await Promise.all([
		showPartitions(milvus, db, name),
		describeIndexes(milvus, db, name),
		loadState(milvus, db, name),
	]);
	const partitionNames = new Set(partitions.map(partition => partition.name));
	differences.push(
		...view.partitions
			.filter(partition => !partitionNames.has(partition.name))
			.map(partition => fragment('partition-missing', {partition: partition.name})),
		...propertyDifferences(view.properties, [
			...(description.schema.properties ?? []),
			...description.properties,
		]),
		...(options.withIndex ? indexDifferences(view.indexes, indexes) : []),
	);
	if (options.isLoaded && state === 'NotLoad') {
		differences.push(fragment('not-loaded'));
	}

	const partial = options.isLoaded ? partitionsToLoad(view) : undefined;
	if (partial) {
		differences.push(
			...loadDifferences(partial, await partitionLoadStates(milvus, db, name, [...partitionNames])),
		);
	}

	// Rows past their time to live are imported and no longer counted; nor are those of partitions
	// that are not loaded.
	const hasTtl = secondsOf(view.properties) !== undefined;
	const isCountable = options.isLoaded && state === 'Loaded' && !partial && !hasTtl;
	// Where the server has L0 segments; else the jobs' own counts are without the rows that their
	// deletes remove.
	const isLeftToL0 = milvus.features.l0 && hasL0(view);
	const expected = isCountable
		? isLeftToL0
			? await expectedCount(options, importedRows)
			: importedRows
		: undefined;
	const counted = expected === undefined ? undefined : await countRows(milvus, db, name);
	if (counted !== undefined && BigInt(counted) !== expected) {
		differences.push(
			expected === importedRows
				? fragment('rows-counted', {counted, imported: importedRows})
				: fragment('rows-counted-deletes', {
						counted,
						imported: importedRows,
						expected: `${expected}`,
					}),
		);
	}

	if (differences.length > 0) {
		throw new MilvaultError('restored-differs', {
			collection: view.collection,
			differences,
		});
	}

	// Loaded or not: count(*) does not show in which partition rows are.
	await checkStatistics({
		milvus,
		view,
		target,
		imported,
		signal: options.signal,
		mayLose: hasTtl || isLeftToL0,
	});
	const otherwise = otherwiseMade(milvus.messages, view, description);
	return counted === undefined
		? {rows: importedRows, checkedBy: 'import', otherwise}
		: {rows: BigInt(counted), checkedBy: 'count', otherwise};
}

function loadDifferences(
	wanted: readonly string[],
	states: ReadonlyMap<string, LoadState>,
): string[] {
	return [...states]
		.filter(([name, state]) => wanted.includes(name) !== (state !== 'NotLoad'))
		.map(([name, state]) =>
			state === 'NotLoad'
				? fragment('partition-not-loaded', {partition: name})
				: fragment('partition-loaded', {partition: name}),
		);
}

function propertyDifferences(expected: readonly KeyValue[], found: readonly KeyValue[]): string[] {
	const values = new Map(found.map(({key, value}) => [key, value]));
	return expected
		.filter(({key, value}) => values.get(key) !== value)
		.map(({key, value}) => propertyDifference(key, values.get(key), value));
}

function propertyDifference(key: string, found: string | undefined, expected: string): string {
	return found === undefined
		? fragment('property-missing', {key, expected})
		: fragment('property-differs', {key, found, expected});
}

function indexDifferences(
	expected: readonly IndexDescription[],
	found: readonly IndexDescription[],
): string[] {
	const differences: string[] = [];
	for (const index of expected) {
		const same = found.find(
			({indexName, fieldName}) => indexName === index.indexName && fieldName === index.fieldName,
		);
		if (!same) {
			differences.push(fragment('index-missing', {index: index.indexName, field: index.fieldName}));
			continue;
		}

		differences.push(
			...propertyDifferences(index.params, same.params).map(difference =>
				fragment('index-differs', {index: index.indexName, difference}),
			),
		);
	}

	return differences;
}

import {dynamicForm, mayBeDynamic} from '../../format/binlog/field-form.js';
import type {CollectionSchema, SegmentBackupInfo} from '../../format/messages.js';
import type {Milvus} from '../../milvus/milvus.js';
import {keysExpression, queryRows, type QueriedRow} from '../../milvus/query-rows.js';
import {searchRows} from '../../milvus/search-rows.js';
import type {CollectionName} from '../../model/collection-key.js';
import type {IndexDescription} from '../../model/collection.js';
import {dataTypes} from '../../model/data-types.js';
import {fragment} from '../../model/fragments.js';
import {MilvaultError} from '../../model/milvault-error.js';
import type {DrillRequest, DrilledCollection} from '../../model/drill.js';
import type {BackupReading} from '../repository/backup-reading.js';
import {isSameValue} from './compare-rows.js';
import {distanceOf} from './distances.js';
import {readRows, type DrilledField} from './read-rows.js';
import {sampleKeys, type SampledKey} from './sample-keys.js';

/** Of those that are named. */
const maxDifferences = 20;
const keysPerQuery = 100;

/**
 * Compares a restored, loaded collection with the binlogs of its backup: a sample of keys, each with
 * every field, and one search by each vector index, whose hits are compared with the nearest of the
 * sample.
 *
 * @throws restored-differs with every difference, twenty at most
 */
export async function drillCollection(
	reading: BackupReading,
	target: CollectionName,
	milvus: Milvus,
	request: DrillRequest,
): Promise<DrilledCollection> {
	const {view} = reading;
	const {schema} = view.info;
	const {fields, notCompared} = drilledFields(
		schema,
		view.partitions.flatMap(one => one.segments),
		milvus,
	);
	const sample = await sampleKeys(reading, {size: request.sample, seed: request.seed});
	const keyField = schema.fields.find(field => field.is_primary_key);
	if (!sample || !keyField) {
		return {rows: 0, searches: 0, notCompared: [fragment('drill-keys-unread')], isUnread: true};
	}

	const key = {
		keyField: keyField.name,
		isText: keyField.data_type === dataTypes.VarChar,
	};
	const differences: string[] = [];
	const sampled = sample.filter(({isAmbiguous}) => !isAmbiguous);
	const expected = await rowsOf(
		reading,
		sampled.filter(({isDeleted}) => !isDeleted),
		{fields, milvus},
	);
	const found = new Map<string, QueriedRow>();
	for (let at = 0; at < sampled.length; at += keysPerQuery) {
		reading.signal?.throwIfAborted();
		const keys = sampled.slice(at, at + keysPerQuery).map(one => one.key);
		const names = fields.map(({name}) => name);
		for (const [id, row] of await queryRows(milvus, target, keys, {...key, fields: names})) {
			found.set(id, row);
		}
	}

	for (const {key: id, isDeleted} of sampled) {
		const row = found.get(id);
		if (isDeleted) {
			differences.push(...(row ? [fragment('drill-row-returned', {key: id})] : []));
		} else if (row) {
			differences.push(...valueDifferences(id, expected.get(id), row, fields));
		} else {
			differences.push(fragment('drill-row-missing', {key: id}));
		}
	}

	const searched = await searchIndexes({reading, target, milvus, key, expected});
	differences.push(...searched.differences);
	if (differences.length > 0) {
		throw new MilvaultError('restored-differs', {
			collection: view.collection,
			differences: differences.slice(0, maxDifferences),
		});
	}

	return {
		rows: sampled.length,
		searches: searched.searches,
		...([...notCompared, ...searched.notSearched].length > 0 && {
			notCompared: [...notCompared, ...searched.notSearched],
		}),
	};
}

/** Fields that Milvus returns; the names of the others. */
function drilledFields(
	schema: CollectionSchema,
	segments: readonly SegmentBackupInfo[],
	{features}: Milvus,
): {fields: DrilledField[]; notCompared: string[]} {
	const fields: DrilledField[] = [];
	const notCompared: string[] = [];
	for (const field of schema.fields) {
		const dataType = Number(field.data_type);
		const isVector = dataType >= dataTypes.BinaryVector;
		// A function's output is not returned: its input is compared.
		if (field.is_function_output || (isVector && !features.vectorOutput)) {
			notCompared.push(field.name);
		} else {
			const name = field.is_dynamic ? '$meta' : field.name;
			fields.push({name, fieldId: field.fieldID, dataType});
		}
	}

	notCompared.push(...(schema.struct_array_fields ?? []).map(({name}) => name));
	if (mayBeDynamic(schema)) {
		const named = new Set(['0', '1', ...schema.fields.map(({fieldID}) => fieldID)]);
		const [dynamic] = segments
			.flatMap(({binlogs}) => (binlogs ?? []).map(({fieldID = '0'}) => fieldID))
			.filter(id => !named.has(id));
		if (dynamic !== undefined) {
			fields.push({name: '$meta', fieldId: dynamic, dataType: dynamicForm.dataType});
		}
	}

	return {fields, notCompared};
}

/** The rows of the sample as the binlogs have them, by key. */
async function rowsOf(
	reading: BackupReading,
	sampled: readonly SampledKey[],
	{fields, milvus}: {fields: readonly DrilledField[]; milvus: Milvus},
): Promise<Map<string, QueriedRow>> {
	const bySegment = Map.groupBy(sampled, ({place}) => place.segment);
	const rows = new Map<string, QueriedRow>();
	for (const [segment, keys] of bySegment) {
		const wanted = new Set(keys.map(({place}) => place.row));
		const read = await readRows(reading, segment, wanted, {fields, messages: milvus.messages});
		for (const {key, place} of keys) {
			rows.set(key, read.get(place.row) ?? new Map());
		}
	}

	return rows;
}

function valueDifferences(
	key: string,
	expected: QueriedRow | undefined,
	found: QueriedRow,
	fields: readonly DrilledField[],
): string[] {
	return fields.flatMap(field => {
		const value = expected?.get(field.name);
		// A segment that is older than the field.
		if (value === undefined) {
			return [];
		}

		const other = found.get(field.name) ?? null;
		return isSameValue(value, other, field)
			? []
			: [fragment('drill-value-differs', {field: field.name, key})];
	});
}

/** Of a search. */
const maxHits = 10;
/** Of the nearest rows, an index that does not compute all distances may miss some. */
const minFound = 0.5;

async function searchIndexes({
	reading,
	target,
	milvus,
	key,
	expected,
}: {
	reading: BackupReading;
	target: CollectionName;
	milvus: Milvus;
	key: {keyField: string; isText: boolean};
	expected: ReadonlyMap<string, QueriedRow>;
}): Promise<{searches: number; notSearched: string[]; differences: string[]}> {
	const {view} = reading;
	const notSearched: string[] = [];
	const differences: string[] = [];
	let searches = 0;
	for (const index of view.indexes) {
		const field = view.info.schema.fields.find(({name}) => name === index.fieldName);
		const dataType = Number(field?.data_type ?? 0);
		if (!field || dataType < dataTypes.BinaryVector) {
			continue;
		}

		const {metric, params} = searchParameters(index);
		const distance = distanceOf(metric, dataType);
		const vectors = [...expected].flatMap(([id, row]) => {
			const vector = row.get(field.name);
			return vector instanceof Uint8Array ? [[id, vector] as const] : [];
		});
		const [first] = vectors;
		if (!distance || !first) {
			if (expected.size > 0) {
				notSearched.push(index.indexName);
			}

			continue;
		}

		const distances = new Map(vectors.map(([id, vector]) => [id, distance(first[1], vector)]));
		const limit = Math.min(maxHits, vectors.length);
		const hits = await searchRows(milvus, target, {
			field: {name: field.name, dataType, metric, params},
			vector: first[1],
			expression: keysExpression(
				key.keyField,
				vectors.map(([id]) => id),
				key.isText,
			),
			limit,
		});
		searches++;
		const nearest = [...distances.values()].toSorted((a, b) => a - b);
		const farthest = nearest[limit - 1] ?? 0;
		// Milvus computes with single precision.
		const margin = 1e-4 * Math.max(1, Math.abs(farthest));
		const right = hits.filter(id => (distances.get(id) ?? Infinity) <= farthest + margin);
		if (right.length < limit * minFound || hits.some(id => !distances.has(id))) {
			differences.push(
				fragment('drill-search-differs', {
					index: index.indexName,
					found: right.length,
					expected: limit,
				}),
			);
		}
	}

	return {searches, notSearched, differences};
}

/** So that an index looks at as much as it can: the sample is spread over all of it. */
function searchParameters({params}: IndexDescription): {metric: string; params: object} {
	const of = (key: string): string | undefined =>
		params.find(param => param.key === key)?.value ?? inner(params)[key];
	const nlist = Number(of('nlist') ?? 0);
	return {
		metric: (of('metric_type') ?? '').toUpperCase(),
		params: {
			...(nlist > 0 && {nprobe: nlist}),
			...((of('index_type') ?? '').includes('HNSW') && {ef: 512}),
			...(of('index_type') === 'DISKANN' && {search_list: 100}),
		},
	};
}

function inner(params: IndexDescription['params']): Record<string, string> {
	try {
		const text = params.find(({key}) => key === 'params')?.value ?? '{}';
		const json = JSON.parse(text) as Record<string, unknown>;
		return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, String(value)]));
	} catch {
		return {};
	}
}

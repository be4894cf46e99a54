import {storageVersionMax} from '../../format/messages.js';
import {firstVersionOf, releaseOf, type Feature} from '../../milvus/features.js';
import type {Milvus} from '../../milvus/milvus.js';
import type {FieldSchema} from '../../model/collection.js';
import {dataTypeName, dataTypes} from '../../model/data-types.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {fragment} from '../../model/fragments.js';
import type {BackupCollection} from '../repository/collection-view.js';

/**
 * First feature that a type needs; a type that is not in it is known to every Milvus that milvault
 * restores into.
 */
const featureOfType: Readonly<Record<number, Feature>> = {
	[dataTypes.Array]: 'arrayType',
	[dataTypes.Geometry]: 'typesOf26',
	[dataTypes.Text]: 'typesOf26',
	[dataTypes.Timestamptz]: 'typesOf26',
	[dataTypes.Float16Vector]: 'halfAndSparseVectors',
	[dataTypes.BFloat16Vector]: 'halfAndSparseVectors',
	[dataTypes.SparseFloatVector]: 'halfAndSparseVectors',
	[dataTypes.Int8Vector]: 'typesOf26',
	[dataTypes.ArrayOfVector]: 'typesOf26',
	[dataTypes.ArrayOfStruct]: 'typesOf26',
	[dataTypes.Struct]: 'typesOf26',
};

type Need = {feature: Feature; what: string};

/**
 * Features of a collection that this Milvus does not have, found before anything is created: a
 * server that does not know a feature accepts the rest without an error, or fails after hours of
 * imports.
 *
 * @param options.withRows - Data is imported, not the collection alone
 * @returns undefined when it has all; else the error of the first one: milvus-unsupported,
 *   unknown-storage-version
 */
export function unsupportedIn(
	view: BackupCollection,
	milvus: Pick<Milvus, 'features' | 'version' | 'buildTag'>,
	{withRows}: {withRows: boolean},
): MilvaultError | undefined {
	const {features, version} = milvus;
	const unknown = withRows ? unknownStorageVersion(view) : undefined;
	if (unknown) {
		return unknown;
	}

	const needs = [...needsOfSchema(view), ...(withRows ? needsOfRows(view) : [])];
	const missing = needs.find(({feature}) => !features[feature] && !mayHave(milvus, feature));
	return (
		missing &&
		new MilvaultError('milvus-unsupported', {
			feature: fragment('since-version', {
				what: missing.what,
				version: firstVersionOf(missing.feature),
			}),
			version,
		})
	);
}

function unknownStorageVersion({
	collection,
	partitions,
}: BackupCollection): MilvaultError | undefined {
	const unknown = partitions
		.flatMap(({segments}) => segments)
		.find(({storage_version: storage}) => Number(storage ?? 0) > storageVersionMax);
	return (
		unknown &&
		new MilvaultError('unknown-storage-version', {
			collection,
			segment: unknown.segment_id,
			version: unknown.storage_version ?? '',
			supported: String(storageVersionMax),
		})
	);
}

/**
 * By its calls alone a 2.5 cannot be distinguished from a 2.4.10: what it has is seen when the
 * collection is made.
 */
function mayHave(
	{features, buildTag}: Pick<Milvus, 'features' | 'buildTag'>,
	feature: Feature,
): boolean {
	return (
		(feature === 'nullable' || feature === 'functions') &&
		releaseOf(buildTag) === undefined &&
		features.rbacBackup
	);
}

function* needsOfSchema({collection, info: {schema}}: BackupCollection): Generator<Need> {
	for (const field of schema.fields) {
		const feature = featureOfType[field.data_type];
		if (feature !== undefined) {
			yield {
				feature,
				what: fragment('feature-type', {field: field.name, collection, type: typeOf(field)}),
			};
		}
	}

	const key = schema.fields.find(field => field.is_primary_key);
	if (key?.data_type === dataTypes.VarChar && (schema.autoID || key.autoID)) {
		yield {
			feature: 'autoIdText',
			what: fragment('feature-auto-text', {field: key.name, collection}),
		};
	}

	for (const {name} of schema.struct_array_fields ?? []) {
		yield {
			feature: 'typesOf26',
			what: fragment('feature-structs', {field: name, collection}),
		};
	}

	for (const {name, nullable, is_dynamic: isDynamic} of schema.fields) {
		// The server makes the dynamic field itself.
		if (nullable && !isDynamic) {
			yield {
				feature: 'nullable',
				what: fragment('feature-nullable', {field: name, collection}),
			};
		}
	}

	for (const {name} of schema.functions ?? []) {
		yield {feature: 'functions', what: fragment('feature-function', {function: name, collection})};
	}
}

function* needsOfRows({collection, partitions}: BackupCollection): Generator<Need> {
	const segment = partitions
		.flatMap(({segments}) => segments)
		.find(({storage_version: storage}) => Number(storage ?? 0) === 2);
	if (segment) {
		yield {
			feature: 'storageVersion2',
			what: fragment('feature-storage-2', {collection}),
		};
	}
}

function typeOf(field: FieldSchema): string {
	return dataTypeName(field.data_type, field.element_type);
}

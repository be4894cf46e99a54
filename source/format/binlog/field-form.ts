import {fragment} from '../../model/fragments.js';
import {dataTypeName, dataTypes} from '../../model/data-types.js';
import type {CollectionSchema, FieldSchema} from '../messages.js';

/** What a schema says of a field's binlogs. */
export type FieldForm = {
	/** schemapb.DataType */
	dataType: number;
	/** Of vectors. */
	dim?: number;
	/** Nulls are allowed. */
	isNullable?: boolean;
	/** A segment may be without it: one that was added later. */
	mayBeMissing?: boolean;
};

/** What a parquet file says of a column. */
export type ParquetForm = {
	type: string | undefined;
	typeLength: number | undefined;
	isNested: boolean;
	nulls: number;
};

/** Parquet's type for each data type, in which every Milvus writes it. */
const physicalTypes: Readonly<Record<number, string>> = {
	[dataTypes.Bool]: 'BOOLEAN',
	[dataTypes.Int8]: 'INT32',
	[dataTypes.Int16]: 'INT32',
	[dataTypes.Int32]: 'INT32',
	[dataTypes.Int64]: 'INT64',
	[dataTypes.Float]: 'FLOAT',
	[dataTypes.Double]: 'DOUBLE',
	[dataTypes.String]: 'BYTE_ARRAY',
	[dataTypes.VarChar]: 'BYTE_ARRAY',
	[dataTypes.Array]: 'BYTE_ARRAY',
	[dataTypes.JSON]: 'BYTE_ARRAY',
	[dataTypes.Geometry]: 'BYTE_ARRAY',
	[dataTypes.Text]: 'BYTE_ARRAY',
	[dataTypes.Timestamptz]: 'INT64',
	[dataTypes.SparseFloatVector]: 'BYTE_ARRAY',
};

/** Bits of one dimension. */
const vectorBits: Readonly<Record<number, number>> = {
	[dataTypes.BinaryVector]: 1,
	[dataTypes.FloatVector]: 32,
	[dataTypes.Float16Vector]: 16,
	[dataTypes.BFloat16Vector]: 16,
	[dataTypes.Int8Vector]: 8,
};

/**
 * The fields whose binlogs a segment has, by field id: RowID (0), Timestamp (1), and the schema's.
 * Without the dynamic field where the metadata leaves it out: milvus-backup names it only when it
 * reads etcd.
 */
export function fieldForms(schema: CollectionSchema): Map<string, FieldForm> {
	const forms = new Map<string, FieldForm>([
		['0', {dataType: dataTypes.Int64}],
		['1', {dataType: dataTypes.Int64}],
	]);
	for (const field of schema.fields) {
		forms.set(field.fieldID, formOf(field));
	}

	for (const {fields} of schema.struct_array_fields ?? []) {
		for (const field of fields ?? []) {
			forms.set(field.fieldID, {...formOf(field), mayBeMissing: true});
		}
	}

	return forms;
}

function formOf(field: FieldSchema): FieldForm {
	const dim = field.type_params?.find(({key}) => key === 'dim')?.value;
	return {
		dataType: Number(field.data_type ?? 0),
		...(dim !== undefined && {dim: Number(dim)}),
		isNullable: field.nullable === true || field.is_dynamic === true,
		// A field that is added to a collection with rows must be nullable or have a default.
		mayBeMissing:
			field.nullable === true ||
			field.is_dynamic === true ||
			field.default_value_base64 !== undefined ||
			field.default_value_proto !== undefined,
	};
}

/** A binlog of a field that the metadata does not name may be the dynamic one's. */
export function mayBeDynamic(schema: CollectionSchema): boolean {
	return schema.enable_dynamic_field === true && !schema.fields.some(field => field.is_dynamic);
}

/** The dynamic field, `$meta`. */
export const dynamicForm: FieldForm = {dataType: dataTypes.JSON, isNullable: true};

export function isText({dataType}: Pick<FieldForm, 'dataType'>): boolean {
	return dataType === dataTypes.String || dataType === dataTypes.VarChar;
}

/** Why a column cannot be this field's; undefined when it can. */
export function differenceOf(
	{type, typeLength, isNested, nulls}: ParquetForm,
	{dataType, dim, isNullable}: FieldForm,
): string | undefined {
	const bits = vectorBits[dataType];
	const name = dataTypeName(dataType);
	if (nulls > 0 && !isNullable) {
		return fragment('too-many-nulls', {nulls, type: name});
	}

	if (bits === undefined) {
		const expected = physicalTypes[dataType];
		return expected === undefined || (type === expected && !isNested)
			? undefined
			: fragment('values-type', {found: type ?? 'lists', expected: name});
	}

	// Vectors that may be null lie as bytes of any length.
	if (isNullable && type === 'BYTE_ARRAY') {
		return undefined;
	}

	if (type !== 'FIXED_LEN_BYTE_ARRAY') {
		return fragment('values-type', {found: type ?? 'lists', expected: name});
	}

	const expected = Math.ceil(((dim ?? NaN) * bits) / 8);
	return Number.isNaN(expected) || typeLength === expected
		? undefined
		: fragment('vector-bytes', {found: `${typeLength}`, type: name, dim: `${dim}`, expected});
}

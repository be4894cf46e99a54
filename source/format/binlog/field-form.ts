import {dataTypeName} from '../../model/data-types.js';
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

const int64 = 5;
const json = 23;

/** Parquet's type for each data type, in which every Milvus writes it. */
const physicalTypes: Readonly<Record<number, string>> = {
	1: 'BOOLEAN',
	2: 'INT32',
	3: 'INT32',
	4: 'INT32',
	5: 'INT64',
	10: 'FLOAT',
	11: 'DOUBLE',
	20: 'BYTE_ARRAY',
	21: 'BYTE_ARRAY',
	22: 'BYTE_ARRAY',
	23: 'BYTE_ARRAY',
	24: 'BYTE_ARRAY',
	25: 'BYTE_ARRAY',
	26: 'INT64',
	104: 'BYTE_ARRAY',
};

/** Bits of one dimension. */
const vectorBits: Readonly<Record<number, number>> = {
	100: 1,
	101: 32,
	102: 16,
	103: 16,
	105: 8,
};

/**
 * The fields whose binlogs a segment has, by field id: RowID (0), Timestamp (1), and the schema's.
 * Without the dynamic field where the metadata leaves it out: milvus-backup names it only when it
 * reads etcd.
 */
export function fieldForms(schema: CollectionSchema): Map<string, FieldForm> {
	const forms = new Map<string, FieldForm>([
		['0', {dataType: int64}],
		['1', {dataType: int64}],
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
export const dynamicForm: FieldForm = {dataType: json, isNullable: true};

export function isText({dataType}: Pick<FieldForm, 'dataType'>): boolean {
	return dataType === 20 || dataType === 21;
}

/** Why a column cannot be this field's; undefined when it can. */
export function differenceOf(
	{type, typeLength, isNested, nulls}: ParquetForm,
	{dataType, dim, isNullable}: FieldForm,
): string | undefined {
	const bits = vectorBits[dataType];
	const name = dataTypeName(dataType);
	if (nulls > 0 && !isNullable) {
		return `it holds ${nulls} nulls, its field of ${name} takes none`;
	}

	if (bits === undefined) {
		const expected = physicalTypes[dataType];
		return expected === undefined || (type === expected && !isNested)
			? undefined
			: `its values are ${type ?? 'lists'}, its field is ${name}`;
	}

	// Vectors that may be null lie as bytes of any length.
	if (isNullable && type === 'BYTE_ARRAY') {
		return undefined;
	}

	if (type !== 'FIXED_LEN_BYTE_ARRAY') {
		return `its values are ${type ?? 'lists'}, its field is ${name}`;
	}

	const expected = Math.ceil(((dim ?? NaN) * bits) / 8);
	return Number.isNaN(expected) || typeLength === expected
		? undefined
		: `its vectors have ${typeLength} bytes, ${name} of ${dim} dimensions has ${expected}`;
}

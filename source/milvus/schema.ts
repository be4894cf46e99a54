import type {CollectionSchema, FieldSchema, KeyValue} from '../model/collection.js';
import type {MilvusMessages} from './milvus.js';

const valueField = 'milvus.proto.schema.ValueField';
const collectionSchema = 'milvus.proto.schema.CollectionSchema';

/** Fields that Milvus adds for itself: RowID 0 and Timestamp 1. */
const firstUserField = 100n;

type RawField = FieldSchema & {default_value?: object | null};
export type RawSchema = Omit<CollectionSchema, 'fields'> & {
	fields: RawField[];
};

/** A schema as DescribeCollection answers it, in the shape of milvus-backup's metadata. */
export function fromRawSchema(messages: MilvusMessages, raw: RawSchema): CollectionSchema {
	return {
		name: raw.name,
		description: raw.description,
		autoID: raw.autoID,
		fields: raw.fields
			.filter(field => BigInt(field.fieldID) >= firstUserField)
			.map(field => fromRawField(messages, field)),
		enable_dynamic_field: raw.enable_dynamic_field,
		properties: raw.properties ?? [],
		functions: raw.functions ?? [],
		struct_array_fields: raw.struct_array_fields ?? [],
	};
}

/** The same of the bytes of a schemapb.CollectionSchema. */
export function decodeSchema(messages: MilvusMessages, bytes: Uint8Array): CollectionSchema {
	return fromRawSchema(messages, messages.decode(collectionSchema, bytes) as RawSchema);
}

/**
 * The bytes that CreateCollection takes. Fields go in the order of their ids: the server numbers
 * them again from 100 in the order it gets them (measured), and binlogs are found by these numbers.
 * The dynamic field is the server's own.
 */
export function encodeSchema(messages: MilvusMessages, schema: CollectionSchema): Buffer {
	return messages.encode(collectionSchema, {
		...schema,
		fields: schema.fields
			.filter(field => !field.is_dynamic)
			.toSorted((a, b) => Number(BigInt(a.fieldID) - BigInt(b.fieldID)))
			.map(field => toRawField(messages, field)),
	});
}

/** The bytes that AddCollectionField takes. */
export function encodeField(messages: MilvusMessages, field: FieldSchema): Buffer {
	return messages.encode('milvus.proto.schema.FieldSchema', toRawField(messages, field));
}

function fromRawField(messages: MilvusMessages, raw: RawField): FieldSchema {
	const {default_value: value, ...field} = raw;
	return {
		fieldID: field.fieldID,
		name: field.name,
		is_primary_key: field.is_primary_key,
		description: field.description,
		data_type: field.data_type,
		type_params: pairs(field.type_params),
		index_params: pairs(field.index_params),
		autoID: field.autoID,
		state: field.state,
		element_type: field.element_type,
		...(value && {
			default_value_base64: messages.encode(valueField, value).toString('base64'),
		}),
		is_dynamic: field.is_dynamic,
		is_partition_key: field.is_partition_key,
		nullable: field.nullable,
		is_function_output: field.is_function_output,
	};
}

function toRawField(messages: MilvusMessages, field: FieldSchema): object {
	const {default_value_base64: base64, default_value_proto: old, ...rest} = field;
	const bytes =
		base64 === undefined || base64 === ''
			? old === undefined || old === ''
				? undefined
				: Buffer.from(old, 'utf8')
			: Buffer.from(base64, 'base64');
	return {
		...rest,
		...(bytes && {default_value: messages.decode(valueField, bytes)}),
	};
}

function pairs(params: KeyValue[] | undefined): KeyValue[] {
	return (params ?? []).map(({key, value}) => ({key, value}));
}

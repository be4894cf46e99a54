import {messageAt, readVarint, readWire, writeField} from './wire.js';

/*
 * A schema as Milvus sent it, as bytes: what our definitions of its messages do not know stays in
 * it.
 */

/** Numbers of milvus.proto DescribeCollectionResponse and schema.proto. */
const answerSchema = 2;
const schemaName = 1;
const schemaDescription = 2;
const schemaFields = 4;
const schemaProperties = 6;
const fieldId = 1;
const fieldIsDynamic = 12;

/** Milvus adds RowID 0 and Timestamp 1 by itself. */
const firstUserField = 100n;

/** The schema (schemapb.CollectionSchema) within an answer of DescribeCollection. */
export function schemaOfAnswer(answer: Buffer): Buffer {
	return messageAt(readWire(answer), answerSchema) ?? Buffer.alloc(0);
}

/**
 * The bytes that CreateCollection takes: under another name, only some fields, in the order of
 * their ids. Everything else is unchanged.
 *
 * @param chosen.fields ids of the fields
 * @param chosen.leftOut keys of properties that do not go with it
 */
export function schemaToCreate(
	schema: Buffer,
	name: string,
	{fields, leftOut = new Set()}: {fields: ReadonlySet<string>; leftOut?: ReadonlySet<string>},
): Buffer {
	const rest = readWire(schema).filter(
		({number, value}) =>
			number !== schemaName &&
			number !== schemaFields &&
			!(number === schemaProperties && leftOut.has(keyOf(value))),
	);
	return Buffer.concat([
		writeField(schemaName, Buffer.from(name)),
		...userFields(schema)
			.filter(({id}) => fields.has(id.toString()))
			.map(({bytes}) => writeField(schemaFields, bytes)),
		...rest.map(({whole}) => whole),
	]);
}

/** The same schema with another description. */
export function withDescription(schema: Buffer, description: string): Buffer {
	return Buffer.concat([
		...(description === '' ? [] : [writeField(schemaDescription, Buffer.from(description))]),
		...readWire(schema)
			.filter(({number}) => number !== schemaDescription)
			.map(({whole}) => whole),
	]);
}

/** The bytes of one field (schemapb.FieldSchema), which AddCollectionField takes. */
export function fieldToAdd(schema: Buffer, id: string): Buffer | undefined {
	return userFields(schema).find(field => field.id.toString() === id)?.bytes;
}

/** Without those that Milvus makes by itself, in the order of their ids. */
function userFields(schema: Buffer): Array<{id: bigint; bytes: Buffer}> {
	return readWire(schema)
		.filter(({number}) => number === schemaFields)
		.filter(({value}) => isUserField(value))
		.map(({value}) => ({id: numberAt(value, fieldId), bytes: value}))
		.toSorted((a, b) => Number(a.id - b.id));
}

/** Not one that Milvus makes by itself: RowID, Timestamp, the dynamic field. */
export function isUserField(field: Buffer): boolean {
	return numberAt(field, fieldId) >= firstUserField && numberAt(field, fieldIsDynamic) === 0n;
}

/** Of a common.KeyValuePair. */
function keyOf(pair: Buffer): string {
	return (
		readWire(pair)
			.findLast(({number}) => number === 1)
			?.value.toString('utf8') ?? ''
	);
}

function numberAt(message: Buffer, number: number): bigint {
	const found = readWire(message).findLast(field => field.number === number);
	return found ? readVarint(found.value, 0).value : 0n;
}

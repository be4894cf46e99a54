import protobuf from 'protobufjs/light.js';
import {dataTypes} from '../model/data-types.js';
import {fragment} from '../model/fragments.js';
import {MilvaultError} from '../model/milvault-error.js';
import type {Milvus} from './milvus.js';

/** One field of the rows to insert. */
export type InsertField = {
	name: string;
	dataType: number;
	/** Of arrays. */
	elementType?: number;
	/** Of vectors. */
	dim?: number;
	/** `$meta`: the keys that the schema does not name. */
	isDynamic?: boolean;
};

/**
 * A value as it stands in a binlog: what takes bytes there (text, JSON, arrays, vectors) are these
 * bytes, an int64 is a bigint.
 */
export type InsertValue = bigint | boolean | number | Uint8Array;

type Writer = protobuf.Writer;

/** Number of a field and its wire type, as they stand before its value. */
const varint = (number: number): number => number << 3;
const bytes = (number: number): number => (number << 3) | 2;

/** Numbers of the fields of schemapb.ScalarField and VectorField, and how values are written. */
type Form = {
	number: number;
	isVector?: boolean;
	write: (writer: Writer, values: readonly InsertValue[], field: InsertField) => Writer;
};

const packed =
	(one: (writer: Writer, value: never) => Writer): Form['write'] =>
	(writer, values) => {
		writer.uint32(bytes(1)).fork();
		for (const value of values) {
			one(writer, value as never);
		}

		return writer.ldelim();
	};

const repeated: Form['write'] = (writer, values) => {
	for (const value of values) {
		writer.uint32(bytes(1)).bytes(value as Uint8Array);
	}

	return writer;
};

/** Each row's value is a ScalarField of its own: written as it is read. */
const arrays: Form['write'] = (writer, values, field) =>
	repeated(writer, values, field)
		.uint32(varint(2))
		.int32(field.elementType ?? 0);

const ints = packed((writer, value: number) => writer.int32(value));

const forms: ReadonlyMap<number, Form> = new Map<number, Form>([
	[dataTypes.Bool, {number: 1, write: packed((writer, value: boolean) => writer.bool(value))}],
	[dataTypes.Int8, {number: 2, write: ints}],
	[dataTypes.Int16, {number: 2, write: ints}],
	[dataTypes.Int32, {number: 2, write: ints}],
	[
		dataTypes.Int64,
		{number: 3, write: packed((writer, value: bigint) => writer.int64(longOf(value)))},
	],
	[dataTypes.Float, {number: 4, write: packed((writer, value: number) => writer.float(value))}],
	[dataTypes.Double, {number: 5, write: packed((writer, value: number) => writer.double(value))}],
	[dataTypes.VarChar, {number: 6, write: repeated}],
	[dataTypes.Array, {number: 8, write: arrays}],
	[dataTypes.JSON, {number: 9, write: repeated}],
	[
		dataTypes.FloatVector,
		{
			number: 2,
			isVector: true,
			// A binlog has the floats in the order of bytes that protobuf has.
			write: (writer, values) => writer.uint32(bytes(1)).bytes(joined(values)),
		},
	],
	[dataTypes.BinaryVector, {number: 3, isVector: true, write: writer => writer}],
]);

/** Are values of this type written exactly as they were read? */
export function canInsert(dataType: number): boolean {
	return forms.has(dataType);
}

/**
 * Inserts rows into a partition. Sent once: when no answer comes, they may be in or not.
 *
 * @param rows.columns - For each field one value for each row
 * @throws milvus-refused, also for an answer that does not take all rows
 */
export async function insert(
	milvus: Milvus,
	into: {db: string; collection: string; partition: string},
	rows: {
		count: number;
		fields: readonly InsertField[];
		columns: ReadonlyArray<readonly InsertValue[]>;
	},
): Promise<void> {
	const answer = await milvus.call<{insert_cnt: string; err_index: number[]}>(
		'Insert',
		insertRequest(into, rows),
		{db: into.db},
	);
	if (answer.insert_cnt !== String(rows.count) || answer.err_index.length > 0) {
		throw new MilvaultError('milvus-refused', {
			rpc: 'Insert',
			code: 0,
			reason: fragment('rows-taken', {taken: answer.insert_cnt, rows: rows.count}),
		});
	}
}

/**
 * The bytes of a milvuspb.InsertRequest: written by hand, because values are to be what they were
 * in the binlog to the last bit, which objects of JavaScript do not carry.
 */
export function insertRequest(
	{db, collection, partition}: {db: string; collection: string; partition: string},
	{count, fields, columns}: Parameters<typeof insert>[2],
): Uint8Array {
	const writer = protobuf.Writer.create();
	writer.uint32(bytes(2)).string(db);
	writer.uint32(bytes(3)).string(collection);
	writer.uint32(bytes(4)).string(partition);
	for (const [index, field] of fields.entries()) {
		writer.uint32(bytes(5)).fork();
		writeField(writer, field, columns[index] ?? []);
		writer.ldelim();
	}

	return writer.uint32(varint(7)).uint32(count).finish();
}

/** A schemapb.FieldData. */
function writeField(writer: Writer, field: InsertField, values: readonly InsertValue[]): void {
	const {dataType, name, dim = 0, isDynamic} = field;
	const form = forms.get(dataType);
	if (!form) {
		throw new TypeError(`no form for data type ${dataType}`);
	}

	writer.uint32(varint(1)).int32(dataType).uint32(bytes(2)).string(name);
	if (form.isVector) {
		writer.uint32(bytes(4)).fork().uint32(varint(1)).int64(dim);
		if (dataType === dataTypes.BinaryVector) {
			writer.uint32(bytes(form.number)).bytes(joined(values));
		} else {
			form.write(writer.uint32(bytes(form.number)).fork(), values, field).ldelim();
		}

		writer.ldelim();
	} else {
		writer.uint32(bytes(3)).fork().uint32(bytes(form.number)).fork();
		form.write(writer, values, field).ldelim().ldelim();
	}

	if (isDynamic) {
		writer.uint32(varint(6)).bool(true);
	}
}

function joined(values: readonly InsertValue[]): Uint8Array {
	return Buffer.concat(values as readonly Uint8Array[]);
}

/** As protobufjs takes all 64 bits. */
function longOf(value: bigint): protobuf.Long {
	return {
		low: Number(BigInt.asIntN(32, value)),
		high: Number(BigInt.asIntN(32, value >> 32n)),
		unsigned: false,
	};
}

import type {ThriftField, ThriftShape} from './thrift-shapes.js';

/** Types of thrift's compact protocol. */
const wire = {
	isTrue: 1,
	isFalse: 2,
	i8: 3,
	i16: 4,
	i32: 5,
	i64: 6,
	double: 7,
	binary: 8,
	list: 9,
	set: 10,
	map: 11,
	struct: 12,
};

/** No struct of parquet lies deeper. */
const maxDepth = 16;

/**
 * The length in bytes of a struct in thrift's compact protocol that is of this shape: what is known
 * has the type that it must have, and what must be there is there. Milvus's own reader refuses, or
 * ends at, what is not; hyparquet takes much of it.
 *
 * @returns undefined for bytes that are no such struct
 */
export function measureThrift(bytes: Uint8Array, shape: ThriftShape): number | undefined {
	const cursor: Cursor = {bytes, at: 0};
	return passStruct(cursor, {kind: shape}, 0) && cursor.at <= bytes.length ? cursor.at : undefined;
}

type Cursor = {bytes: Uint8Array; at: number};

function passStruct(
	cursor: Cursor,
	{kind: shape, isUnion}: {kind: ThriftShape; isUnion?: boolean},
	depth: number,
): boolean {
	const seen = new Set<number>();
	let id = 0;
	while (depth < maxDepth) {
		const byte = nextByte(cursor);
		if (byte === undefined) {
			return false;
		}

		const type = byte & 0x0f;
		if (type === 0) {
			return (
				(!isUnion || (seen.size === 1 && shape[id] !== undefined)) &&
				Object.entries(shape).every(([key, {isRequired}]) => !isRequired || seen.has(Number(key)))
			);
		}

		const delta = byte >> 4;
		const written = delta === 0 ? passVarint(cursor) : delta;
		if (written === undefined) {
			return false;
		}

		// Written whole, an id is zigzag.
		id = delta === 0 ? (written >>> 1) ^ -(written & 1) : id + delta;
		const field = shape[id];
		seen.add(id);
		const isWell = field ? passField(cursor, type, field, depth) : passUnknown(cursor, type, depth);
		if (!isWell) {
			return false;
		}
	}

	return false;
}

function passField(
	cursor: Cursor,
	type: number,
	{kind, isList, isUnion}: ThriftField,
	depth: number,
): boolean {
	if (isList) {
		return (
			type === wire.list &&
			passList(
				cursor,
				itemType => passValue(cursor, itemType, {kind, isUnion, depth: depth + 1}),
				typeof kind === 'object' ? wire.struct : wire[kind as keyof typeof wire],
			)
		);
	}

	if (kind === 'bool') {
		return type === wire.isTrue || type === wire.isFalse;
	}

	return passValue(cursor, type, {kind, isUnion, depth});
}

function passValue(
	cursor: Cursor,
	type: number,
	{kind, isUnion, depth}: Omit<ThriftField, 'isList'> & {depth: number},
): boolean {
	if (typeof kind === 'object') {
		return type === wire.struct && passStruct(cursor, {kind, isUnion}, depth + 1);
	}

	return kind !== 'bool' && type === wire[kind] && passUnknown(cursor, type, depth);
}

function passUnknown(cursor: Cursor, type: number, depth: number): boolean {
	switch (type) {
		case wire.isTrue:
		case wire.isFalse: {
			return true;
		}

		case wire.i8: {
			return skip(cursor, 1);
		}

		case wire.i16:
		case wire.i32:
		case wire.i64: {
			return passVarint(cursor) !== undefined;
		}

		case wire.double: {
			return skip(cursor, 8);
		}

		case wire.binary: {
			const length = passVarint(cursor);
			return length !== undefined && skip(cursor, length);
		}

		case wire.list:
		case wire.set: {
			return passList(
				cursor,
				itemType =>
					depth < maxDepth &&
					(itemType <= wire.isFalse ? skip(cursor, 1) : passUnknown(cursor, itemType, depth + 1)),
			);
		}

		case wire.struct: {
			return passStruct(cursor, {kind: {}}, depth + 1);
		}

		default: {
			return false;
		}
	}
}

function passList(
	cursor: Cursor,
	passItem: (type: number) => boolean,
	/** That of an empty list is written too. */
	expectedType?: number,
): boolean {
	const byte = nextByte(cursor);
	if (byte === undefined || (expectedType !== undefined && (byte & 0x0f) !== expectedType)) {
		return false;
	}

	const length = byte >> 4 === 15 ? passVarint(cursor) : byte >> 4;
	if (length === undefined) {
		return false;
	}

	for (let index = 0; index < length; index++) {
		if (!passItem(byte & 0x0f)) {
			return false;
		}
	}

	return true;
}

function nextByte(cursor: Cursor): number | undefined {
	return cursor.bytes[cursor.at++];
}

function skip(cursor: Cursor, length: number): boolean {
	cursor.at += length;
	return cursor.at <= cursor.bytes.length;
}

/** Undefined when it does not end within the ten bytes that 64 bits take. */
function passVarint(cursor: Cursor): number | undefined {
	let value = 0;
	for (let index = 0; index < 10; index++) {
		const byte = nextByte(cursor);
		if (byte === undefined) {
			return undefined;
		}

		value += (byte & 0x7f) * 2 ** (7 * index);
		if (byte < 0x80) {
			return value;
		}
	}

	return undefined;
}

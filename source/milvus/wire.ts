import {fragment} from '../model/fragments.js';

/**
 * One field of a protobuf message as it lies in the bytes, with a known number or an unknown one.
 */
export type WireField = {
	number: number;
	/** 0 varint, 1 eight bytes, 2 length and bytes, 5 four bytes. */
	type: number;
	/** The bytes of the value: of type 2 what is inside. */
	value: Buffer;
	/** Number, type and value. */
	whole: Buffer;
};

/**
 * Reads the fields of a message without its definition: libraries drop what their definition does
 * not know.
 *
 * @throws RangeError for bytes that are no message
 */
export function readWire(bytes: Buffer): WireField[] {
	const fields: WireField[] = [];
	let at = 0;
	while (at < bytes.length) {
		const start = at;
		const tag = readVarint(bytes, at);
		const type = Number(tag.value & 7n);
		const number = Number(tag.value >> 3n);
		let from = tag.end;
		if (type === 0) {
			at = readVarint(bytes, from).end;
		} else if (type === 2) {
			const length = readVarint(bytes, from);
			from = length.end;
			at = from + Number(length.value);
		} else if (type === 1 || type === 5) {
			at = from + (type === 1 ? 8 : 4);
		} else {
			throw new RangeError(fragment('wire-type', {type}));
		}

		if (at > bytes.length) {
			throw new RangeError(fragment('message-short'));
		}

		fields.push({
			number,
			type,
			value: bytes.subarray(from, at),
			whole: bytes.subarray(start, at),
		});
	}

	return fields;
}

/**
 * The content of a message within a message; a field that occurs twice is merged, as protobuf has
 * it.
 */
export function messageAt(fields: readonly WireField[], number: number): Buffer | undefined {
	const parts = fields.filter(field => field.number === number);
	return parts.length === 0 ? undefined : Buffer.concat(parts.map(({value}) => value));
}

/** A field of type 2. */
export function writeField(number: number, content: Buffer): Buffer {
	return Buffer.concat([
		writeVarint(BigInt(number) * 8n + 2n),
		writeVarint(BigInt(content.length)),
		content,
	]);
}

export function readVarint(bytes: Buffer, start: number): {value: bigint; end: number} {
	let value = 0n;
	for (let at = start; at < start + 10; at++) {
		const byte = bytes[at];
		if (byte === undefined) {
			break;
		}

		value |= BigInt(byte & 127) << BigInt(7 * (at - start));
		if (byte < 128) {
			return {value: BigInt.asUintN(64, value), end: at + 1};
		}
	}

	throw new RangeError(fragment('endless-number'));
}

function writeVarint(value: bigint): Buffer {
	const bytes: number[] = [];
	let left = value;
	while (left > 127n) {
		bytes.push(Number(left & 127n) | 128);
		left >>= 7n;
	}

	return Buffer.from([...bytes, Number(left)]);
}

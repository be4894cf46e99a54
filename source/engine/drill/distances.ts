import {dataTypes} from '../../model/data-types.js';

/**
 * How near two vectors are, the nearest the smallest, in the measure of an index.
 *
 * @param metric as in the index's metric_type
 * @returns undefined for a measure or a type that is not computed here
 */
export function distanceOf(
	metric: string,
	dataType: number,
): ((a: Uint8Array, b: Uint8Array) => number) | undefined {
	if (dataType === dataTypes.BinaryVector) {
		return binaryDistances[metric];
	}

	if (dataType === dataTypes.SparseFloatVector) {
		return metric === 'IP' ? (a, b) => -sparseDot(sparseOf(a), sparseOf(b)) : undefined;
	}

	const read = readers[dataType];
	const distance = denseDistances[metric];
	return read && distance && ((a, b) => distance(read(a), read(b)));
}

type Dense = ArrayLike<number>;

const denseDistances: Readonly<Record<string, (a: Dense, b: Dense) => number>> = {
	L2: (a, b) => sum(a, (value, index) => (value - b[index]!) ** 2),
	IP: (a, b) => -dot(a, b),
	COSINE: (a, b) => -dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b) || 1),
};

const binaryDistances: Readonly<Record<string, (a: Uint8Array, b: Uint8Array) => number>> = {
	HAMMING: (a, b) => sum(a, (value, index) => ones(value ^ b[index]!)),
	JACCARD(a, b) {
		const both = sum(a, (value, index) => ones(value & b[index]!));
		const any = sum(a, (value, index) => ones(value | b[index]!));
		return any === 0 ? 0 : 1 - both / any;
	},
};

const readers: Readonly<Record<number, (bytes: Uint8Array) => Dense>> = {
	[dataTypes.FloatVector]: bytes => numbers(bytes, 4, (view, at) => view.getFloat32(at, true)),
	[dataTypes.Int8Vector]: bytes => numbers(bytes, 1, (view, at) => view.getInt8(at)),
	[dataTypes.Float16Vector]: bytes =>
		numbers(bytes, 2, (view, at) => halfOf(view.getUint16(at, true))),
	[dataTypes.BFloat16Vector]: bytes =>
		numbers(bytes, 2, (view, at) => {
			const whole = new DataView(new ArrayBuffer(4));
			whole.setUint16(2, view.getUint16(at, true), true);
			return whole.getFloat32(0, true);
		}),
};

function numbers(
	bytes: Uint8Array,
	size: number,
	read: (view: DataView, at: number) => number,
): number[] {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	return Array.from({length: bytes.byteLength / size}, (_, index) => read(view, index * size));
}

/** IEEE 754 binary16. */
function halfOf(bits: number): number {
	const sign = bits & 0x80_00 ? -1 : 1;
	const exponent = (bits >> 10) & 0x1f;
	const fraction = bits & 0x3_ff;
	if (exponent === 0) {
		return sign * fraction * 2 ** -24;
	}

	return exponent === 0x1f
		? fraction
			? Number.NaN
			: sign * Number.POSITIVE_INFINITY
		: sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Pairs of a dimension (uint32) and its value (float32). */
function sparseOf(bytes: Uint8Array): Map<number, number> {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	return new Map(
		Array.from({length: bytes.byteLength / 8}, (_, index) => [
			view.getUint32(index * 8, true),
			view.getFloat32(index * 8 + 4, true),
		]),
	);
}

function sparseDot(a: Map<number, number>, b: Map<number, number>): number {
	return [...a].reduce((total, [at, value]) => total + value * (b.get(at) ?? 0), 0);
}

function dot(a: Dense, b: Dense): number {
	return sum(a, (value, index) => value * b[index]!);
}

function sum(a: Dense, of: (value: number, index: number) => number): number {
	let total = 0;
	for (let index = 0; index < a.length; index++) {
		total += of(a[index]!, index);
	}

	return total;
}

function ones(byte: number): number {
	let left = byte;
	let count = 0;
	while (left > 0) {
		count += left & 1;
		left >>= 1;
	}

	return count;
}

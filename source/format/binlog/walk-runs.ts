/** What walkRuns found: the greatest value and the sum of all. */
export type Runs = {greatest: number; sum: number};

/**
 * Wider ones are not looked into: a dictionary of Milvus has at most 2^20 entries, nulls take one
 * bit.
 */
const maxWidth = 24;

/**
 * Goes through values in parquet's hybrid of run-length encoding and bit-packing, without keeping
 * them: levels (which rows are null), and indices into a dictionary.
 *
 * @param width - Bits of each value
 * @param count - Values that there must be; the last bit-packed run may have up to seven more
 * @returns undefined when the bytes end before all values were found, or a run is of no length
 */
export function walkRuns(bytes: Uint8Array, width: number, count: number): Runs | undefined {
	const runs: Runs = {greatest: 0, sum: 0};
	const valueBytes = Math.ceil(width / 8);
	let at = 0;
	let left = count;
	while (left > 0) {
		let header = 0;
		let shift = 0;
		let byte = 0x80;
		while (byte & 0x80) {
			if (at >= bytes.length || shift > 28) {
				return undefined;
			}

			byte = bytes[at++] ?? 0;
			header += (byte & 0x7f) * 2 ** shift;
			shift += 7;
		}

		const isPacked = header % 2 === 1;
		const length = Math.floor(header / 2);
		const byteLength = isPacked ? length * width : valueBytes;
		if (length === 0 || at + byteLength > bytes.length) {
			return undefined;
		}

		if (width > maxWidth) {
			left -= isPacked ? length * 8 : length;
		} else if (isPacked) {
			const values = Math.min(length * 8, left);
			addPacked(bytes, {at, width, values}, runs);
			left -= values;
		} else {
			const values = Math.min(length, left);
			let value = 0;
			for (let index = 0; index < valueBytes; index++) {
				value += (bytes[at + index] ?? 0) * 2 ** (8 * index);
			}

			runs.greatest = Math.max(runs.greatest, value);
			runs.sum += value * values;
			left -= values;
		}

		at += byteLength;
	}

	return runs;
}

function addPacked(
	bytes: Uint8Array,
	{at, width, values}: {at: number; width: number; values: number},
	runs: Runs,
): void {
	const mask = (1 << width) - 1;
	let held = 0;
	let heldBits = 0;
	let next = at;
	for (let index = 0; index < values; index++) {
		while (heldBits < width) {
			held |= (bytes[next++] ?? 0) << heldBits;
			heldBits += 8;
		}

		const value = held & mask;
		held >>>= width;
		heldBits -= width;
		if (value > runs.greatest) {
			runs.greatest = value;
		}

		runs.sum += value;
	}
}

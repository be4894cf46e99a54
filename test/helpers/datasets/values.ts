/* Values that are the same for the same row every time. */

export function floatVector(dimension: number, row: number): number[] {
	return Array.from({length: dimension}, (_, index) => Math.sin(row * dimension + index));
}

/** Bytes of a binary vector; `dimension` in bits. */
export function binaryVector(dimension: number, row: number): number[] {
	return Array.from({length: dimension / 8}, (_, index) => (row * 31 + index * 17) % 256);
}

/** The item of a list that row takes, round and round. */
export function pick<Item>(items: readonly Item[], row: number): Item {
	return items[row % items.length]!;
}

/** Rows from `first` on. */
export function range<Row>(first: number, count: number, row: (index: number) => Row): Row[] {
	return Array.from({length: count}, (_, index) => row(first + index));
}

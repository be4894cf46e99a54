const chunkSize = 64;

/**
 * A list that is never changed in place, made for one change after another: replacing or appending
 * an item copies one chunk of 64 and the table of chunks, where an array or a Map of 5,000 would be
 * copied whole for each of a million events.
 */
export type ChunkedList<Item> = {
	readonly length: number;
	readonly chunks: ReadonlyArray<readonly Item[]>;
};

export function listOf<Item>(items: readonly Item[] = []): ChunkedList<Item> {
	const chunks: Item[][] = [];
	for (let start = 0; start < items.length; start += chunkSize) {
		chunks.push(items.slice(start, start + chunkSize));
	}

	return {length: items.length, chunks};
}

/** The items in their order; an array is `[...itemsOf(list)]`. */
export function* itemsOf<Item>({chunks}: ChunkedList<Item>): Generator<Item> {
	for (const chunk of chunks) {
		yield* chunk;
	}
}

export function itemAt<Item>({chunks}: ChunkedList<Item>, index: number): Item | undefined {
	return chunks[Math.floor(index / chunkSize)]?.[index % chunkSize];
}

/** @param index of an item that is there */
export function replaceAt<Item>(
	{length, chunks}: ChunkedList<Item>,
	index: number,
	item: Item,
): ChunkedList<Item> {
	const at = Math.floor(index / chunkSize);
	const chunk = (chunks[at] ?? []).with(index % chunkSize, item);
	return {length, chunks: chunks.with(at, chunk)};
}

export function append<Item>({length, chunks}: ChunkedList<Item>, item: Item): ChunkedList<Item> {
	const last = chunks.at(-1);
	return {
		length: length + 1,
		chunks:
			last === undefined || last.length === chunkSize
				? [...chunks, [item]]
				: chunks.with(-1, [...last, item]),
	};
}

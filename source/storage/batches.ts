/** Groups of at most `size`, in order; the last may be smaller, none is empty. */
export async function* batches<Item>(
	items: Iterable<Item> | AsyncIterable<Item>,
	size: number,
): AsyncGenerator<Item[]> {
	let batch: Item[] = [];
	for await (const item of items) {
		batch.push(item);
		if (batch.length === size) {
			yield batch;
			batch = [];
		}
	}

	if (batch.length > 0) {
		yield batch;
	}
}

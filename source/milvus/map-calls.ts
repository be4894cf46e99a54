import pMap from 'p-map';

/**
 * Metadata calls in flight; measured: 500 concurrent describes take a third of a second on Milvus
 * 2.3.5.
 */
export const metadataConcurrency = 16;

/** One call for each item, some at once; results in the items' order. */
export async function mapCalls<Item, Result>(
	items: readonly Item[],
	call: (item: Item) => Promise<Result>,
): Promise<Result[]> {
	return pMap(items, call, {concurrency: metadataConcurrency});
}

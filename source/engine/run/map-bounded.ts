import pMap from 'p-map';

/**
 * Maps over items, `concurrency` at a time. The first failure stops new ones, and is thrown only
 * when those running have ended: no work continues behind the caller's clean-up.
 */
export async function mapBounded<Item, Result>(
	items: readonly Item[],
	concurrency: number,
	work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
	let failure: {error: unknown} | undefined;
	const results = await pMap(
		items,
		async (item): Promise<Result | undefined> => {
			if (failure) {
				return undefined;
			}

			try {
				return await work(item);
			} catch (error) {
				failure ??= {error};
				return undefined;
			}
		},
		{concurrency},
	);
	if (failure) {
		throw failure.error;
	}

	return results as Result[];
}

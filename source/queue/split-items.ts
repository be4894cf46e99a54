/** Small enough that no worker is busy for long when nothing is left for the others. */
export const maxItemBytes = 8 * 1024 ** 2;
const minItemBytes = 1024 ** 2;
/** So that a smaller task too is for all workers. */
const itemsWanted = 128;
const maxItemObjects = 64;

/** Cuts a list into pieces for workers; a larger object is a piece of its own. */
export function splitItems<Sized extends {sizeBytes: number}>(
	objects: readonly Sized[],
): Sized[][] {
	const items: Sized[][] = [];
	const total = objects.reduce((sum, {sizeBytes}) => sum + sizeBytes, 0);
	const usualBytes = Math.min(maxItemBytes, Math.max(minItemBytes, total / itemsWanted));
	let bytes = 0;
	let item: Sized[] = [];
	for (const object of objects) {
		if (
			item.length > 0 &&
			(item.length === maxItemObjects || bytes + object.sizeBytes > usualBytes)
		) {
			items.push(item);
			item = [];
			bytes = 0;
		}

		item.push(object);
		bytes += object.sizeBytes;
	}

	return item.length > 0 ? [...items, item] : items;
}

import type {ObjectToCopy} from '../engine/run/crew.js';

/** Small enough that no worker is busy for long when nothing is left for the others. */
const maxItemBytes = 8 * 1024 ** 2;
const maxItemObjects = 64;

/** Cuts a list into pieces for workers; a larger object is a piece of its own. */
export function splitItems(objects: readonly ObjectToCopy[]): ObjectToCopy[][] {
	const items: ObjectToCopy[][] = [];
	let bytes = 0;
	let item: ObjectToCopy[] = [];
	for (const object of objects) {
		if (
			item.length > 0 &&
			(item.length === maxItemObjects || bytes + object.sizeBytes > maxItemBytes)
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

/**
 * What a user picks of a list: `1,3-5 7`, names, `all`, `db.*`; commas and blanks (Chinese ones
 * too) are between.
 *
 * @param keys of the list: what stands before its lines
 * @param named the places of a name, or of all that is in a database
 * @returns places in the list, each once, in its order; undefined when one of the words means
 *   nothing
 */
export function parseNumbers(
	text: string,
	keys: readonly string[],
	named: (name: {db?: string; name: string}) => readonly number[],
): number[] | undefined {
	const words = text
		.normalize('NFKC')
		.split(/[\s,、]+/)
		.filter(Boolean);
	const picked = new Set<number>();
	for (const word of words) {
		const places = placesOf(word, keys, named);
		if (places.length === 0) {
			return undefined;
		}

		for (const place of places) {
			picked.add(place);
		}
	}

	return [...picked].toSorted((a, b) => a - b);
}

function placesOf(
	word: string,
	keys: readonly string[],
	named: (name: {db?: string; name: string}) => readonly number[],
): readonly number[] {
	const range = /^(\d+)-(\d+)$/.exec(word);
	const [first, last] = [keys.indexOf(range?.[1] ?? word), keys.indexOf(range?.[2] ?? word)];
	if (first !== -1 && last !== -1) {
		return Array.from({length: Math.max(0, last - first + 1)}, (_, index) => first + index);
	}

	if (word === 'all' || word === '*') {
		// What has a key of its own is no line of the list.
		return keys.flatMap((key, index) => (key === String(index + 1) ? [index] : []));
	}

	return word.endsWith('.*') ? named({db: word.slice(0, -2), name: ''}) : named({name: word});
}

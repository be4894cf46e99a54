const units: Readonly<Record<string, number>> = {
	'': 1,
	k: 1e3,
	m: 1e6,
	g: 1e9,
	ki: 2 ** 10,
	mi: 2 ** 20,
	gi: 2 ** 30,
};

/**
 * Bytes, from `5GiB`, `500 MB`, `50M` or a plain number of bytes; K, M and G are thousands.
 * Undefined for what is no size, and for a part of a byte.
 */
export function parseSize(text: string): number | undefined {
	const match = /^(\d{1,15}(?:\.\d+)?)\s*((?:[kmg]i?)?)b?$/i.exec(text.trim());
	if (!match) {
		return undefined;
	}

	const size = Number(match[1]) * (units[match[2]!.toLowerCase()] ?? NaN);
	return size > 0 && size < 1 ? undefined : Math.round(size);
}

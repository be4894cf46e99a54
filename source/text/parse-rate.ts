const units: Readonly<Record<string, number>> = {
	'': 1,
	k: 1e3,
	m: 1e6,
	g: 1e9,
	ki: 1024,
	mi: 1024 ** 2,
	gi: 1024 ** 3,
};

/**
 * Bytes a second: `50M`, `800K`, `5MiB`, `1.5GB/s`, or plain bytes; K, M and G are thousands.
 * Undefined for what is none, or less than one.
 */
export function parseRate(text: string): number | undefined {
	const match = /^(\d+(?:\.\d+)?)\s*([kmg]i?|)(?:b)?(?:\/s)?$/i.exec(text.trim());
	const bytes = match ? Math.round(Number(match[1]) * (units[match[2]!.toLowerCase()] ?? 0)) : 0;
	return bytes < 1 ? undefined : bytes;
}

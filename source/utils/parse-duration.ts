const hourMs = 60 * 60 * 1000;
const unitMs: Readonly<Record<string, number>> = {
	h: hourMs,
	d: 24 * hourMs,
	w: 7 * 24 * hourMs,
	y: 365 * 24 * hourMs,
};

/**
 * Milliseconds of `30d`, `12h`, `2w`, `1y` (365 days) or several of these together, as `1d12h`;
 * undefined for anything else, for nothing, and for more than a hundred years.
 */
export function parseDuration(text: string): number | undefined {
	if (!/^(\d{1,6}[hdwy])+$/i.test(text.trim())) {
		return undefined;
	}

	const ms = [...text.matchAll(/(\d+)([hdwy])/gi)].reduce(
		(sum, [, count, unit]) => sum + Number(count) * (unitMs[unit!.toLowerCase()] ?? 0),
		0,
	);
	return ms > 0 && ms <= 100 * unitMs['y']! ? ms : undefined;
}

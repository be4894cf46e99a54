/** Stands between two columns of a table. */
export const columnGap = '  ';

/**
 * Widths of columns that fit, with their gaps, into `width`: the widest gives way first, each down
 * to its minimum. They are wider together when that is not enough.
 */
export function fitWidths(
	wanted: readonly number[],
	min: readonly number[],
	width: number,
): number[] {
	const widths = [...wanted];
	let surplus =
		widths.reduce((sum, each) => sum + each, 0) + columnGap.length * (widths.length - 1) - width;
	while (surplus > 0) {
		const widest = widths.reduce(
			(best, each, index) =>
				each > min[index]! && (best < 0 || each > widths[best]!) ? index : best,
			-1,
		);
		if (widest < 0) {
			break;
		}

		widths[widest]!--;
		surplus--;
	}

	return widths;
}

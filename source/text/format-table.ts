import {stripControl} from '../utils/strip-control.js';
import {columnGap, fitWidths} from './fit-widths.js';
import {padEnd, padStart} from './pad.js';
import {textWidth} from './text-width.js';
import {truncate} from './truncate.js';

export type TableColumn = {
	heading: string;
	/** Default: left. Numbers stand right. */
	align?: 'left' | 'right';
	/** May be truncated when the table is wider than it may be; default false. */
	canShrink?: boolean;
};

const minWidth = 6;

/**
 * The lines of a table of plain texts, headings first, two spaces between columns, none at the ends
 * of lines; cells are freed of control characters.
 *
 * @param width in columns; default: as wide as it is. Shrinkable columns are truncated, the widest
 * first, each down to its heading or 6 columns; when that is not enough, lines are wider than
 * `width`.
 */
export function formatTable({
	columns,
	rows,
	width = Infinity,
}: {
	columns: readonly TableColumn[];
	rows: ReadonlyArray<readonly string[]>;
	width?: number;
}): string[] {
	const lines = [columns.map(({heading}) => heading), ...rows].map(line =>
		columns.map((_, index) => stripControl(line[index] ?? '')),
	);
	const wanted = columns.map((_, index) =>
		lines.reduce((max, line) => Math.max(max, textWidth(line[index]!)), 0),
	);
	const min = columns.map(({heading, canShrink}, index) =>
		canShrink ? Math.min(wanted[index]!, Math.max(minWidth, textWidth(heading))) : wanted[index]!,
	);
	const widths = fitWidths(wanted, min, width);
	return lines.map(line =>
		columns
			.map(({align}, index) => {
				const cell = truncate(line[index]!, widths[index]!);
				return align === 'right' ? padStart(cell, widths[index]!) : padEnd(cell, widths[index]!);
			})
			.join(columnGap)
			.trimEnd(),
	);
}

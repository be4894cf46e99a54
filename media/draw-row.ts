import {cellSize} from './cell-size.js';
import {plain} from './colours.js';
import {drawShape, isShape} from './draw-shape.js';
import type {Cell, Style} from './screen.js';

const baseline = 14;

/**
 * The SVG elements of one row, an element for each run of one style: backgrounds, shapes, text,
 * underlines.
 */
export function drawRow(formatColumns: readonly Cell[], row: number): string[] {
	const top = row * cellSize.height;
	const styled = runsOf(formatColumns, ({style}) => JSON.stringify(style));
	return [
		...styled.flatMap(run => drawBackground(run, top)),
		...runsOf(
			formatColumns.filter(({text}) => isShape(text)),
			({text, style}) => text + JSON.stringify(style),
		).map(run => drawShape(run, top)),
		...styled.flatMap(run => drawText(run, top + baseline)),
		...styled.flatMap(run => drawUnderline(run, top + baseline + 2)),
	];
}

/** What a style says of anything that is drawn in the text's colour. */
export function fillOf({colour, isDim}: Style): string {
	return (colour === plain.text ? '' : ` fill="${colour}"`) + (isDim ? ' opacity="0.65"' : '');
}

export function escapeXml(text: string): string {
	return text
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;');
}

/** Neighbours for which `key` is the same. */
function runsOf(formatColumns: readonly Cell[], key: (cell: Cell) => string): Cell[][] {
	const runs: Cell[][] = [];
	for (const cell of formatColumns) {
		const last = runs.at(-1)?.at(-1);
		if (last && last.column + last.width === cell.column && key(last) === key(cell)) {
			runs.at(-1)?.push(cell);
		} else {
			runs.push([cell]);
		}
	}

	return runs;
}

function drawBackground(run: readonly Cell[], top: number): string[] {
	const background = run[0]?.style.background;
	return background === undefined
		? []
		: [`<rect ${extent(run)} y="${top}" height="${cellSize.height}" fill="${background}"/>`];
}

function drawUnderline(run: readonly Cell[], y: number): string[] {
	const style = run[0]?.style;
	return style?.isUnderlined ? [`<rect ${extent(run)} y="${y}" height="1"${fillOf(style)}/>`] : [];
}

/** Where a run stands, as attributes of a rectangle. */
function extent(run: readonly Cell[]): string {
	const columns = run.reduce((sum, {width}) => sum + width, 0);
	return `x="${(run[0]?.column ?? 0) * cellSize.width}" width="${columns * cellSize.width}"`;
}

/**
 * One element with a place for each character; what is more than one code unit has its own, because
 * SVG counts places by these.
 */
function drawText(run: readonly Cell[], y: number): string[] {
	const written = run.filter(({text}) => text !== ' ' && !isShape(text));
	const simple = written.filter(({text}) => text.length === 1);
	const others = written.filter(({text}) => text.length > 1);
	return [simple, ...others.map(cell => [cell])]
		.filter(formatColumns => formatColumns.length > 0)
		.map(
			formatColumns =>
				`<text y="${y}"${formatColumns[0] ? textStyle(formatColumns[0].style) : ''} x="${formatColumns.map(middleOf).join(' ')}">${escapeXml(formatColumns.map(({text}) => text).join(''))}</text>`,
		);
}

function middleOf({column, width}: Cell): number {
	return (column + width / 2) * cellSize.width;
}

function textStyle(style: Style): string {
	return (
		fillOf(style) +
		(style.isBold ? ' font-weight="bold"' : '') +
		(style.isItalic ? ' font-style="italic"' : '')
	);
}

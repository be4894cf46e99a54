import {cellSize} from './cell-size.js';
import type {Cell} from './screen.js';

/** How much of a whole cell is coloured. */
const shades: Readonly<Record<string, number>> = {
	'█': 1,
	'▓': 0.75,
	'▒': 0.5,
	'░': 0.25,
};

/** From the middle of the cell: up, right, down, left. */
const lines: Readonly<Record<string, string>> = {
	'─': 'rl',
	'│': 'ud',
	'┌': 'rd',
	'┐': 'dl',
	'└': 'ur',
	'┘': 'ul',
	'├': 'urd',
	'┤': 'udl',
	'┬': 'rdl',
	'┴': 'url',
	'┼': 'urdl',
	'╭': 'rd',
	'╮': 'dl',
	'╰': 'ur',
	'╯': 'ul',
};

/** Is this drawn and not written, because it has to meet its neighbours? */
export function isShape(text: string): boolean {
	return Object.hasOwn(shades, text) || Object.hasOwn(lines, text);
}

/** One element for neighbours of one text and style. */
export function drawShape(run: readonly Cell[], top: number): string {
	const [first] = run;
	if (!first) {
		return '';
	}

	const {text, style} = first;
	const shade = shades[text];
	if (shade !== undefined) {
		return `<rect x="${first.column * cellSize.width}" y="${top}" width="${run.length * cellSize.width}" height="${cellSize.height}" fill="${style.colour}" opacity="${style.isDim ? shade * 0.65 : shade}"/>`;
	}

	const path = run.map(({column}) => linesPath(text, column, top)).join('');
	return `<path d="${path}" fill="none" stroke="${style.colour}"${style.isDim ? ' opacity="0.65"' : ''}/>`;
}

function linesPath(text: string, column: number, top: number): string {
	const {width, height} = cellSize;
	const left = column * width;
	const middle = `${left + width / 2} ${top + height / 2}`;
	const ends: Readonly<Record<string, string>> = {
		u: `${left + width / 2} ${top}`,
		r: `${left + width} ${top + height / 2}`,
		d: `${left + width / 2} ${top + height}`,
		l: `${left} ${top + height / 2}`,
	};
	const points = (lines[text] ?? '').split('').map(arm => ends[arm] ?? '');
	return '╭╮╰╯'.includes(text)
		? `M${points[0]}Q${middle} ${points[1]}`
		: points.map(point => `M${middle}L${point}`).join('');
}

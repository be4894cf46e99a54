import type {IBufferCell, Terminal as Emulator} from '@xterm/headless';
import {paletteColour, plain, rgbColour} from './colours.js';

export type Style = {
	colour: string;
	/** Undefined: the terminal's own. */
	background: string | undefined;
	isBold: boolean;
	isDim: boolean;
	isItalic: boolean;
	isUnderlined: boolean;
};

export type Cell = {
	/** Never empty: a blank is a space. */
	text: string;
	/** Columns; 2 for what is Chinese, among others. */
	width: number;
	column: number;
	style: Style;
};

/**
 * What a person sees at one moment: plain data, which stays as it is while the program continues.
 */
export type Screen = {
	columns: number;
	rows: Cell[][];
	/** The rows as text, without blanks at their ends. */
	lines: string[];
	cursor: {column: number; row: number; isShown: boolean};
};

export function readScreen(emulator: Emulator, isCursorShown: boolean): Screen {
	const buffer = emulator.buffer.active;
	const rows = Array.from({length: emulator.rows}, (_, row) => {
		const line = buffer.getLine(buffer.viewportY + row);
		return Array.from({length: emulator.cols}, (_, column) => {
			const cell = line?.getCell(column);
			// The second half of a wide character has width 0.
			return cell && cell.getWidth() > 0 ? [readCell(cell, column)] : [];
		}).flat();
	});
	return {
		columns: emulator.cols,
		rows,
		lines: rows.map(formatColumns =>
			formatColumns
				.map(({text}) => text)
				.join('')
				.trimEnd(),
		),
		cursor: {
			column: buffer.cursorX,
			row: buffer.cursorY,
			isShown: isCursorShown,
		},
	};
}

function readCell(cell: IBufferCell, column: number): Cell {
	const colour = cell.isFgDefault()
		? undefined
		: cell.isFgRGB()
			? rgbColour(cell.getFgColor())
			: paletteColour(cell.getFgColor());
	const background = cell.isBgDefault()
		? undefined
		: cell.isBgRGB()
			? rgbColour(cell.getBgColor())
			: paletteColour(cell.getBgColor());
	const isInverse = cell.isInverse() !== 0;
	return {
		text: cell.isInvisible() ? ' ' : cell.getChars() || ' ',
		width: cell.getWidth(),
		column,
		style: {
			colour: isInverse ? (background ?? plain.background) : (colour ?? plain.text),
			background: isInverse ? (colour ?? plain.text) : background,
			isBold: cell.isBold() !== 0,
			isDim: cell.isDim() !== 0,
			isItalic: cell.isItalic() !== 0,
			isUnderlined: cell.isUnderline() !== 0,
		},
	};
}

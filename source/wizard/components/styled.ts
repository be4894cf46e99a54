import type {BodyLine, Tone} from '../../dialog/step.js';
import {columnGap} from '../../text/fit-widths.js';
import {padEnd, padStart} from '../../text/pad.js';
import {textWidth} from '../../text/text-width.js';
import {truncate} from '../../text/truncate.js';
import {wrapCommand} from '../../text/wrap-command.js';
import {wrapText} from '../../text/wrap-text.js';
import {stripControl} from '../../utils/strip-control.js';

export type Segment = {text: string; tone?: Tone | 'cursor'};

/** A line of the screen, no wider than it. */
export type StyledLine = readonly Segment[];

export const emptyLine: StyledLine = [];

/** Segments side by side, cut where the screen ends. */
export function line(columns: number, ...segments: Segment[]): StyledLine {
	const fitting: Segment[] = [];
	let left = columns;
	for (const {text, tone} of segments) {
		const plain = stripControl(text);
		const cut = textWidth(plain) > left ? truncate(plain, left) : plain;
		if (cut !== '') {
			fitting.push({text: cut, tone});
		}

		left -= textWidth(cut);
		if (cut !== plain) {
			break;
		}
	}

	return fitting;
}

/** A sentence, wrapped. */
export function paragraph(columns: number, text: string, tone?: Tone): StyledLine[] {
	return wrapText(stripControl(text), columns).map(part => [{text: part, tone}]);
}

/** Lines of a body: sentences are wrapped, lines of tables cut. */
export function layoutBody(body: readonly BodyLine[], columns: number): StyledLine[] {
	return body.flatMap(({text, tone, isTable, isCommand}) =>
		text === ''
			? [emptyLine]
			: isTable
				? [line(columns, {text, tone})]
				: isCommand && textWidth(text) > columns
					? commandLines(text, columns, tone)
					: hanging(text, columns, tone),
	);
}

/** What stands before a command has a line of its own when there is no room for both. */
function commandLines(text: string, columns: number, tone: Tone | undefined): StyledLine[] {
	const start = Math.max(0, text.indexOf('milvault '));
	const label = text.slice(0, start);
	const indent = /^ */.exec(label)?.[0] ?? '';
	return [
		...(label.trim() === '' ? [] : hanging(label.trimEnd(), columns, tone)),
		...wrapCommand(stripControl(text.slice(start)), columns - indent.length).map(
			(part): StyledLine => [{text: `${indent}${part}`, tone}],
		),
	];
}

/** What is indented stays so when it is wrapped. */
function hanging(text: string, columns: number, tone: Tone | undefined): StyledLine[] {
	const indent = /^ */.exec(text)?.[0] ?? '';
	return paragraph(columns - indent.length, text.slice(indent.length), tone).map(segments => [
		{text: indent},
		...segments,
	]);
}

/** Texts in columns of these widths, two spaces between; a negative width stands right. */
export function formatColumns(widths: readonly number[], texts: readonly string[]): string {
	return texts
		.map((text, index) => {
			const width = widths[index] ?? 0;
			const cut = truncate(stripControl(text), Math.abs(width));
			return width < 0 ? padStart(cut, -width) : padEnd(cut, width);
		})
		.join(columnGap);
}

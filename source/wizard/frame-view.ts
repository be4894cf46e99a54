import type {Opened} from '../dialog/effects.js';
import type {Messages} from '../messages/messages.js';
import {textWidth} from '../text/text-width.js';
import {wrapText} from '../text/wrap-text.js';
import {isTooSmall, type Size} from './size.js';
import {emptyLine, line, paragraph, type StyledLine} from './components/styled.js';

/**
 * A whole screen: where we are and what is connected, the step, its keys in the last lines. Always
 * lower than the terminal: Ink would otherwise clear what stands above it.
 */
export function frameView({
	messages,
	size,
	version,
	title,
	opened,
	hints,
	isHeld,
	hasScrollback,
	draw,
}: {
	messages: Messages;
	size: Size;
	version: string;
	title: string;
	opened: Opened | undefined;
	hints: readonly string[];
	/** Enter was not taken. */
	isHeld: boolean;
	/** Something stands above. */
	hasScrollback: boolean;
	/** The step’s own lines in the room that is left. */
	draw: (size: Size) => StyledLine[];
}): StyledLine[] {
	const columns = size.columns - 1;
	if (isTooSmall(size)) {
		return [line(columns, {text: messages.dialog.screen.tooSmall})];
	}

	const isLow = size.rows < 18;
	const footer = isHeld
		? paragraph(columns, messages.dialog.screen.held, 'warning').slice(0, 2)
		: hintLines(hints, columns);
	const head = [
		...(hasScrollback && !isLow ? [emptyLine] : []),
		headLine({title, opened, version}, messages, columns),
		...(isLow ? [] : [emptyLine]),
	];
	const foot = [...(isLow ? [] : [emptyLine]), ...footer];
	const room = size.rows - 1 - head.length - foot.length;
	return [
		...head,
		...draw({columns, rows: Math.max(1, room)}).slice(0, Math.max(1, room)),
		...foot,
	];
}

function headLine(
	{title, opened, version}: {title: string; opened: Opened | undefined; version: string},
	{commands, dialog}: Messages,
	columns: number,
): StyledLine {
	const left = `milvault ${version}`;
	const middle = title === '' ? '' : `  ${title}`;
	const right = opened
		? `${commands.cluster(opened.cluster, opened.version)}  ● ${dialog.screen.connected}`
		: '';
	const gap = columns - textWidth(left) - textWidth(middle) - textWidth(right);
	return line(
		columns,
		{text: left, tone: 'dim'},
		{text: middle, tone: 'strong'},
		...(gap >= 2 ? [{text: `${' '.repeat(gap)}${right}`, tone: 'dim' as const}] : []),
	);
}

/** In as many lines as they need, two at most: the first ones matter most. */
function hintLines(hints: readonly string[], columns: number): StyledLine[] {
	const glued = hints.map(hint => hint.replaceAll(' ', '\u00A0')).join('  ');
	return wrapText(glued, columns)
		.slice(0, 2)
		.map(text => [{text: text.replaceAll('\u00A0', ' '), tone: 'dim'}]);
}

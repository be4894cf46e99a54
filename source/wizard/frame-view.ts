import type {Opened} from '../dialog/effects.js';
import type {Step} from '../dialog/step.js';
import type {Messages} from '../messages/messages.js';
import {textWidth} from '../text/text-width.js';
import {wrapText} from '../text/wrap-text.js';
import {canFilter} from './steps/choose/keys.js';
import {canEdit, offeredTargets} from './steps/resolve/keys.js';
import {isTooSmall, type Size, type View} from './steps/view.js';
import {emptyLine, line, paragraph, type StyledLine} from './components/styled.js';

/**
 * A whole screen: where we are and what is connected, the step, its keys in the last lines. Always
 * lower than the terminal: Ink would otherwise clear what stands above it.
 */
export function frameView(
	step: Step,
	view: View,
	{
		messages,
		size,
		version,
		isHelpShown,
		isHeld,
		isPaused,
		hasKept,
		draw,
	}: {
		messages: Messages;
		size: Size;
		version: string;
		isHelpShown: boolean;
		/** Enter was not taken. */
		isHeld: boolean;
		isPaused: boolean;
		/** Something stands above. */
		hasKept: boolean;
		/** The step’s own lines in the room that is left. */
		draw: (size: Size) => StyledLine[];
	},
): StyledLine[] {
	const columns = size.columns - 1;
	if (isTooSmall(size)) {
		return [line(columns, {text: messages.dialog.screen.tooSmall})];
	}

	const isLow = size.rows < 18;
	const title = 'title' in step ? step.title : '';
	const opened = 'opened' in step ? step.opened : undefined;
	const keys = isHelpShown ? [messages.dialog.keys.close] : keysOf(step, view, messages, isPaused);
	const footer = isHeld
		? paragraph(columns, messages.dialog.screen.held, 'warning').slice(0, 2)
		: keyLines(keys, columns);
	const head = [
		...(hasKept && !isLow ? [emptyLine] : []),
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
function keyLines(keys: readonly string[], columns: number): StyledLine[] {
	const glued = keys.map(key => key.replaceAll(' ', '\u00A0')).join('  ');
	return wrapText(glued, columns)
		.slice(0, 2)
		.map(text => [{text: text.replaceAll('\u00A0', ' '), tone: 'dim'}]);
}

function keysOf(step: Step, view: View, {dialog}: Messages, isPaused: boolean): string[] {
	const {keys} = dialog;
	const back = 'canGoBack' in step && step.canGoBack ? [keys.back] : [];
	switch (step.kind) {
		case 'choose': {
			const canLeave = Object.values(step.actions).some(({kind}) => kind === 'leave');
			return [
				keys.move,
				keys.choose,
				...back,
				...(canFilter(step) ? [keys.filter] : []),
				keys.help,
				...(canLeave ? [keys.quit] : []),
			];
		}

		case 'text': {
			return [
				keys.accept,
				...(view.kind === 'text' && view.field.isDefault ? [keys.edit] : []),
				...back,
				...(step.isSecret ? [] : [keys.help]),
			];
		}

		case 'pick': {
			return [keys.move, keys.pick, keys.all, keys.next, ...back, keys.filter, keys.help];
		}

		case 'resolve': {
			if (view.kind === 'resolve' && view.editing) {
				return [keys.accept, keys.back];
			}

			const here =
				view.kind === 'resolve'
					? view.resolutions[offeredTargets(step, view)[view.cursor]?.source ?? '']
					: undefined;
			return [
				keys.move,
				keys.change,
				...(here && canEdit(here) ? [keys.rename] : []),
				keys.next,
				...back,
				keys.filter,
				keys.help,
			];
		}

		case 'job': {
			return view.kind === 'job' && view.limit
				? [keys.accept, keys.back]
				: [isPaused ? keys.resume : keys.pause, keys.limit, keys.detach, keys.cancel, keys.help];
		}

		case 'do': {
			return [...back, keys.help];
		}

		case 'leave': {
			return [];
		}
	}
}

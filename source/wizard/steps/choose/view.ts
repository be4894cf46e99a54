import type {ChooseStep} from '../../../dialog/step.js';
import {padEnd} from '../../../text/pad.js';
import {textWidth} from '../../../text/text-width.js';
import {truncate} from '../../../text/truncate.js';
import {cursorOf, offeredChoices, type ChooseView} from './keys.js';
import {windowStart} from '../../components/list.js';
import {valueOf} from '../../components/text-field.js';
import type {Drawing} from '../step-row.js';
import {bodyWindow} from '../../components/body-window.js';
import {filterLines} from '../../components/filter-line.js';
import {layoutBody, line, paragraph, type StyledLine} from '../../components/styled.js';

/** So many choices are seen even below a long body. */
const minChoices = 4;

/**
 * A body to read, a question, choices with the cursor on one of them.
 *
 * @param size what the view may take
 */
export function drawChoose(
	step: ChooseStep,
	view: ChooseView,
	{messages, size: {columns, rows}}: Drawing,
): StyledLine[] {
	const offered = offeredChoices(step, view);
	const filter = filterLines(view, {messages, columns});
	// What Enter would choose is seen in the smallest window, before all of the question.
	const question = paragraph(columns, step.question, 'strong').slice(
		0,
		Math.max(0, rows - filter.length - 1),
	);
	const body = layoutBody(step.body, columns);
	const room = rows - question.length - filter.length;
	const shownChoices = Math.max(
		1,
		Math.min(offered.length, Math.max(Math.min(minChoices, room), room - body.length)),
	);
	const bodyRoom = Math.max(0, room - shownChoices);
	return [
		...bodyWindow(body, bodyRoom, view.bodyStart, {messages, columns}),
		...question,
		...filter,
		...choiceLines(offered, view.chosen, {columns, height: shownChoices}),
		...(offered.length === 0
			? [
					line(columns, {
						text: messages.dialog.screen.nothingFound(valueOf(view.filter)),
						tone: 'dim',
					}),
				]
			: []),
	];
}

function choiceLines(
	offered: ChooseStep['choices'],
	chosen: string,
	{columns, height}: {columns: number; height: number},
): StyledLine[] {
	const cursor = cursorOf(offered, chosen);
	const first = windowStart(cursor, offered.length, height);
	const hasDetails = offered.some(({detail}) => detail !== undefined);
	const labelWidth = Math.min(
		Math.max(0, ...offered.map(({label}) => textWidth(label))),
		hasDetails ? Math.max(24, Math.floor(columns * 0.55)) : columns,
	);
	return offered.slice(first, first + height).map(({label, detail}, index) => {
		const isChosen = first + index === cursor;
		const shown = truncate(label, Math.min(labelWidth, columns - 2));
		return line(
			columns,
			{text: isChosen ? '❯ ' : '  ', tone: 'strong'},
			{
				text: detail === undefined ? shown : padEnd(shown, labelWidth),
				tone: isChosen ? 'strong' : 'plain',
			},
			...(detail === undefined ? [] : [{text: `  ${detail}`, tone: 'dim' as const}]),
		);
	});
}

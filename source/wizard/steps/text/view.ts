import type {TextStep} from '../../../dialog/step.js';
import {bodyWindow} from '../../components/body-window.js';
import {fieldLine} from '../../components/field-line.js';
import {layoutBody, paragraph, type StyledLine} from '../../components/styled.js';
import type {Drawing} from '../step-row.js';
import type {TextView} from './keys.js';

/** A question and a line to write its answer in; below it what is wrong with it. */
export function drawText(
	step: TextStep,
	{field, refusal}: TextView,
	{messages, size: {columns, rows}}: Drawing,
): StyledLine[] {
	const question = paragraph(columns, step.question, 'strong');
	const problem = refusal
		? [
				...paragraph(columns, refusal.problem, 'bad'),
				...(refusal.suggestion === undefined
					? []
					: paragraph(columns, `${messages.dialog.keys.suggestion}: ${refusal.suggestion}`)),
			]
		: [];
	const room = rows - question.length - problem.length - 1;
	const body = layoutBody(step.body, columns);
	return [
		...bodyWindow(body, Math.max(0, room), 0, {messages, columns}),
		...question,
		fieldLine(field, {columns, label: '❯ ', isSecret: step.isSecret}),
		...problem,
	];
}

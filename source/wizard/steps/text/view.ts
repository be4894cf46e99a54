import type {Messages} from '../../../messages/messages.js';
import type {Size, StepWith, ViewWith} from '../view.js';
import {bodyWindow} from '../choose/view.js';
import {fieldLine} from '../../components/field-line.js';
import {layoutBody, paragraph, type StyledLine} from '../../components/styled.js';

/** A question and a line to write its answer in; below it what is wrong with it. */
export function textView(
	step: StepWith<'text'>,
	{field, refusal}: ViewWith<'text'>,
	{messages, size: {columns, rows}}: {messages: Messages; size: Size},
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

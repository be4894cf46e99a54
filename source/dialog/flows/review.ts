import type {Warning} from '../../model/job-events.js';
import type {BodyLine} from '../step.js';
import {warningBody, type Script} from '../script.js';

/**
 * Shows a plan as the command line does, what to know about it, and the same as a command;
 * continues when it is to start.
 */
export function review(
	script: Script,
	id: 'reviewBackup' | 'reviewRestore',
	{
		lines,
		notes = [],
		warnings,
		command,
		question,
	}: {
		lines: readonly string[];
		/** About what stands in the lines. */
		notes?: readonly BodyLine[];
		warnings: readonly Warning[];
		command: string;
		question: string;
	},
): void {
	const {messages} = script;
	const texts = messages.dialog.review;
	const body: BodyLine[] = [
		...lines.map((text): BodyLine => ({text, isTable: true})),
		...notes.map(note => ({...note, text: `  ${note.text}`})),
		...(warnings.length > 0 ? [{text: ''}] : []),
		...warningBody(messages, warnings),
		{text: ''},
		{text: texts.command, tone: 'dim'},
		{text: `  ${command}`, tone: 'dim', isCommand: true},
		{text: ''},
	];
	const answer = script.select(id, {
		body,
		question,
		help: texts.help,
		choices: [
			{value: 'start', label: texts.start, isStart: true},
			{value: 'print', label: texts.print},
			{value: 'back', label: messages.dialog.failed.back},
		],
		preselected: 'start',
		actions: {back: {kind: 'back'}},
	});
	if (answer === 'print') {
		script.exit([{text: command, isCommand: true}]);
	}
}

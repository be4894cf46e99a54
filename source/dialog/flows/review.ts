import type {Messages} from '../../messages/messages.js';
import type {Warning} from '../../model/job-events.js';
import type {BodyLine} from '../step.js';

/** A plan as the command line shows it, what to know about it, and the same as a command. */
export function reviewBody(
	lines: readonly string[],
	{
		messages,
		command,
		warnings,
	}: {
		messages: Messages;
		command: string;
		warnings: readonly Warning[];
	},
): BodyLine[] {
	return [
		...lines.map((text): BodyLine => ({text, isTable: true})),
		...(warnings.length > 0 ? [{text: ''}] : []),
		...warnings.map((warning): BodyLine => ({
			text: `! ${messages.warning(warning)}`,
			tone: 'warning',
		})),
		{text: ''},
		{text: messages.dialog.review.command, tone: 'dim'},
		{text: `  ${command}`, tone: 'dim', isCommand: true},
		{text: ''},
	];
}

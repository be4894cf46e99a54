import type {Messages} from '../messages/messages.js';
import type {FailedPart} from './job-report.js';
import type {Paint} from './paint.js';

/** The collections or backups that failed, each with its sentence and its hint. */
export function failureLines(
	failed: readonly FailedPart[],
	{messages, paintError}: {messages: Messages; paintError: Paint},
): string[] {
	return failed.flatMap(({name, error}) => {
		const {sentence, hint} = messages.error(error);
		return [
			`${paintError('red', '✘')} ${name}: ${sentence}`,
			...(hint === undefined ? [] : [`  ${hint}`]),
		];
	});
}

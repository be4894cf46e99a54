import type {Warning} from '../model/job-events.js';
import type {Messages} from '../messages/messages.js';
import type {Paint} from './paint.js';

/** One line for each warning. */
export function warningLines(
	warnings: readonly Warning[],
	{messages, paintError}: {messages: Messages; paintError: Paint},
): string[] {
	return warnings.map(warning => `${paintError('yellow', '!')} ${messages.warning(warning)}`);
}

import type {Warning} from '../../model/job-events.js';
import type {Output} from '../shared/output.js';

/** One line for each warning. */
export function warningLines(
	warnings: readonly Warning[],
	{messages, paintError}: Pick<Output, 'messages' | 'paintError'>,
): string[] {
	return warnings.map(
		warning => `${paintError('yellow', '!')} ${messages.warning(warning)}`,
	);
}

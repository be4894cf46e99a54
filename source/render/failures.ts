import type {CollectionResult} from '../model/plans.js';
import type {Messages} from '../messages/messages.js';
import type {Paint} from './paint.js';

/** The collections that failed, each with its sentence and its hint. */
export function failureLines(
	collections: readonly CollectionResult[],
	{messages, paintError}: {messages: Messages; paintError: Paint},
): string[] {
	return collections.flatMap(({collection, error}) => {
		if (!error) {
			return [];
		}

		const {sentence, hint} = messages.error(error);
		return [
			`${paintError('red', '✘')} ${collection}: ${sentence}`,
			...(hint === undefined ? [] : [`  ${hint}`]),
		];
	});
}

import type {CollectionResult} from '../../model/plans.js';
import type {Output} from '../shared/output.js';

/** The collections that failed, each with its sentence and its hint. */
export function failureLines(
	collections: readonly CollectionResult[],
	{messages, paintError}: Pick<Output, 'messages' | 'paintError'>,
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

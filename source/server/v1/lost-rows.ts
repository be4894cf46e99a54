import type {Messages} from '../../messages/messages.js';
import type {Warning} from '../../model/job-events.js';
import type {RestorePlan} from '../../model/plans.js';

/**
 * What `dropExistCollection` costs, appended to the answer's message, since no question was asked:
 * collections that lose more than half of their rows, or are empty afterwards and perhaps had some.
 * Otherwise empty, so that clients that compare the message find it unchanged.
 */
export function lostRows(
	{warnings, collections}: RestorePlan,
	messages: Pick<Messages, 'warning'>,
): string {
	const empty = new Set(collections.filter(({rows}) => rows === '0').map(({target}) => target));
	const sentences = warnings
		.flatMap((warning): Warning[] => {
			if (warning.code === 'replaced-by-fewer') {
				return [warning];
			}

			if (warning.code !== 'replaced-uncounted') {
				return [];
			}

			const emptied = warning.details.collections.filter(({collection}) => empty.has(collection));
			return emptied.length > 0 ? [{...warning, details: {collections: emptied}}] : [];
		})
		.map(warning => messages.warning(warning));
	return sentences.length === 0 ? '' : `. ${sentences.join(' ')}`;
}

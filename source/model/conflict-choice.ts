import {collectionKey, parseCollectionKey} from './collection-key.js';
import type {OnConflict, RestoreRequest} from './plans.js';

export const resolutions = [
	'fail',
	'rename',
	'skip',
	'append',
	'replace',
] as const satisfies readonly OnConflict[];

/** What is done where a name is taken: to all, and to single collections of the backup. */
export type ConflictChoice = Partial<Pick<RestoreRequest, 'onConflict' | 'resolutions'>>;

/** @param collection its name in the backup; undefined: all that are not named */
export function withConflictChoice(
	choice: ConflictChoice,
	how: OnConflict,
	collection: string | undefined,
): ConflictChoice {
	return collection === undefined
		? {...choice, onConflict: how}
		: {
				...choice,
				resolutions: {
					...choice.resolutions,
					[collectionKey(parseCollectionKey(collection))]: how,
				},
			};
}

import {MilvaultError, toMilvaultError} from '../../model/milvault-error.js';

/** A question that Ctrl-C or the signal ended is a cancelled command. */
export function toCommandError(thrown: unknown): MilvaultError {
	return thrown instanceof Error &&
		(thrown.name === 'ExitPromptError' || thrown.name === 'AbortPromptError')
		? new MilvaultError('cancelled', {}, {cause: thrown})
		: toMilvaultError(thrown);
}

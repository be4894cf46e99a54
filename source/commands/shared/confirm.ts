import {MilvaultError} from '../../model/milvault-error.js';
import type {Context} from './context.js';
import {askToConfirm} from './prompts.js';
import {canAsk} from './streams.js';

/**
 * Asks a person to agree to what cannot be undone; No is preselected.
 *
 * @param isGiven --yes was given: there is no question
 * @throws confirmation-needed where no person can answer; cancelled
 */
export async function confirm(
	context: Context,
	{isGiven, question, action}: {isGiven: boolean; question: string; action: string},
): Promise<boolean> {
	if (isGiven) {
		return true;
	}

	if (!canAsk(context.streams, context.globals)) {
		throw new MilvaultError('confirmation-needed', {action, flag: '--yes'});
	}

	return askToConfirm(context, question);
}

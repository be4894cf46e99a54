import {MilvaultError} from '../../model/milvault-error.js';
import type {Context} from './context.js';
import {canAsk} from './streams.js';

/**
 * Asks a person to agree to what cannot be undone; No is preselected.
 *
 * @param isGiven --yes was given: nobody is asked
 * @throws confirmation-needed where nobody can be asked; cancelled
 */
export async function confirm(
	{streams, globals, signal}: Context,
	{
		isGiven,
		question,
		action,
	}: {isGiven: boolean; question: string; action: string},
): Promise<boolean> {
	if (isGiven) {
		return true;
	}

	if (!canAsk(streams, globals)) {
		throw new MilvaultError('confirmation-needed', {action, flag: '--yes'});
	}

	const {confirm: ask} = await import('@inquirer/prompts');
	return ask(
		{message: question, default: false},
		{input: streams.stdin, output: streams.stderr, signal},
	);
}

import {MilvaultError} from '../../model/milvault-error.js';
import {collectionKey, parseCollectionKey} from '../../model/collection-key.js';
import {lossesOf, unconfirmedOf} from '../../model/losses.js';
import type {RestorePlan} from '../../model/plans.js';
import type {Context} from './context.js';
import {askForText} from './prompts.js';
import {canAsk} from './streams.js';

/**
 * Replacing drops the existing collection: its name has to be typed for each collection, as
 * `--confirm` or when asked.
 *
 * @throws replace-unconfirmed where no person can answer, or another name was typed
 */
export async function confirmReplacing(
	context: Context,
	plan: RestorePlan,
	confirmed: readonly string[],
): Promise<void> {
	const {streams, globals, output} = context;
	const given = new Set(
		confirmed
			.flatMap(names => names.split(','))
			.map(name => collectionKey(parseCollectionKey(name.trim()))),
	);
	const losses = lossesOf(plan);
	const missing = losses.filter(({target}) => !given.has(target));
	if (missing.length === 0) {
		return;
	}

	const unused = [...given].filter(name => !losses.some(({target}) => target === name));
	const unconfirmed = (): MilvaultError =>
		new MilvaultError('replace-unconfirmed', {
			...unconfirmedOf(missing),
			...(unused.length > 0 && {unused}),
		});
	if (!canAsk(streams, globals)) {
		throw unconfirmed();
	}

	const texts = output.messages.commands.restore;
	for (const loss of missing) {
		const typed = await askForText(context, {
			message: texts.typeToReplace(loss),
		});
		if (collectionKey(parseCollectionKey(typed.trim())) !== loss.target) {
			throw unconfirmed();
		}
	}
}

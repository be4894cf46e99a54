import type {HelpTexts} from '../../messages/texts.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {resolutions, withConflictChoice, type ConflictChoice} from '../../model/conflict-choice.js';
import {nearestNames} from '../../utils/nearest-names.js';

/**
 * Reads an option that takes one of a few values; anything else is a usage error that names them.
 *
 * @param others what milvus-backup calls some of them
 */
export function choice<Value extends string>(
	option: string,
	allowed: readonly Value[],
	{usage}: HelpTexts,
	others: Readonly<Record<string, Value>> = {},
): (value: string) => Value {
	return value => {
		const known = others[value] ?? allowed.find(one => one === value);
		if (known === undefined) {
			const [suggestion] = nearestNames(value, allowed, 1);
			throw new MilvaultError('usage', {
				reason: usage.badChoice(option, value, allowed),
				...(suggestion === undefined ? {} : {suggestion}),
			});
		}

		return known;
	};
}

/** Reads an option that can be given several times. */
export function collect(value: string, before: unknown): string[] {
	return [...((before as string[] | undefined) ?? []), value];
}

/** Reads `replace` for all collections and `orders:append` for one; repeatable, comma separated. */
export function conflictChoice(
	option: string,
	texts: HelpTexts,
): (value: string, before: unknown) => ConflictChoice {
	const read = choice(option, resolutions, texts);
	return (value, before) => {
		let all = (before as ConflictChoice | undefined) ?? {};
		for (const part of value.split(',')) {
			const [how = '', collection] = part.trim().split(':').toReversed();
			all = withConflictChoice(all, read(how), collection);
		}

		return all;
	};
}

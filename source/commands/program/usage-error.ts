import type {Command, CommanderError} from 'commander';
import type {HelpTexts} from '../../messages/help-texts.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {nearestNames} from '../../utils/nearest-names.js';

/** Our error for what commander refuses; undefined for its ordinary ends (help, version). */
export function usageError(
	error: CommanderError,
	command: Command,
	{usage}: HelpTexts,
): MilvaultError | undefined {
	// Commander's sentences quote the word they are about.
	const word = /'(?<word>[^']*)'/.exec(error.message)?.groups?.['word'] ?? '';
	const name = word.replace(/,? ?[<[].*$/, '').replace(/^-\w, /, '');
	switch (error.code) {
		case 'commander.unknownOption': {
			return fail(usage.unknownOption(word), near(word, optionsOf(command)));
		}

		case 'commander.unknownCommand': {
			return fail(
				usage.unknownCommand(word),
				near(
					word,
					command.commands.map(other => other.name()),
				),
			);
		}

		case 'commander.missingArgument': {
			return fail(usage.missingArgument(word));
		}

		case 'commander.optionMissingArgument': {
			return fail(usage.missingValue(name));
		}

		case 'commander.missingMandatoryOptionValue': {
			return fail(usage.missingOption(name));
		}

		case 'commander.excessArguments': {
			const surplus = command.args[command.registeredArguments.length] ?? '';
			return fail(usage.surplusArgument(surplus));
		}

		default: {
			return undefined;
		}
	}
}

function fail(reason: string, suggestion?: string): MilvaultError {
	return new MilvaultError('usage', {
		reason,
		...(suggestion === undefined ? {} : {suggestion}),
	});
}

function near(word: string, known: readonly string[]): string | undefined {
	return nearestNames(word, known, 1)[0];
}

/** The command's own options and the global ones. */
function optionsOf(command: Command): string[] {
	const own = command.options.flatMap(({long}) => (long ? [long] : []));
	return [...own, ...(command.parent ? optionsOf(command.parent) : ['--help'])];
}

import type {Command, CommanderError} from 'commander';
import type {HelpTexts} from '../../messages/texts.js';
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
			return unknownCommand(word, command, usage);
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
			return (
				answerOf(`${command.name()} ${surplus}`, usage) ??
				fail(
					usage.surplusArgument(surplus),
					command.registeredArguments.length === 0 && optionsOf(command).includes('--name')
						? `--name ${surplus}`
						: undefined,
				)
			);
		}

		default: {
			return undefined;
		}
	}
}

/**
 * Of `frobnicate --help`: it is no help that was asked for.
 *
 * @throws usage
 */
export function assertKnown(command: Command, {usage}: HelpTexts): void {
	const [word = ''] = command.args.filter(arg => arg !== '-h' && arg !== '--help');
	const isKnown = command.commands.some(other => other.name() === word);
	if (command.commands.length > 0 && /^[^-]/.test(word) && !isKnown) {
		throw unknownCommand(word, command, usage);
	}
}

function unknownCommand(word: string, command: Command, usage: HelpTexts['usage']): MilvaultError {
	const {parent} = command;
	const suggestion = near(
		word,
		command.commands.map(other => other.name()),
	);
	return (
		answerOf(parent ? `${command.name()} ${word}` : word, usage) ??
		new MilvaultError('usage', {
			reason: usage.unknownCommand(word),
			...(suggestion === undefined
				? {
						next: usage.seeCommands(['milvault', ...(parent ? [command.name()] : [])].join(' ')),
					}
				: {suggestion}),
		})
	);
}

/** For commands that milvus-backup has. */
function answerOf(path: string, {milvusBackup}: HelpTexts['usage']): MilvaultError | undefined {
	const {commands} = milvusBackup;
	return path in commands
		? new MilvaultError('usage', {
				...commands[path as keyof typeof commands],
			})
		: undefined;
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
	const own = command.options.flatMap(({long, hidden}) => (long && !hidden ? [long] : []));
	return [...own, ...(command.parent ? optionsOf(command.parent) : ['--help'])];
}

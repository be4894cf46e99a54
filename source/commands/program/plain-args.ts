import type {Command} from 'commander';
import type {HelpTexts} from '../../messages/texts.js';
import {MilvaultError} from '../../model/milvault-error.js';

const truths: Readonly<Record<string, boolean>> = {
	true: true,
	t: true,
	'1': true,
	yes: true,
	false: false,
	f: false,
	'0': false,
	no: false,
};

/** What says the opposite, where leaving the option out does not. */
const opposites: Readonly<Record<string, string>> = {
	'--rebuild_index': '--no-index',
	'--restore_index': '--no-index',
};

/**
 * Arguments as other command lines write them, in the form that ours reads: `--rbac=true` is
 * `--rbac`, `-n=x` is `-n x`, and `get -n x`, as in milvus-backup, is `get x`; `help config show`
 * is `config show --help`.
 *
 * @throws usage for `--rbac=perhaps`, and for `-dry-run`, which would be read as `-d ry-run`
 */
export function plainArgs(program: Command, args: readonly string[], {usage}: HelpTexts): string[] {
	const end = args.indexOf('--');
	const given = end < 0 ? args : args.slice(0, end);
	const isHelp = given[0] === 'help' && given.length > 1;
	const own = isHelp ? [...given.slice(1), '--help'] : given;
	const command = commandOf(program, own);
	const options = [...command.options, ...program.options];
	const takesName =
		['get', 'delete', 'verify', 'pin', 'unpin', 'copy'].includes(command.name()) &&
		command.parent === program;
	const plain: string[] = [];
	let isName = false;
	for (const arg of own) {
		const [, name = '', value] = /^(--?[A-Za-z][\w-]*)(?:=(.*))?$/s.exec(arg) ?? [];
		const option = options.find(
			({long, short}) => name !== '' && (name === long || name === short),
		);
		const isBoolean = option && !option.required && !option.optional;
		if (isName) {
			plain.push(arg);
			isName = false;
		} else if (takesName && (name === '-n' || name === '--name')) {
			isName = value === undefined;
			plain.push(...(value === undefined ? [] : [value]));
		} else if (!option && options.some(({long}) => long === `-${name}`)) {
			throw new MilvaultError('usage', {
				reason: usage.unknownOption(name),
				suggestion: `-${name}`,
			});
		} else if (value !== undefined && isBoolean) {
			const isTrue = truths[value.toLowerCase()];
			if (isTrue === undefined) {
				throw new MilvaultError('usage', {
					reason: usage.badChoice(name, value, ['true', 'false']),
				});
			}

			const opposite = opposites[name];
			plain.push(...(isTrue ? [name] : opposite ? [opposite] : []));
		} else if (value !== undefined && option && !name.startsWith('--')) {
			plain.push(name, value);
		} else {
			plain.push(arg);
		}
	}

	if (isName) {
		throw new MilvaultError('usage', {reason: usage.missingValue('--name')});
	}

	return [...plain, ...(end < 0 ? [] : args.slice(end))];
}

/** The command that arguments name: values of options are none. */
export function commandOf(program: Command, args: readonly string[]): Command {
	let current = program;
	let isValue = false;
	for (const arg of args) {
		if (isValue) {
			isValue = false;
		} else if (arg.startsWith('-')) {
			isValue = [...current.options, ...program.options].some(
				({long, short, required}) => required && (arg === long || arg === short),
			);
		} else {
			const next = current.commands.find(command => command.name() === arg);
			if (!next) {
				return current;
			}

			current = next;
		}
	}

	return current;
}

import type {Command, HelpConfiguration} from 'commander';
import type {HelpTexts} from '../../messages/texts.js';
import {helpWidth, wrapHelp} from './wrap-help.js';

/** Commander's help in our words: its headings, and line breaks that know wide characters. */
export function helpFormat(texts: HelpTexts): HelpConfiguration {
	return {
		helpWidth: 80,
		minWidthToWrap: 20,
		displayWidth: helpWidth,
		boxWrap: wrapHelp,
		styleTitle: title => (texts.headings as Readonly<Record<string, string>>)[title] ?? title,
		subcommandTerm: command => command.name(),
		subcommandDescription: command => command.summary() || command.description(),
		commandUsage: command => usage(command, texts),
	};
}

/** What `addHelpText('after')` shows: each command below what it is for. */
export function formatExamples(
	texts: HelpTexts,
	examples: ReadonlyArray<{text: string; command: string}>,
): string {
	const lines = examples.flatMap(({text, command}) => [
		`  # ${text}`,
		`  milvault ${command.replaceAll('\n', '\n      ')}`,
	]);
	return ['', texts.examples, ...lines].join('\n');
}

function usage(command: Command, texts: HelpTexts): string {
	const names: string[] = [];
	for (let current: Command | null = command; current; current = current.parent) {
		names.unshift(current.name());
	}

	const operands = command.registeredArguments.map(argument => {
		const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
		return argument.required ? `<${name}>` : `[${name}]`;
	});
	const hasOwnOptions = command.options.some(({hidden}) => !hidden);
	return [
		...names,
		...(hasOwnOptions ? [`[${texts.optionsWord}]`] : []),
		...(command.commands.length > 0 ? [`<${texts.commandWord}>`] : []),
		...operands,
	].join(' ');
}

import {setFlagsFromString} from 'node:v8';
import {Option, type Command} from 'commander';
import type {HelpTexts} from '../../messages/texts.js';
import type {Serve} from '../../server/serve-options.js';
import type {CommandFunction} from '../shared/context.js';
import {formatExamples} from './help-format.js';
import type {MilvusBackupOptions} from './milvus-backup-options.js';
import {assertKnown, usageError} from './usage-error.js';

/** What was asked for: a command's name as it is typed, and the function that does it. */
export type Invocation = {
	command: string;
	load: () => Promise<(context: Parameters<CommandFunction>[0]) => ReturnType<CommandFunction>>;
};

export type Declaring = {
	texts: HelpTexts;
	onChosen: (invocation: Invocation) => void;
	/** The REST face: faces do not know each other. */
	openServer: Serve;
};

/**
 * One command's help: a line for the list of commands, a paragraph, its arguments and options by
 * name, commands to copy.
 */
type CommandHelp<Options extends string, Arguments extends string> = {
	summary: string;
	/** Default: the summary. */
	description?: string;
	options: Record<Options, string>;
	arguments: Record<Arguments, string>;
	/** What it is for, and the command without `milvault`. */
	examples: ReadonlyArray<{text: string; command: string}>;
};

/** Options by the key of their text: the flags, and a function that reads a value. */
export type OptionFlags<Key extends string> = Record<
	Key,
	string | readonly [flags: string, read: (value: string, before: unknown) => unknown]
>;

/**
 * Adds a command to its parent: its texts, its options in the order given, and what to load when it
 * is chosen.
 *
 * @param load the function that does it; loaded only then, so that help and version come at once
 */
export function declareCommand<OptionKey extends string, ArgumentKey extends string, Options>(
	parent: Command,
	{texts, onChosen}: Declaring,
	declaration: {
		name: string;
		help: CommandHelp<OptionKey, ArgumentKey>;
		options: OptionFlags<OptionKey>;
		/** As commander writes them: `<name>`, `[name]`, `<names...>`. */
		arguments: Record<ArgumentKey, string>;
		/** What milvus-backup's command takes besides. */
		milvusBackup?: MilvusBackupOptions;
		/** Not for people: left out of help. */
		isHidden?: boolean;
		/** Does a job's work in this process. */
		isJob?: boolean;
		load: () => Promise<CommandFunction<Options>>;
	},
): void {
	const {name, help, load} = declaration;
	const command = addCommand(parent, name, help, texts, declaration.isHidden);
	for (const [key, syntax] of Object.entries<string>(declaration.arguments)) {
		command.argument(syntax, help.arguments[key as ArgumentKey]);
	}

	for (const [key, flags] of Object.entries<OptionFlags<OptionKey>[OptionKey]>(
		declaration.options,
	)) {
		const description = help.options[key as OptionKey];
		if (typeof flags === 'string') {
			command.option(flags, description);
		} else {
			command.option(flags[0], description, flags[1]);
		}
	}

	const {milvusBackup} = declaration;
	for (const flags of milvusBackup?.flags ?? []) {
		command.addOption(new Option(flags).hideHelp());
	}

	command.addHelpText('after', formatExamples(texts, help.examples));
	const keys = Object.keys(declaration.arguments);
	command.action(() => {
		const operands = Object.fromEntries(
			keys.map((key, index) => [key, command.processedArgs[index] as unknown]),
		);
		const given = command.opts();
		const options = {
			operands,
			...(milvusBackup?.translate(given, texts.usage) ?? given),
		} as Options;
		onChosen({
			command: pathOf(command),
			async load() {
				if (declaration.isJob) {
					keepMemorySmall();
				}

				const run = await load();
				return async context => run(context, options);
			},
		});
	});
}

/** Adds a command that only has others below it. */
export function addCommand(
	parent: Command,
	name: string,
	help: {summary: string; description?: string},
	texts: HelpTexts,
	isHidden = false,
): Command {
	const command = parent.command(name, {hidden: isHidden});
	command
		.summary(help.summary)
		.description(help.description ?? sentence(help.summary))
		.helpOption('-h, --help', texts.help)
		.helpCommand(false);
	return throwOurErrors(command, texts);
}

export function throwOurErrors(command: Command, texts: HelpTexts): Command {
	// Commander shows the help of what stands above an unknown command, as if that had been asked
	// for.
	command.on('beforeHelp', () => {
		assertKnown(command, texts);
	});
	return command.exitOverride(error => {
		throw usageError(error, command, texts) ?? error;
	});
}

/**
 * Thousands of short-lived requests make V8's space for new objects grow, and it never shrinks:
 * measured, 100 MB for nothing.
 */
function keepMemorySmall(): void {
	setFlagsFromString('--semi-space-growth-factor=1');
}

/** `practice start`. */
function pathOf(command: Command): string {
	const {parent} = command;
	return parent?.parent ? `${pathOf(parent)} ${command.name()}` : command.name();
}

/** A summary as a sentence of its own. */
function sentence(summary: string): string {
	return /\p{Script=Han}/u.test(summary)
		? `${summary}。`
		: `${summary.slice(0, 1).toUpperCase()}${summary.slice(1)}.`;
}

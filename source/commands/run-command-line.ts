import {CommanderError, type Command} from 'commander';
import type {HelpTexts} from '../messages/texts.js';
import {MilvaultError, toMilvaultError} from '../model/milvault-error.js';
import {detectLanguage, type Language} from '../settings/locale.js';
import {buildProgram} from './program/build-program.js';
import type {Invocation} from './program/declare-command.js';
import {peekGlobals, type GlobalOptions} from './program/global-options.js';
import {commandOf, plainArgs} from './program/plain-args.js';
import type {CommandLine} from './shared/command-line.js';

/**
 * The command-line face.
 *
 * 1. Language and kind of output are peeked at, so that usage errors use them too.
 * 2. Commander understands the arguments. Help and version end here, with nothing else loaded.
 * 3. The chosen command is loaded and run; it prints, and says how it ended.
 * 4. A result line of --json, or an error's sentence and hint; the exit code of
 *    model/exit-codes.ts.
 *
 * @returns the exit code
 */
export async function runCommandLine(line: CommandLine): Promise<number> {
	const {args, environment, streams} = line;
	const {lang, isJson} = peekGlobals(args);
	const language = detectLanguage(environment, lang);
	const texts = await helpTextsFor(language);
	const chosen: Invocation[] = [];
	const program = buildProgram(
		{
			texts,
			onChosen: invocation => chosen.push(invocation),
			openServer: line.openServer,
		},
		{
			out: text => streams.stdout.write(text),
			error: text => streams.stderr.write(text),
		},
	);
	let refusal: MilvaultError | undefined;
	let isHelpShown = false;
	try {
		if (isBare(program, args)) {
			chosen.push({
				command: '',
				async load() {
					const {guided} = await import('./guided.js');
					return async context => guided(context, line);
				},
			});
		} else {
			await program.parseAsync(plainArgs(program, args, texts), {from: 'user'});
		}
	} catch (error) {
		if (error instanceof CommanderError) {
			if (error.exitCode === 0) {
				return 0;
			}

			// No command was given: its help is on standard error already.
			isHelpShown = true;
			const names = ['milvault', ...typedCommand(program, args)].join(' ');
			refusal = new MilvaultError('usage', {
				reason: texts.usage.missingCommand(names),
			});
		} else {
			refusal = toMilvaultError(error);
		}
	}

	const [invocation] = chosen;
	const {runInvocation} = await import('./run-invocation.js');
	return runInvocation({
		...line,
		language,
		globals: {...program.opts<GlobalOptions>(), json: isJson},
		command: invocation?.command || typedCommand(program, args).join(' '),
		isGuided: invocation?.command === '',
		work: refusal ? {refusal, isHelpShown} : {load: invocation?.load},
	});
}

/** Only options that every command has: the user wants the wizard. */
function isBare(program: Command, args: readonly string[]): boolean {
	if (args.some(arg => /^(-h|--help|-v|--version)$/.test(arg))) {
		return false;
	}

	const {operands, unknown} = program.parseOptions([...args]);
	return operands.length === 0 && unknown.length === 0;
}

async function helpTextsFor(language: Language): Promise<HelpTexts> {
	const {helpTexts} =
		language === 'zh'
			? await import('../messages/zh/help.js')
			: await import('../messages/en/help.js');
	return helpTexts;
}

/**
 * The names of commands among the arguments, as far as they are known: what a refused line was
 * about.
 */
function typedCommand(program: Command, args: readonly string[]): string[] {
	const names: string[] = [];
	for (
		let command: Command | null = commandOf(program, args);
		command?.parent;
		command = command.parent
	) {
		names.unshift(command.name());
	}

	return names;
}

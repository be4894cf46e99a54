import type {Outcome} from '../model/job-events.js';
import {exitCodeOf} from '../model/exit-codes.js';
import type {MilvaultError} from '../model/milvault-error.js';
import type {Language} from '../settings/locale.js';
import type {Invocation} from './program/declare-command.js';
import type {GlobalOptions} from './program/global-options.js';
import type {CommandLine} from './shared/command-line.js';
import type {CommandEnd, Context} from './shared/context.js';
import {isConfigured} from './shared/config-file.js';
import {createOutput} from './shared/output.js';
import {notifyOfFailure} from './shared/notify-of-failure.js';
import {reportError} from './shared/report-error.js';
import {toCommandError} from './shared/to-command-error.js';

/** What the arguments came to: a command to load, or why there is none. */
type Work =
	| {load: Invocation['load'] | undefined}
	| {
			refusal: MilvaultError;
			/** Help has been printed instead of the error's sentence. */
			isHelpShown: boolean;
	  };

/**
 * Runs a command and reports how it ended, as text or as the result line of --json. Returns the
 * exit code.
 */
export async function runInvocation({
	streams,
	environment,
	self,
	signal,
	onInterrupt,
	language,
	globals,
	command,
	isGuided,
	work,
}: Omit<CommandLine, 'args'> & {
	language: Language;
	globals: GlobalOptions;
	command: string;
	/** It says itself what becomes of an interruption. */
	isGuided: boolean;
	work: Work;
}): Promise<number> {
	const output = createOutput({streams, isJson: globals.json, language});
	let isInterrupted = false;
	onInterrupt(isSecond => {
		if (isGuided) {
			return;
		}

		isInterrupted = true;
		if (isSecond) {
			output.leave();
		} else {
			const {cancelling, server} = output.messages.commands;
			output.tell(command === 'server' ? server.ending : cancelling);
		}
	});
	const context: Context = {
		command,
		globals,
		environment,
		streams,
		signal,
		output,
		self,
		hints: [],
	};
	try {
		const {result, ...end} = await runWork(work, context);
		output.emit({type: 'result', command, ...end, ...result});
		return end.exitCode;
	} catch (thrown) {
		const error = toCommandError(thrown);
		const exitCode = exitCodeOf(error.code);
		const outcome: Outcome = error.code === 'cancelled' ? 'cancelled' : 'failed';
		output.emit({type: 'result', command, exitCode, outcome, error});
		// The reader has closed the pipe: `milvault list | head -1`.
		const isUnread = signal.aborted && !isInterrupted;
		if (!isUnread && !('isHelpShown' in work && work.isHelpShown)) {
			reportError(error, output, {isDebug: globals.debug});
			if (error.code === 'config-missing-value' && !(await isConfigured(context))) {
				output.note(`  ${output.messages.commands.nothingConfigured}`);
			}

			output.note(...context.hints.map(line => `  ${line}`));
		}

		await notifyOfFailure(context, error);

		return exitCode;
	}
}

async function runWork(work: Work, context: Context): Promise<CommandEnd> {
	if ('refusal' in work) {
		throw work.refusal;
	}

	const run = await work.load?.();
	if (!run) {
		throw new Error('no command was chosen');
	}

	return run(context);
}

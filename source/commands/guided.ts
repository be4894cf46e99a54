import {stateDirectory} from '../jobs/job-files.js';
import {MilvaultError} from '../model/milvault-error.js';
import type {EffectRunnerOptions} from '../effects/effect-runner.js';
import type {CommandLine} from './shared/command-line.js';
import type {CommandEnd, Context} from './shared/context.js';

/**
 * `milvault` and nothing more: the wizard on a terminal, the same by line prompts where drawing is
 * not wanted.
 *
 * @throws no-terminal: no user could answer
 */
export async function guided(
	context: Context,
	{onInterrupt, onHangUp, openWizard}: Pick<CommandLine, 'onInterrupt' | 'onHangUp' | 'openWizard'>,
): Promise<CommandEnd> {
	const {globals, streams, environment, output, self} = context;
	const {stdin, stdout} = streams;
	if (!globals.input || globals.json || !stdin.isTTY || !stdout.isTTY) {
		throw new MilvaultError('no-terminal', {
			flag: globals.input ? (globals.json ? '--json' : '') : '--no-input',
		});
	}

	const options: EffectRunnerOptions = {
		globals,
		environment,
		self,
		stateDir: stateDirectory(environment),
		onSettings(settings) {
			output.useSettings(settings);
		},
	};
	const isPlain =
		globals.plain === true ||
		environment['INK_SCREEN_READER'] === 'true' ||
		environment['TERM'] === 'dumb';
	const ending = isPlain
		? await import('./plain/run-plain.js').then(async ({runPlain}) => runPlain(context, options))
		: await openWizard({
				...options,
				messages: () => output.messages,
				streams,
				onAsked(listener) {
					onInterrupt(() => {
						listener('end');
					});
					onHangUp(() => {
						listener('hang-up');
					});
				},
			});
	return {
		outcome: ending === 'interrupted' ? 'cancelled' : 'complete',
		exitCode: ending === 'interrupted' ? 130 : 0,
		result: {},
	};
}

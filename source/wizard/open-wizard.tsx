import {render} from 'ink';
import {createEffectRunner} from '../effects/effect-runner.js';
import type {ExitReason, WizardOptions} from '../effects/wizard-options.js';
import {readRemembered, remember} from '../effects/remember.js';
import {toolVersion} from '../utils/tool-version.js';
import {App} from './app.js';
import {createController} from './controller.js';
import {createJobWatcher} from './job-watcher.js';
import {keyboardOf} from './keyboard.js';
import {suspend} from './suspend.js';
import {hasColours, isUnicode} from './theme.js';

/** A slow line carries ten small frames a second. */
const maxFrames = 10;

/**
 * Opens the wizard on a terminal, until it is left or the terminal goes away.
 *
 * @param options.onAsked gives a function that is called when the process is asked to end: by a
 *   signal, or because the terminal has gone
 */
export async function openWizard(options: WizardOptions): Promise<ExitReason> {
	const {stateDir, messages, environment, streams} = options;
	const {stdin, stdout} = streams;
	const effectRunner = createEffectRunner(options);
	const watcher = createJobWatcher({stateDir, messages});
	const controller = createController({
		effectRunner,
		watcher,
		messages,
		remembered: await readRemembered(stateDir),
		remember(answers) {
			remember(stateDir, answers);
		},
		size: {columns: stdout.columns || 80, rows: stdout.rows || 24},
	});
	const hangUp = (): void => {
		controller.dispatch({type: 'hung-up'});
	};

	options.onAsked(what => {
		if (what === 'end') {
			controller.dispatch({type: 'end-requested'});
		} else {
			hangUp();
		}
	});

	stdin.once('end', hangUp).once('close', hangUp).on('error', hangUp);
	const keyboard = keyboardOf(stdin);
	const app = render(
		<App
			controller={controller}
			terminal={stdout}
			suspend={suspend}
			appearance={{
				messages,
				version: toolVersion,
				hasColours: hasColours(environment),
				isUnicode: isUnicode(environment),
			}}
		/>,
		{
			// Ink asks no more of it than what a keyboard has.
			stdin: keyboard as unknown as NodeJS.ReadStream,
			stdout,
			exitOnCtrlC: false,
			maxFps: maxFrames,
			patchConsole: false,
			// A terminal is a terminal in CI too.
			interactive: true,
		},
	);
	try {
		await app.waitUntilExit();
	} finally {
		effectRunner.close();
		keyboard.destroy();
	}

	return controller.state.exitReason ?? 'left';
}

import type {Messages} from '../messages/messages.js';
import type {EffectRunnerOptions} from './effect-runner.js';

/** left: by its own door; interrupted: Ctrl-C or a signal; hung-up: the terminal has gone. */
export type ExitReason = 'left' | 'interrupted' | 'hung-up';

export type WizardOptions = EffectRunnerOptions & {
	/** In the language of the settings, as soon as there are some. */
	messages: () => Messages;
	streams: {stdin: NodeJS.ReadStream; stdout: NodeJS.WriteStream};
	/** Gives a function that is called when the process is asked to end, or the terminal is gone. */
	onAsked: (listener: (what: 'end' | 'hang-up') => void) => void;
};

/** Opens the wizard, and says how it was left. */
export type OpenWizard = (options: WizardOptions) => Promise<ExitReason>;

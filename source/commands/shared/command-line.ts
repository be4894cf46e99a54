import type {LaunchCommand} from '../../jobs/start-detached.js';
import type {Environment} from '../../settings/environment.js';
import type {Streams} from './streams.js';
import type {OpenWizard} from '../../effects/wizard-options.js';
import type {Serve} from '../../server/serve-options.js';

export type CommandLine = {
	/** Without the program's own name. */
	args: readonly string[];
	environment: Environment;
	streams: Streams;
	/** How this program is started. */
	self: LaunchCommand;
	/** Ends when the process is asked to end. */
	signal: AbortSignal;
	/** Called when a user, or the system, asks to stop; not when a reader has disconnected. */
	onInterrupt: (listener: (isSecond: boolean) => void) => void;
	/** Is called when the terminal, or the reader of the output, has gone. */
	onHangUp: (onlooker: () => void) => void;
	/** The other face for people: faces do not know each other. */
	openWizard: OpenWizard;
	openServer: Serve;
};

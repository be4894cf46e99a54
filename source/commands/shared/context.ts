import type {Outcome} from '../../model/job-events.js';
import type {LaunchCommand} from '../../jobs/start-detached.js';
import type {GlobalOptions} from '../program/global-options.js';
import type {Output} from './output.js';
import type {Environment} from '../../settings/environment.js';
import type {Streams} from './streams.js';

/** What a command has of the world: nothing below reads the process itself. */
export type Context = {
	/** As it is typed: `practice start`. */
	command: string;
	globals: GlobalOptions;
	environment: Environment;
	streams: Streams;
	/** Ends when the person, or the system, wants it to end. */
	signal: AbortSignal;
	output: Output;
	/** How this program is started, for a job in a process of its own. */
	self: LaunchCommand;
	/** What to do next, said below an error or at the very end. */
	hints: string[];
};

/** How a command ended; `result` is what `--json` prints beside it. */
export type CommandEnd = {
	/** started: a job runs in a process of its own, and its outcome is not known yet. */
	outcome: Outcome | 'started';
	exitCode: number;
	result: object;
};

/** A command's options as commander read them, and its operands by name. */
export type CommandFunction<Options = never> = (
	context: Context,
	options: Options,
) => Promise<CommandEnd>;

/** The end of a command that had nothing to fail at. */
export function done(result: object): CommandEnd {
	return {outcome: 'complete', exitCode: 0, result};
}

import type {Messages} from '../messages/messages.js';
import {shortJobId} from '../model/short-job-id.js';
import {typedCommand, type PlaceFlags} from './typed-command.js';

type Verb = 'attach' | 'cancel' | 'clean' | 'continue';
type CommandOptions = {messages: Messages; flags: PlaceFlags};

/** A command about one job. The job itself knows its cluster, its repository and its `--set`. */
export function jobCommand(verb: Verb, id: string, {config, address}: PlaceFlags): string {
	return typedCommand(['jobs', verb, shortJobId(id)], {config, address});
}

/** What can be done about a job that runs. */
export function runningJobLines(id: string, {messages, flags}: CommandOptions): string[] {
	const {jobs} = messages.commands;
	return [
		`${jobs.watchIt} ${jobCommand('attach', id, flags)}`,
		`${jobs.cancelIt} ${jobCommand('cancel', id, flags)}`,
	];
}

/** What can be done about an interrupted job. */
export function interruptedJobLines(id: string, {messages, flags}: CommandOptions): string[] {
	const {jobs} = messages.commands;
	return [
		`${jobs.continueIt} ${jobCommand('continue', id, flags)}`,
		`${jobs.cleanIt} ${jobCommand('clean', id, flags)}`,
	];
}

import {defaultDirectories} from '../../practice/practice-paths.js';
import {stopPractice} from '../../practice/stop-practice.js';
import {watchPractice} from '../live/watch-practice.js';
import {done, type CommandEnd, type Context} from '../shared/context.js';
import {useSettingsIfAny} from './practice-context.js';

/** `milvault practice stop`. */
export async function stop(context: Context): Promise<CommandEnd> {
	const {output, environment, signal} = context;
	await useSettingsIfAny(context);
	const stopped = await watchPractice(context, async onEvent =>
		stopPractice({...defaultDirectories(environment), signal, onEvent}),
	);
	const texts = output.messages.commands.practice;
	output.print(stopped ? texts.stopped : texts.wasNotRunning);
	return done({isRunning: false, wasRunning: stopped !== undefined});
}

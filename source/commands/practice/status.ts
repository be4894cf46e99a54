import {defaultDirectories} from '../../practice/practice-paths.js';
import {practiceStatus} from '../../practice/practice-state.js';
import {practiceFactLines} from '../../render/practice-lines.js';
import {done, type CommandEnd, type Context} from '../shared/context.js';
import {typedCommand} from '../../render/typed-command.js';
import {publicState, useSettingsIfAny} from './practice-context.js';

/**
 * `milvault practice status`: whether it runs, and where. Exit code 0 either way: both are good
 * answers.
 */
export async function status(context: Context): Promise<CommandEnd> {
	const {output, environment} = context;
	await useSettingsIfAny(context);
	const found = await practiceStatus(defaultDirectories(environment));
	const {messages} = output;
	const texts = messages.commands.practice;
	if (!found.isRunning) {
		output.print(texts.notRunning, `${texts.startIt} ${typedCommand(['practice', 'start'], {})}`);
		return done({isRunning: false});
	}

	const {version, address} = found.state;
	output.print(texts.running(version, address), '', ...practiceFactLines(found.state, messages));
	return done({isRunning: true, ...publicState(found.state)});
}

import {loadPractice} from '../../practice/load-practice.js';
import {defaultDirectories} from '../../practice/practice-paths.js';
import {watchPractice} from '../live/watch-practice.js';
import {done, type CommandEnd, type Context} from '../shared/context.js';
import {typedCommand} from '../../render/typed-command.js';
import {practiceFlags, useSettingsIfAny} from './practice-context.js';

/** `milvault practice load`: fills it with Milvus's own first example. */
export async function load(context: Context): Promise<CommandEnd> {
	const {output, environment, signal} = context;
	await useSettingsIfAny(context);
	const collections = await watchPractice(context, async onEvent =>
		loadPractice({...defaultDirectories(environment), signal, onEvent}),
	);
	const flags = await practiceFlags(context);
	const texts = output.messages.commands.practice;
	output.print(
		'',
		texts.next,
		`  ${typedCommand(['create', '--name', 'my_backup'], flags)}`,
		`      ${texts.nextCreate}`,
	);
	return done({collections});
}

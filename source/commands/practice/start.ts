import {defaultDirectories, type PracticeVersion} from '../../practice/practice-paths.js';
import {startPractice} from '../../practice/start-practice.js';
import {practiceFactLines} from '../../render/practice-lines.js';
import {watchPractice} from '../live/watch-practice.js';
import {done, type CommandEnd, type Context} from '../shared/context.js';
import {typedCommand} from '../../render/typed-command.js';
import {practiceFlags, publicState, useSettingsIfAny} from './practice-context.js';

/** `milvault practice start`: starts it, and says how to use it. */
export async function start(
	context: Context,
	{milvus: version}: {milvus?: PracticeVersion},
): Promise<CommandEnd> {
	const {output, environment, signal} = context;
	await useSettingsIfAny(context);
	const state = await watchPractice(context, async onEvent =>
		startPractice({
			...defaultDirectories(environment),
			version,
			signal,
			onEvent,
		}),
	);
	const flags = await practiceFlags(context);
	const {messages} = output;
	const texts = messages.commands.practice;
	output.print(
		'',
		...texts.openPorts,
		'',
		...practiceFactLines(state, messages),
		'',
		texts.next,
		`  ${typedCommand(['practice', 'load'], {})}`,
		`      ${texts.nextLoad}`,
		`  ${typedCommand(['create', '--name', 'my_backup'], flags)}`,
		`      ${texts.nextCreate}`,
		`  ${typedCommand(['practice', 'stop'], {})}`,
		`      ${texts.nextStop}`,
	);
	return done({isRunning: true, ...publicState(state)});
}

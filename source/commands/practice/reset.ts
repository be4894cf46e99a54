import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {defaultDirectories, practicePaths} from '../../practice/practice-paths.js';
import {resetPractice} from '../../practice/reset-practice.js';
import {watchPractice} from '../live/watch-practice.js';
import {confirm} from '../shared/confirm.js';
import {done, type CommandEnd, type Context} from '../shared/context.js';
import {useSettingsIfAny} from './practice-context.js';

/** `milvault practice reset`: shows what would go, asks, stops it and deletes its data. */
export async function reset(
	context: Context,
	{withBackups = false, yes = false}: {withBackups?: boolean; yes?: boolean},
): Promise<CommandEnd> {
	const {output, environment, signal} = context;
	await useSettingsIfAny(context);
	const {dataDir} = defaultDirectories(environment);
	const {words, commands} = output.messages;
	const texts = commands.practice;
	const going = await directoriesIn(dataDir, withBackups);
	if (going.length === 0) {
		output.print(texts.resetNothing);
		return done({deleted: []});
	}

	const {backups} = practicePaths(dataDir);
	output.note(
		texts.resetTitle,
		...going.map(directory => `  ${directory}`),
		...(withBackups ? [] : [texts.resetBackupsStay(backups)]),
	);
	const isWanted = await confirm(context, {
		isGiven: yes,
		question: texts.resetQuestion,
		action: texts.resetAction,
	});
	if (!isWanted) {
		output.print(texts.resetKept);
		return {outcome: 'cancelled', exitCode: 130, result: {deleted: []}};
	}

	const deleted = await watchPractice(context, async onEvent =>
		resetPractice({dataDir, withBackups, signal, onEvent}),
	);
	output.print(texts.resetDone(words.listed(deleted)));
	return done({deleted});
}

/** What resetPractice would delete. */
async function directoriesIn(dataDir: string, withBackups: boolean): Promise<string[]> {
	const {root} = practicePaths(dataDir);
	const names = await readdir(root).catch(() => []);
	return names
		.filter(name => name.startsWith('milvus-') || (withBackups && name === 'backups'))
		.map(name => join(root, name));
}

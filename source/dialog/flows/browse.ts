import {backupDetailLines} from '../../render/backup-details.js';
import {deletePlanLines} from '../../render/delete-lines.js';
import {typedCommand} from '../../render/typed-command.js';
import type {JobWork} from '../../model/jobs.js';
import type {Opened} from '../effects.js';
import type {BodyLine} from '../step.js';
import {errorLines, type Script} from '../script.js';
import {chooseBackup} from './choose-backup.js';
import {runJob} from './run-job.js';

/** One backup in full: look at it, verify it, restore it, delete it. */
export function browse(script: Script, opened: Opened): never {
	const {messages} = script;
	const texts = messages.dialog.browse;
	const name = chooseBackup(script, opened, () => true);
	const details = script.tryLoad('details', {name});
	const isReadable = 'value' in details;
	const choice = script.select('inspect', {
		body: [
			...(isReadable
				? backupDetailLines(details.value, {
						messages,
						columns: script.columns,
					}).map((text): BodyLine => ({text, isTable: true}))
				: errorLines(messages, details.error)),
			{text: ''},
		],
		question: texts.what,
		help: texts.whatHelp,
		choices: [
			...(isReadable
				? [
						{
							value: 'verify-quick',
							label: texts.verifyQuick,
							isStart: true,
						},
						{value: 'verify-full', label: texts.verifyFull, isStart: true},
						{value: 'restore', label: texts.restore},
					]
				: []),
			{value: 'delete', label: texts.delete},
			{value: 'back', label: messages.dialog.failed.back},
		],
		actions: {
			restore: {kind: 'flow', home: 'restore', answers: {backup: name}},
			back: {kind: 'back'},
		},
	});
	if (choice === 'delete') {
		confirmDelete(script, opened, name);
		return runJob(script, {work: {kind: 'delete', names: [name]}, opened});
	}

	const level = choice === 'verify-full' ? 'full' : 'quick';
	const work: JobWork = {kind: 'verify', names: [name], level};
	const again = typedCommand(
		['verify', name, ...(level === 'full' ? ['--level', 'full'] : [])],
		opened.flags,
	);
	return runJob(script, {work, again, opened});
}

function confirmDelete(script: Script, opened: Opened, name: string): void {
	const {messages} = script;
	const texts = messages.dialog.browse;
	const planned = script.load('planDelete', {name});
	script.input('deleteName', {
		body: deletePlanLines([planned], {
			messages,
			columns: script.columns,
			place: opened.repositoryPlace,
		}).map((text): BodyLine => ({text, isTable: true})),
		question: texts.typeToDelete(name),
		help: texts.deleteHelp,
		isNarrow: true,
		isStart: true,
		check: text => (text === name ? undefined : {problem: texts.notThatName(name)}),
	});
}

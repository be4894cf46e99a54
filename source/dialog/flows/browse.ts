import {backupDetailLines} from '../../render/backup-details.js';
import {deletePlanLines} from '../../render/delete-lines.js';
import {typedCommand} from '../../render/typed-command.js';
import type {JobWork} from '../../model/jobs.js';
import type {Opened} from '../effects.js';
import type {BodyLine} from '../step.js';
import {errorLines, type Talk} from '../talk.js';
import {chooseBackup} from './choose-backup.js';
import {runJob} from './run-job.js';

/** One backup in full: look at it, verify it, restore it, delete it. */
export function browse(talk: Talk, opened: Opened): never {
	const {messages} = talk;
	const texts = messages.dialog.browse;
	const name = chooseBackup(talk, opened, () => true);
	const details = talk.tryTo('details', {name});
	const isReadable = 'value' in details;
	const choice = talk.choose('inspect', {
		body: [
			...(isReadable
				? backupDetailLines(details.value, {
						messages,
						columns: talk.columns,
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
		acts: {
			restore: {kind: 'flow', home: 'restore', answers: {backup: name}},
			back: {kind: 'back'},
		},
	});
	if (choice === 'delete') {
		confirmDelete(talk, opened, name);
		return runJob(talk, {work: {kind: 'delete', names: [name]}, opened});
	}

	const level = choice === 'verify-full' ? 'full' : 'quick';
	const work: JobWork = {kind: 'verify', names: [name], level};
	const again = typedCommand(
		['verify', name, ...(level === 'full' ? ['--level', 'full'] : [])],
		opened.flags,
	);
	return runJob(talk, {work, again, opened});
}

function confirmDelete(talk: Talk, opened: Opened, name: string): void {
	const {messages} = talk;
	const texts = messages.dialog.browse;
	const planned = talk.know('planDelete', {name});
	talk.write('deleteName', {
		body: deletePlanLines([planned], {
			messages,
			columns: talk.columns,
			place: opened.repositoryPlace,
		}).map((text): BodyLine => ({text, isTable: true})),
		question: texts.typeToDelete(name),
		help: texts.deleteHelp,
		isNarrow: true,
		isStart: true,
		check: text => (text === name ? undefined : {problem: texts.notThatName(name)}),
	});
}

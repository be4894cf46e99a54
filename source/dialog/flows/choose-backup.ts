import type {BackupSummary} from '../../model/plans.js';
import {formatBytes} from '../../text/format-bytes.js';
import {formatTime} from '../../text/format-time.js';
import type {Opened} from '../effects.js';
import type {Script} from '../script.js';

/** One of the repository's backups, newest first. */
export function chooseBackup(
	script: Script,
	opened: Opened,
	isOffered: (backup: BackupSummary) => boolean,
): string {
	if (script.isAnswered('backup') && script.answers.backup !== undefined) {
		return script.answers.backup;
	}

	const {messages} = script;
	const texts = messages.dialog.browse;
	const offered = script.load('backups', {}).filter(one => isOffered(one));
	return script.select('backup', {
		body:
			offered.length === 0
				? [{text: messages.commands.list.empty(opened.repositoryPlace)}, {text: ''}]
				: [],
		question: texts.which(opened.repositoryPlace),
		help: texts.whichHelp,
		choices:
			offered.length === 0
				? [{value: 'back', label: messages.dialog.failed.back}]
				: offered.map(backup => ({
						value: backup.name,
						label: backup.name,
						detail: factsOf(backup, script),
					})),
		actions: offered.length === 0 ? {back: {kind: 'back'}} : {},
		preselected: script.answers.backup,
		isList: offered.length > 0,
	});
}

function factsOf(backup: BackupSummary, {messages}: Script): string {
	const {commands, words} = messages;
	return commands.facts([
		...(backup.createdAt === undefined ? [] : [formatTime(backup.createdAt).replace(' UTC', '')]),
		...(backup.state === 'complete' ? [] : [words.backupStates[backup.state]]),
		...(backup.rows === undefined ? [] : [words.rows(backup.rows)]),
		...(backup.bytes === undefined ? [] : [formatBytes(backup.bytes)]),
		...(backup.verified
			? [messages.dialog.browse.verified(backup.verified.outcome === 'complete')]
			: []),
	]);
}

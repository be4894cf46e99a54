import type {BackupSummary} from '../../model/plans.js';
import {formatBytes} from '../../text/format-bytes.js';
import {formatTime} from '../../text/format-time.js';
import type {Opened} from '../effects.js';
import type {Talk} from '../talk.js';

/** One of the repository's backups, newest first. */
export function chooseBackup(
	talk: Talk,
	opened: Opened,
	isOffered: (backup: BackupSummary) => boolean,
): string {
	if (talk.isAnswered('backup') && talk.answers.backup !== undefined) {
		return talk.answers.backup;
	}

	const {messages} = talk;
	const texts = messages.dialog.browse;
	const offered = talk.know('backups', {}).filter(one => isOffered(one));
	return talk.choose('backup', {
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
						detail: factsOf(backup, talk),
					})),
		acts: offered.length === 0 ? {back: {kind: 'back'}} : {},
		preselected: talk.answers.backup,
		isList: offered.length > 0,
	});
}

function factsOf(backup: BackupSummary, {messages}: Talk): string {
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

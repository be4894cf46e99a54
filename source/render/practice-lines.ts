import type {Messages} from '../messages/messages.js';
import type {PracticeEvent} from '../practice/practice-events.js';
import type {PracticeState} from '../practice/practice-state.js';
import {formatBytes} from '../text/format-bytes.js';
import {formatShortDuration} from '../text/format-duration.js';
import {factLines} from './line-options.js';

/** Where the practice cluster is, and what it keeps where. */
export function practiceFactLines(state: PracticeState, {commands}: Messages): string[] {
	const {labels} = commands.practice;
	return factLines([
		[labels.address, state.address],
		[labels.user, state.username],
		[labels.passwordFile, state.passwordFile],
		[labels.data, state.storagePath],
		[labels.backups, state.backupsPath],
		[labels.log, state.log],
	]);
}

/** What happens, in one line. */
export function practiceEventLine(
	event: PracticeEvent,
	{commands, words, detail}: Messages,
): string {
	const {events} = commands.practice;
	switch (event.type) {
		case 'making-environment': {
			return events.makingEnvironment(event.version, event.directory);
		}

		case 'downloading': {
			const {version, doneBytes, totalBytes} = event;
			return events.downloading(
				version,
				formatBytes(doneBytes),
				totalBytes === undefined ? undefined : formatBytes(totalBytes),
			);
		}

		case 'unpacking': {
			return events.unpacking(event.version);
		}

		case 'waiting-for-other': {
			return events.waitingForOther(event.pid);
		}

		case 'starting': {
			return events.starting(event.version);
		}

		case 'ports-taken': {
			return events.portsTaken;
		}

		case 'setting-password': {
			return events.settingPassword;
		}

		case 'started': {
			const {version, address, waitedMs} = event;
			const waited = formatShortDuration(waitedMs);
			return `✔ ${events.started(version, address, waited)}`;
		}

		case 'already-running': {
			return `✔ ${events.alreadyRunning(event.version, event.address)}`;
		}

		case 'stale-state': {
			return events.staleState;
		}

		case 'stopping': {
			return events.stopping;
		}

		case 'killing': {
			return events.killing;
		}

		case 'collection-kept': {
			return `✔ ${events.collectionKept(event.collection, words.rows(event.rows))}`;
		}

		case 'collection-replaced': {
			return events.collectionReplaced(event.collection, detail(event.reason));
		}

		case 'collection-loading': {
			return events.collectionLoading(event.collection, words.rows(event.rows));
		}

		case 'collection-ready': {
			return `✔ ${events.collectionReady(event.collection, words.rows(event.rows))}`;
		}
	}
}

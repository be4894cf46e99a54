import type {Messages} from '../messages/messages.js';
import type {Outcome} from '../model/job-events.js';
import type {BackupResult, BackupStrategy} from '../model/plans.js';
import {formatBytes} from '../text/format-bytes.js';
import {formatShortDuration} from '../text/format-duration.js';

/**
 * The end of a backup: what was done, what was checked, how to restore it. What failed is reported
 * elsewhere.
 */
export function backupResultLines(
	result: BackupResult,
	{
		messages: {commands, words},
		strategy,
		restoreCommand,
		addCommand,
	}: {
		messages: Messages;
		strategy: BackupStrategy;
		restoreCommand: string;
		addCommand: string;
	},
): string[] {
	const texts = commands.backup;
	if (result.outcome === 'failed') {
		return [texts.failed];
	}

	const done = result.collections.filter(({outcome}) => outcome === 'complete').length;
	const missing = result.collections.length - done;
	return [
		`${markOf(result)} ${texts.done({
			collections: words.collections(done),
			rows: words.rows(result.rows),
			size: formatBytes(result.bytes),
			duration: formatShortDuration(durationOf(result)),
		})}`,
		`  ${
			strategy === 'meta_only'
				? texts.metaOnlyChecked
				: texts.checked(words.objects(result.objects))
		}`,
		...(missing > 0
			? [`  ${texts.missing(words.collections(missing))}`, `  ${texts.addMissing} ${addCommand}`]
			: []),
		`  ${texts.restoreIt} ${restoreCommand}`,
	];
}

/** For the first line of a result: all is well, or not all of it. */
export function markOf({outcome}: {outcome: Outcome}): string {
	return outcome === 'complete' ? '✔' : '!';
}

export function durationOf({startedAt, endedAt}: {startedAt: string; endedAt: string}): number {
	return Date.parse(endedAt) - Date.parse(startedAt);
}

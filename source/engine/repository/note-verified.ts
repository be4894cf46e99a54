import {parseVerified, verifiedKey, writeVerified, type Verified} from '../../format/verified.js';
import {hasCode} from '../../model/milvault-error.js';
import type {BackupSummary} from '../../model/plans.js';
import type {RunContext} from '../run/run-context.js';
import type {Place} from '../session.js';
import {toolVersion} from '../../utils/tool-version.js';
import {backupKey} from './backup-keys.js';
import {summaryOf} from './backup-summary.js';
import {readBackup, readText} from './read-backup.js';
import {mark} from './summary-cache.js';

type NoteContext = Partial<Pick<RunContext, 'warn' | 'signal'>>;

/**
 * Records the end of a verification beside the backup (meta/milvault/verified.json), where `list`
 * finds it; when it was restored in a drill stays there.
 *
 * @returns what its summary says now; nothing, with a warning, where it cannot be written
 */
export async function noteVerified(
	repository: Place,
	name: string,
	verified: Pick<Verified, 'level' | 'outcome' | 'differences'>,
	context: NoteContext,
): Promise<Pick<BackupSummary, 'verified'>> {
	const before = await verifiedNow(repository, name, context);
	return put(repository, name, {...verified, restored: before?.restored}, context);
}

/** Records the end of a drill. */
export async function noteRestored(
	repository: Place,
	name: string,
	outcome: Verified['outcome'],
	context: NoteContext,
): Promise<void> {
	const before = await verifiedNow(repository, name, context);
	// What a restore looks at before it begins is what a quick verification does.
	const verified = before ?? {level: 'quick', outcome, differences: outcome === 'complete' ? 0 : 1};
	const restored = {at: new Date().toISOString(), outcome};
	const noted = await put(repository, name, {...verified, restored}, context);
	const {signal} = context;
	const {info, record} = await readBackup(repository, name, signal);
	const summary = summaryOf({name, info, record, isCommitted: true});
	await mark(repository, {...summary, ...noted}, {signal});
}

async function verifiedNow(
	repository: Place,
	name: string,
	{signal}: NoteContext,
): Promise<Verified | undefined> {
	try {
		const text = await readText(repository, name, verifiedKey, signal);
		return text === undefined ? undefined : parseVerified(text);
	} catch (error) {
		if (hasCode(error, 'cancelled')) {
			throw error;
		}

		return undefined;
	}
}

async function put(
	repository: Place,
	name: string,
	{level, outcome, differences, restored, at = new Date().toISOString()}: Noted,
	{warn, signal}: NoteContext,
): Promise<Pick<BackupSummary, 'verified'>> {
	try {
		await repository.storage.put(
			backupKey(repository, name, verifiedKey),
			writeVerified({
				formatVersion: 1,
				tool: {name: 'milvault', version: toolVersion},
				level,
				outcome,
				differences,
				at,
				...(restored && {restored}),
			}),
			{signal},
		);
		return {verified: {at, level, outcome, ...(restored && {restored})}};
	} catch (error) {
		if (hasCode(error, 'cancelled')) {
			throw error;
		}

		warn?.({code: 'not-noted', details: {name, place: repository.label}});
		return {};
	}
}

/** `at`: default now. */
type Noted = Pick<Verified, 'level' | 'outcome' | 'differences' | 'restored'> & {at?: string};

import {readBackupInfo} from '../format/read-backup-meta.js';
import {readVerified} from './shared/read-verified.js';
import {parseMilvaultMeta} from '../format/milvault-meta.js';
import {metaKeys} from '../format/paths.js';
import {toMilvaultError} from '../model/milvault-error.js';
import type {BackupSummary} from '../model/plans.js';
import {summaryOf} from './shared/backup-summary.js';
import {mapBounded} from './shared/bounded.js';
import {isBackup, metaFilesOf, readText} from './shared/read-backup.js';
import {markedSummary, readMarks} from './shared/summary-marks.js';
import type {Place, Session} from './session.js';

const concurrency = 32;
/** Locks and marks, beside the backups. */
const ownDirectory = '.milvault';

/**
 * Every backup in the repository, newest first; one small request for each that is marked, two for others of ours. Only backups made by
 * milvus-backup need their full_meta.json, because nothing smaller says how many rows they hold, until they are verified and thereby
 * marked. One that cannot be read is listed as such, with its reason.
 */
export async function listBackups(
	session: Session,
	options: {signal?: AbortSignal} = {},
): Promise<BackupSummary[]> {
	const repository = await session.repositoryPlace();
	await repository.storage.ensureReachable(options);
	const names: string[] = [];
	const root = repository.rootPath === '' ? '' : `${repository.rootPath}/`;
	for await (const name of repository.storage.listDirectories(root, options)) {
		if (name !== ownDirectory) {
			names.push(name);
		}
	}

	const marks = await readMarks(repository, options.signal);
	const summaries = await mapBounded(
		names,
		concurrency,
		async name =>
			(await markedSummary(repository, name, marks, options.signal)) ??
			summarize(repository, name, options.signal),
	);
	return summaries
		.filter(summary => summary !== undefined)
		.toSorted(
			(a, b) =>
				(b.createdAt ?? '').localeCompare(a.createdAt ?? '') ||
				(a.name < b.name ? -1 : 1),
		);
}

/** Undefined for a directory that is no backup. */
async function summarize(
	repository: Place,
	name: string,
	signal: AbortSignal | undefined,
): Promise<BackupSummary | undefined> {
	const files = await metaFilesOf(repository, name, signal);
	if (files.size === 0) {
		return (await isBackup(repository, name))
			? {name, state: 'unfinished', madeBy: 'milvus-backup'}
			: undefined;
	}

	const madeBy = files.has(metaKeys.milvault) ? 'milvault' : 'milvus-backup';
	try {
		return await readSummary(repository, name, files, signal);
	} catch (error) {
		const {code, details} = toMilvaultError(error);
		if (code === 'cancelled') {
			throw error;
		}

		return {name, state: 'unreadable', madeBy, error: {code, details}};
	}
}

async function readSummary(
	repository: Place,
	name: string,
	files: ReadonlyMap<string, number>,
	signal: AbortSignal | undefined,
): Promise<BackupSummary> {
	const read = async (file: string): Promise<string | undefined> =>
		files.has(file) ? readText(repository, name, file, signal) : undefined;
	const ours = await read(metaKeys.milvault);
	const isCommitted = files.has(metaKeys.backup);
	const verified = await readVerified(read);
	if (ours !== undefined) {
		const record = parseMilvaultMeta(ours, `${name}/${metaKeys.milvault}`);
		return {...summaryOf({name, record, isCommitted}), ...verified};
	}

	if (!isCommitted && !files.has(metaKeys.full)) {
		return {name, state: 'unfinished', madeBy: 'milvus-backup'};
	}

	const info = await readBackupInfo({read, name});
	return {...summaryOf({name, isCommitted: true, info}), ...verified};
}

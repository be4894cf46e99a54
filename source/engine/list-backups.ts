import {readBackupInfo} from '../format/read-backup-meta.js';
import pLimit, {type LimitFunction} from 'p-limit';
import {largeTextBytes} from '../model/read-limits.js';
import {readVerified} from './repository/read-verified.js';
import {isSumsKey, parseMilvaultMeta} from '../format/milvault-meta.js';
import {metaKeys} from '../format/paths.js';
import {pinOf, readPin, readPins, showPins} from './repository/pins.js';
import {MilvaultError, toMilvaultError} from '../model/milvault-error.js';
import type {Warning} from '../model/job-events.js';
import type {BackupSummary} from '../model/plans.js';
import {summaryOf} from './repository/backup-summary.js';
import {isOfTheRepository} from './repository/is-of-the-repository.js';
import {ownDirectory} from './repository/backup-keys.js';
import {mapBounded} from './run/map-bounded.js';
import {assertRecord, isBackup, metaFilesOf, readText} from './repository/read-backup.js';
import {markedSummary, readMarks} from './repository/summary-cache.js';
import type {Place, Session} from './session.js';

const concurrency = 32;

/**
 * Every backup in the repository, newest first; one small request for each that is marked, two for
 * others of ours. Only backups made by milvus-backup need their full_meta.json, because nothing
 * smaller says how many rows they hold, until they are verified and thereby marked. One that is
 * damaged is listed as such, with its reason; of what a lost line or a missing permission hides
 * nothing is said, and there is no list.
 *
 * In a local repository a directory that may not be read, as a file system's lost+found, is passed
 * over and told.
 *
 * @throws what keeps the repository from answering, and cancelled
 */
export async function listBackups(
	session: Session,
	options: {signal?: AbortSignal; onWarning?: (warning: Warning) => void} = {},
): Promise<BackupSummary[]> {
	const repository = await session.repositoryPlace();
	const {signal, onWarning} = options;
	await repository.storage.ensureReachable({signal});
	const passedOver: string[] = [];
	const onDenied = (name: string): void => {
		passedOver.push(name);
	};

	const names: string[] = [];
	const root = repository.rootPath === '' ? '' : `${repository.rootPath}/`;
	for await (const name of repository.storage.listDirectories(root, {
		signal,
		onDenied,
	})) {
		if (name !== ownDirectory) {
			names.push(name);
		}
	}

	const oneByOne = pLimit(1);
	const [marks, pins] = await Promise.all([
		readMarks(repository, signal),
		showPins(readPins(repository, signal)),
	]);
	const summaries = await mapBounded(
		names,
		concurrency,
		async name =>
			(await markedSummary(repository, name, marks, signal)) ??
			summarize(repository, name, {signal, onDenied, oneByOne}),
	);
	if (passedOver.length > 0) {
		const {label: place} = repository;
		onWarning?.({
			code: 'directories-passed-over',
			details: {place, names: passedOver.toSorted()},
		});
	}

	return summaries
		.filter(summary => summary !== undefined)
		.map(summary => ({...summary, ...pinOf(summary, pins?.get(summary.name))}))
		.toSorted(
			(a, b) => (b.createdAt ?? '').localeCompare(a.createdAt ?? '') || (a.name < b.name ? -1 : 1),
		);
}

/**
 * The same of one backup, always read anew; undefined when there is none.
 *
 * @throws what keeps the repository from answering, and cancelled
 */
export async function lookAtBackup(
	repository: Place,
	name: string,
	signal?: AbortSignal,
): Promise<BackupSummary | undefined> {
	const summary = await summarize(repository, name, {
		signal,
		onDenied(directory) {
			throw new MilvaultError('storage-denied', {
				action: 'list',
				resource: directory,
				endpoint: repository.label,
			});
		},
		oneByOne: pLimit(1),
	});
	return summary && {...summary, ...pinOf(summary, await readPin(repository, name, signal))};
}

/** Undefined for a directory that is no backup. */
async function summarize(
	repository: Place,
	name: string,
	{
		signal,
		onDenied,
		oneByOne,
	}: {
		signal: AbortSignal | undefined;
		onDenied: (name: string) => void;
		/** For those whose metadata is large: many at once would fill the memory. */
		oneByOne: LimitFunction;
	},
): Promise<BackupSummary | undefined> {
	let files: ReadonlyMap<string, number> | undefined;
	try {
		files = await metaFilesOf(repository, name, signal);
		if (files.size === 0) {
			return (await isBackup(repository, name))
				? {name, state: 'unfinished', madeBy: 'milvus-backup'}
				: undefined;
		}

		const read = async (): Promise<BackupSummary> => readSummary(repository, name, files!, signal);
		const isLarge = [...files.values()].some(size => size > largeTextBytes);
		return await (isLarge ? oneByOne(read) : read());
	} catch (thrown) {
		const error = toMilvaultError(thrown);
		const {code, details} = error;
		if (code === 'storage-denied' && !files && repository.storage.kind === 'local') {
			onDenied(name);
			return undefined;
		}

		if (isOfTheRepository(error)) {
			throw error;
		}

		const isOurs = [...(files?.keys() ?? [])].some(
			file => file === metaKeys.milvault || isSumsKey(file),
		);
		const madeBy = isOurs ? 'milvault' : 'milvus-backup';
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
		// While two stand there, the older one promises less.
		return {
			...summaryOf({name, record: record.previous ?? record, isCommitted}),
			...verified,
		};
	}

	assertRecord(name, files);

	if (!isCommitted && !files.has(metaKeys.full)) {
		return {name, state: 'unfinished', madeBy: 'milvus-backup'};
	}

	const info = await readBackupInfo({read, name});
	return {...summaryOf({name, isCommitted: true, info}), ...verified};
}

import type {LimitFunction} from 'p-limit';
import {parseSums} from '../../format/milvault-meta.js';
import {isForeignFile} from '../../format/paths.js';
import type {Warning} from '../../model/job-events.js';
import {hasCode, MilvaultError} from '../../model/milvault-error.js';
import {mostSumsBytes, readObjectChunks} from '../../storage/read-object.js';
import {backupKey, backupPrefix} from '../shared/backup-keys.js';
import {mapBounded} from '../shared/bounded.js';
import type {Place} from '../session.js';
import {
	expectedObjects,
	type BackupCollection,
} from './backup-collection-view.js';
import {contentMatches} from './content-matches.js';

type VerifyOptions = {
	repository: Place;
	backupName: string;
	view: BackupCollection;
	copyLimit: LimitFunction;
	warn: (warning: Warning) => void;
	signal?: AbortSignal;
	/** As readSums gives them; default: read here. */
	sums?: ReadonlyMap<string, string>;
	/** Is told of files of somebody else's where an import would read them. */
	onForeign?: () => void;
	/** Somebody else reads the objects and compares their content. */
	isContentCheckedLater?: boolean;
};

/** `expected` and `found` for people: sizes or checksums. */
export type ObjectDifference = {
	code: 'object-missing' | 'object-changed';
	/** In the repository. */
	key: string;
	expected: string;
	found: string;
};

/**
 * Checks that a collection's binlogs are what was backed up, before anything is made from them; ends at the first difference.
 *
 * @returns the objects: keys relative to the backup, sizes in bytes
 * @throws object-missing, object-changed
 */
export async function verifyObjects(
	options: VerifyOptions,
): Promise<Map<string, number>> {
	const {label: place} = options.repository;
	return compareObjects(options, ({code, key, expected, found}) => {
		throw code === 'object-missing'
			? new MilvaultError(code, {key, place})
			: new MilvaultError(code, {key, place, expected, found});
	});
}

/**
 * Compares a collection's binlogs with what was recorded: every object there with its size and its recorded checksum, and none that does
 * not belong (Milvus would import it too). Files that are not Milvus's at all are named and passed over.
 *
 * Two listings for each collection; objects whose checksum they do not show, as those of a directory, are read.
 *
 * @param report is told every difference; what it throws ends the comparison
 * @returns the objects: keys relative to the backup, sizes in bytes
 */
export async function compareObjects(
	options: VerifyOptions,
	report: (difference: ObjectDifference) => void,
): Promise<Map<string, number>> {
	const {repository, backupName, view, signal} = options;
	const expected = expectedObjects(view);
	const sums = options.sums ?? (await readSums(options));
	const missing = new Set(expected.keys());
	const unchecked: Unchecked[] = [];
	const foreign: string[] = [];
	const rootLength = backupPrefix(repository, backupName).length;
	for (const kind of ['insert_log', 'delta_log']) {
		const prefix = `${backupKey(
			repository,
			backupName,
			`binlogs/${kind}/${view.info.collection_id}`,
		)}/`;
		for await (const object of repository.storage.list(prefix, {signal})) {
			const key = object.key.slice(rootLength);
			if (isForeignFile(key)) {
				foreign.push(key);
				continue;
			}

			const sizeBytes = expected.get(key);
			if (sizeBytes === undefined && !isImported(view, key)) {
				continue;
			}

			missing.delete(key);
			const sum = sums.get(key);
			if (sum === undefined && view.record?.sumsFile !== undefined) {
				report({
					code: 'object-changed',
					key: object.key,
					expected: sizeBytes === undefined ? 'no object' : 'a recorded sum',
					found: sizeBytes === undefined ? `${object.sizeBytes} bytes` : 'none',
				});
				continue;
			}

			if (sizeBytes !== object.sizeBytes) {
				report({
					code: 'object-changed',
					key: object.key,
					expected:
						sizeBytes === undefined ? 'no object' : `${sizeBytes} bytes`,
					found: `${object.sizeBytes} bytes`,
				});
				continue;
			}

			if (sum !== undefined && sum !== object.checksum) {
				unchecked.push({key, sum, listed: object.checksum});
			}
		}
	}

	passOver(foreign, options);
	for (const key of missing) {
		report({
			code: 'object-missing',
			key: backupKey(repository, backupName, key),
			expected: `${expected.get(key)} bytes`,
			found: 'no object',
		});
	}

	if (!options.isContentCheckedLater) {
		await checkContents(unchecked, options, report);
	}

	return expected;
}

function passOver(
	foreign: readonly string[],
	{backupName, view, warn, onForeign}: VerifyOptions,
): void {
	if (foreign.length > 0) {
		warn({
			code: 'foreign-files',
			details: {
				collection: view.collection,
				files: foreign.slice(0, mostNamed).map(key => `${backupName}/${key}`),
				count: foreign.length,
			},
		});
	}

	if (foreign.some(key => isImported(view, key))) {
		onForeign?.();
	}
}

const mostNamed = 3;

type Unchecked = {key: string; sum: string; listed: string | undefined};

/** Objects whose recorded checksum no listing shows: local files, and backups that were moved to another store. */
async function checkContents(
	unchecked: readonly Unchecked[],
	{repository, backupName, view, copyLimit, warn, signal}: VerifyOptions,
	report: (difference: ObjectDifference) => void,
): Promise<void> {
	let bySizeOnly = 0;
	await mapBounded(
		unchecked,
		copyLimit.concurrency,
		async ({key, sum, listed}) =>
			copyLimit(async () => {
				const full = backupKey(repository, backupName, key);
				const {storage} = repository;
				const content = await contentMatches(storage, full, sum, signal);
				const found = content
					? content.found
					: sum !== '' && partsOf(sum) === partsOf(listed)
						? (listed ?? '')
						: undefined;
				if (found !== undefined && found !== sum) {
					report({code: 'object-changed', key: full, expected: sum, found});
				} else if (!content) {
					bySizeOnly++;
				}
			}),
	);
	if (bySizeOnly > 0) {
		warn({
			code: 'checked-by-size-only',
			details: {collection: view.collection, objects: bySizeOnly},
		});
	}
}

/** How many parts an ETag of an upload in parts says; two of as many parts are of the same kind. */
function partsOf(checksum: string | undefined): string | undefined {
	return /-(\d+)$/.exec(checksum ?? '')?.[1];
}

/** Would an import read an object that no metadata names? milvus-backup may leave whole partitions of such behind. */
function isImported(
	{partitions, info}: BackupCollection,
	key: string,
): boolean {
	const [, , , partitionId] = key.split('/');
	return (
		(partitionId === '-1' && (info.l0_segments ?? []).length > 0) ||
		partitions.some(({id}) => id === partitionId)
	);
}

/**
 * Recorded checksums by key relative to the backup; empty where none were recorded.
 *
 * @throws metadata-unreadable, also for fewer (or more) sums than objects were recorded: what is not there could not be compared
 */
export async function readSums({
	repository,
	backupName,
	view,
	signal,
}: {
	repository: Place;
	backupName: string;
	view: BackupCollection;
	signal?: AbortSignal;
}): Promise<Map<string, string>> {
	const sums = new Map<string, string>();
	const file = view.record?.sumsFile;
	if (file === undefined) {
		return sums;
	}

	try {
		const lines = readObjectChunks(
			repository.storage,
			backupKey(repository, backupName, file),
			{mostBytes: mostSumsBytes, signal},
		);
		for await (const {key, checksum} of parseSums(lines, file)) {
			sums.set(key, checksum);
		}
	} catch (error) {
		if (hasCode(error, 'object-missing')) {
			throw new MilvaultError('metadata-unreadable', {
				file: `${backupName}/${file}`,
				reason: 'it is missing',
			});
		}

		throw error;
	}

	const objects = view.record?.objects ?? 0;
	if (sums.size !== objects) {
		throw new MilvaultError('metadata-unreadable', {
			file: `${backupName}/${file}`,
			reason: `it names ${sums.size} of ${objects} objects`,
		});
	}

	return sums;
}

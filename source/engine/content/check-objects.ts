import type {LimitFunction} from 'p-limit';
import {isForeignFile} from '../../format/paths.js';
import type {Warning} from '../../model/job-events.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {fragment} from '../../model/fragments.js';
import type {ObjectInfo} from '../../storage/storage.js';
import {backupKey, backupPrefix} from '../repository/backup-keys.js';
import {mapBounded} from '../run/map-bounded.js';
import type {Place} from '../session.js';
import {expectedObjects, type BackupCollection} from '../repository/collection-view.js';
import {contentJudge, type ContentJudge} from './content-judge.js';
import {contentMatches} from './content-matches.js';
import {readSums} from '../repository/read-sums.js';
import type {RecordedSum} from '../repository/recorded-sum.js';
import type {ObjectDifference} from './object-difference.js';

type VerifyOptions = {
	repository: Place;
	backupName: string;
	view: BackupCollection;
	copyLimit: LimitFunction;
	warn: (warning: Warning) => void;
	signal?: AbortSignal;
	/** As readSums gives them; default: read here. */
	sums?: ReadonlyMap<string, RecordedSum>;
	/** Called when files that do not belong to a backup lie where an import would read them. */
	onForeign?: () => void;
	/** The caller reads the objects and compares their content. */
	isContentCheckedLater?: boolean;
	/** Called for each object that has its size, with its key relative to the backup. */
	onListed?: (key: string, object: ObjectInfo) => void;
	/**
	 * Called for each object whose content no recorded checksum proves, with its key relative to the
	 * backup.
	 */
	onUnproven?: (key: string) => void;
	/**
	 * Called for data that lies beside the collection's own and that no metadata names; default: a
	 * warning.
	 */
	onUnnamed?: (data: UnnamedData) => void;
};

/** A partition's directory, as key in the repository. */
export type UnnamedData = {directory: string; objects: number; bytes: number};

/**
 * Checks that a collection's binlogs are what was backed up, before they are used; ends at the
 * first difference.
 *
 * @returns the objects: keys relative to the backup, sizes in bytes
 * @throws object-missing, object-changed
 */
export async function verifyObjects(options: VerifyOptions): Promise<Map<string, number>> {
	const {label: place} = options.repository;
	return compareObjects(options, ({code, key, expected, found}) => {
		throw code === 'object-missing'
			? new MilvaultError(code, {key, place})
			: new MilvaultError(code, {key, place, expected, found});
	});
}

/**
 * Compares a collection's binlogs with what was recorded: every object exists with its size and its
 * recorded checksum, and there is no additional one (Milvus would import it too). Files that are
 * not Milvus's are named and ignored.
 *
 * Two listings for each collection; objects whose checksum they do not show, as those of a
 * directory, are read.
 *
 * @param report receives every difference; what it throws ends the comparison
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
	const judge = contentJudge(difference => {
		const key = backupKey(repository, backupName, difference.key);
		report({...difference, key});
	});
	const foreign: string[] = [];
	const unnamed = new Map<string, UnnamedData>();
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
			const sum = sums.get(key);
			if (sizeBytes === undefined && sum !== undefined) {
				// Reported below.
				continue;
			}

			if (sizeBytes === undefined && !isImported(view, key)) {
				addUnnamed(unnamed, object);
				continue;
			}

			missing.delete(key);
			if (sum === undefined && view.record?.sumsFile !== undefined) {
				report({
					code: 'object-changed',
					key: object.key,
					expected: sizeBytes === undefined ? fragment('no-object') : fragment('recorded-sum'),
					found: sizeBytes === undefined ? fragment('bytes', {bytes: object.sizeBytes}) : 'none',
				});
				continue;
			}

			if (sizeBytes !== object.sizeBytes) {
				report({
					code: 'object-changed',
					key: object.key,
					expected:
						sizeBytes === undefined ? fragment('no-object') : fragment('bytes', {bytes: sizeBytes}),
					found: fragment('bytes', {bytes: object.sizeBytes}),
				});
				continue;
			}

			options.onListed?.(key, object);
			if (!sum || (sum.checksum === '' && sum.contentSum === undefined)) {
				options.onUnproven?.(key);
			}

			if (sum && sum.checksum === object.checksum) {
				judge.identify(sum);
			} else if (sum) {
				unchecked.push({key, recorded: sum, listed: object.checksum});
			}
		}
	}

	passOver(foreign, options);
	for (const key of sums.keys()) {
		if (!expected.has(key)) {
			report({
				code: 'object-changed',
				key: backupKey(repository, backupName, key),
				expected: fragment('named-in-metadata'),
				found: fragment('not-named'),
			});
		}
	}

	for (const data of unnamed.values()) {
		if (options.onUnnamed && !view.record) {
			options.onUnnamed(data);
		} else {
			const {collection} = view;
			options.warn({code: 'data-not-named', details: {collection, ...data}});
		}
	}

	for (const key of missing) {
		report({
			code: 'object-missing',
			key: backupKey(repository, backupName, key),
			expected: fragment('bytes', {bytes: `${expected.get(key)}`}),
			found: fragment('no-object'),
		});
	}

	if (!options.isContentCheckedLater) {
		await checkContents(unchecked, judge, options);
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
				files: foreign.slice(0, maxNamed).map(key => `${backupName}/${key}`),
				count: foreign.length,
			},
		});
	}

	if (foreign.some(key => isImported(view, key))) {
		onForeign?.();
	}
}

const maxNamed = 3;

/**
 * Adds an object to its partition's directory: the third from the left below
 * `binlogs/<kind>/<collection>`.
 */
function addUnnamed(unnamed: Map<string, UnnamedData>, {key, sizeBytes}: ObjectInfo): void {
	const directory = /^.*?binlogs\/(?:insert|delta)_log\/\d+\/[^/]+\//.exec(key)?.[0] ?? key;
	const {objects = 0, bytes = 0} = unnamed.get(directory) ?? {};
	unnamed.set(directory, {
		directory,
		objects: objects + 1,
		bytes: bytes + sizeBytes,
	});
}

type Unchecked = {
	key: string;
	recorded: RecordedSum;
	listed: string | undefined;
};

/**
 * Objects whose recorded checksum no listing shows: local files, and backups that were moved to
 * another store.
 */
async function checkContents(
	unchecked: readonly Unchecked[],
	judge: ContentJudge,
	options: VerifyOptions,
): Promise<void> {
	const {repository, backupName, copyLimit, onUnproven, signal} = options;
	await mapBounded(unchecked, copyLimit.concurrency, async seen =>
		copyLimit(async () => {
			const content = await contentMatches(
				repository.storage,
				backupKey(repository, backupName, seen.key),
				seen.recorded,
				signal,
			);
			judge.compare(seen, content);
		}),
	);
	const ended = judge.end();
	for (const key of ended.unknown) {
		onUnproven?.(key);
	}

	warnOfUnknown(ended, options);
}

/** Says of how many objects nothing but the size is known. */
export function warnOfUnknown(
	{bySizeOnly, incomparable}: ReturnType<ContentJudge['end']>,
	{backupName: name, view: {collection}, warn}: Pick<VerifyOptions, 'backupName' | 'view' | 'warn'>,
): void {
	if (bySizeOnly > 0) {
		const details = {collection, objects: bySizeOnly};
		warn({code: 'checked-by-size-only', details});
	}

	if (incomparable > 0) {
		const details = {name, collection, objects: incomparable};
		warn({code: 'checksums-not-comparable', details});
	}
}

/**
 * Would an import read an object that no metadata names? milvus-backup leaves whole partitions of
 * such objects: partitions that were created while it ran.
 */
function isImported({partitions, info}: BackupCollection, key: string): boolean {
	const [, , , partitionId] = key.split('/');
	return (
		(partitionId === '-1' && (info.l0_segments ?? []).length > 0) ||
		partitions.some(({id}) => id === partitionId)
	);
}

import {metaKeys, type MetaFile} from '../../format/paths.js';
import {readLevelFile, type LevelFiles} from '../../format/read-backup-meta.js';
import type {Warning} from '../../model/job-events.js';
import {hasCode, MilvaultError} from '../../model/milvault-error.js';
import {fragment} from '../../model/fragments.js';
import {sha256} from '../../utils/sha256.js';
import {mapBounded} from '../run/map-bounded.js';
import {readBytes, type OpenedBackup} from '../repository/read-backup.js';
import type {Place} from '../session.js';
import {compareLevels} from './compare-levels.js';
import {compareParts} from './compare-parts.js';
import {compareRecord} from './compare-record.js';
import {compareSchemas} from './compare-schemas.js';
import type {MetadataDifference} from './metadata-difference.js';
import {unnamedCollections} from './unnamed-collections.js';

type Options = {signal?: AbortSignal};

/**
 * Checks the metadata of a backup against itself, before anything in it is used:
 *
 * - each file is the one that was written, by the checksums in our own record;
 * - where there are none (backups by an earlier milvault and by milvus-backup): full_meta.json says
 *   what the level files say, which were written of the same, and no data lies there that neither
 *   names;
 * - our own record names the same collections, with the same schemas, rows, objects and bytes;
 * - nothing is there twice, and sizes are those of what is in them.
 *
 * @returns differences, and files that should be there, or readable, and are not
 */
export async function checkMetadata(
	repository: Place,
	backup: OpenedBackup,
	options: Options & {
		/** Look also at files that nothing is read from, because full_meta.json is proven. */
		isEveryFile: boolean;
	},
): Promise<{differences: MetadataDifference[]; unread: MetadataDifference[]}> {
	const {info, record, sums} = backup;
	const differences = [...compareParts(info), ...(record ? compareRecord(record, info) : [])];
	const unread = missingFiles(backup);
	const isProven = hasEverySum(backup) && compareSums(backup, sums).length === 0;
	if (isProven && !options.isEveryFile) {
		return {
			differences: [...differences, ...compareSchemas(backup)],
			unread: unread.filter(({file}) => file === metaKeys.full),
		};
	}

	const found = await readLevels(repository, backup, options.signal);
	unread.push(...found.unread);
	const unnamed = isProven ? [] : await unnamedCollections(repository, backup, options);
	return {
		// The most specific difference comes first: a restore reports only that one.
		differences: [
			...differences,
			...compareLevels(info, found.levels),
			...compareSchemas(backup),
			...unnamed,
			...compareSums(backup, new Map([...sums, ...found.sums])),
		],
		unread,
	};
}

/**
 * For a restore: a backup whose metadata has changed is not restored.
 *
 * @param options.collections to check; default: all. Differences in the metadata of others do not
 *   matter.
 * @throws metadata-differs
 */
export async function assertMetadata(
	repository: Place,
	backup: OpenedBackup,
	options: Options & {
		collections?: readonly string[];
		warn?: (warning: Warning) => void;
	} = {},
): Promise<void> {
	const {collections, warn, signal} = options;
	const {differences, unread} = await checkMetadata(repository, backup, {
		isEveryFile: false,
		signal,
	});
	const concerning = differences.filter(
		({collection}) =>
			collection === undefined || collections === undefined || collections.includes(collection),
	);
	const [first] = concerning;
	if (first) {
		throw new MilvaultError('metadata-differs', {
			name: backup.name,
			file: first.file,
			what: [first.collection, first.what].filter(Boolean).join(': '),
			expected: first.expected,
			found: first.found,
			differences: concerning.length,
		});
	}

	for (const {file, found} of unread) {
		warn?.({
			code: 'metadata-not-compared',
			details: {name: backup.name, file, reason: found},
		});
	}
}

/**
 * Sums that a file may have: two while a run that adds to the backup, and was interrupted, has
 * written some files and others not.
 */
function accepted({record, otherRecord}: OpenedBackup, file: string): Array<string | undefined> {
	return [record?.metadata?.[file], otherRecord?.metadata?.[file]];
}

/** Checksums of some files alone prove nothing of the others. */
function hasEverySum({record}: OpenedBackup): boolean {
	const sums = record?.metadata ?? {};
	return [metaKeys.full, ...Object.values(levelFiles)].every(file => sums[file] !== undefined);
}

function compareSums(
	backup: OpenedBackup,
	sums: ReadonlyMap<string, string>,
): MetadataDifference[] {
	return [...sums].flatMap(([file, found]) => {
		const [expected, other] = accepted(backup, file);
		return expected === undefined || found === expected || found === other
			? []
			: [{file, what: 'SHA-256', expected, found}];
	});
}

const levelFiles = {
	backup: metaKeys.backup,
	collection: metaKeys.collection,
	partition: metaKeys.partition,
	segment: metaKeys.segment,
} as const satisfies Record<keyof LevelFiles, MetaFile>;

/**
 * A tool that writes one of the level files writes all; copies by other means may be without them,
 * and lack nothing that counts.
 */
function missingFiles({record, files}: OpenedBackup): MetadataDifference[] {
	const {backup, collection, partition, segment} = levelFiles;
	const levels = [collection, partition, segment];
	const isWithout = !record && levels.every(file => !files.has(file));
	return [metaKeys.full, backup, ...(isWithout ? [] : levels)]
		.filter(file => !files.has(file))
		.map(file => ({
			file,
			what: '',
			expected: fragment('a-file'),
			found: fragment('missing'),
		}));
}

/** The contents of the files beside full_meta.json; an unreadable one hides only itself. */
async function readLevels(
	repository: Place,
	backup: OpenedBackup,
	signal: AbortSignal | undefined,
): Promise<{
	levels: Partial<LevelFiles>;
	sums: Map<string, string>;
	unread: MetadataDifference[];
}> {
	const {name, files, otherRecord} = backup;
	const levels: Partial<LevelFiles> = {};
	const sums = new Map<string, string>();
	const unread: MetadataDifference[] = [];
	const read = async (file: MetaFile): Promise<string | undefined> => {
		const bytes = await readBytes(repository, name, file, signal);
		if (bytes) {
			sums.set(file, sha256(bytes));
		}

		return bytes && new TextDecoder().decode(bytes);
	};

	const readOne = async (level: keyof LevelFiles): Promise<void> => {
		const file = levelFiles[level];
		try {
			const found = await readLevelFile({read, name}, level);
			const sum = sums.get(file);
			// A file of the other record, as an interrupted run leaves it, has other contents.
			if (sum === undefined || sum !== otherRecord?.metadata?.[file]) {
				Object.assign(levels, {[level]: found});
			}
		} catch (error) {
			if (!hasCode(error, 'metadata-unreadable')) {
				throw error;
			}

			const {reason} = error.details;
			unread.push({file, what: '', expected: 'readable', found: reason});
		}
	};

	const kinds = Object.keys(levelFiles) as Array<keyof LevelFiles>;
	await mapBounded(
		kinds.filter(level => files.has(levelFiles[level])),
		kinds.length,
		readOne,
	);
	return {levels, sums, unread};
}

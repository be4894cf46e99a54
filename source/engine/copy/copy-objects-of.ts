import {copiedKey} from '../../format/copied.js';
import {isForeignFile, metaKeys} from '../../format/paths.js';
import {verifiedKey} from '../../format/verified.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {fragment} from '../../model/fragments.js';
import {backupKey, backupPrefix, deletingKey} from '../repository/backup-keys.js';
import type {CopiedObjects} from '../../format/copied.js';
import {metaOrder, type CopySource} from './open-source.js';

/** One object of a backup besides the metadata that is written last. */
export type CopyObject = {
	/** Relative to the backup. */
	key: string;
	sizeBytes: number;
	/** What a listing of the source shows besides; undefined in a directory, or where none was made. */
	listed?: string;
};

/**
 * Not copied as objects: written from what was read, when all else is there. What does not travel:
 * the end of a verification, which read the objects of the source, not these; a mark of a deletion;
 * what an earlier copy noted of its own place. Locks and pins lie beside the backups: they say who
 * uses, and who keeps, a backup of that repository.
 */
const notObjects: ReadonlySet<string> = new Set([
	...metaOrder,
	metaKeys.milvault,
	verifiedKey,
	deletingKey,
	copiedKey,
]);

/**
 * The objects of a backup by a listing of the source: those that the metadata names, and all else
 * that lies among them, as the sums. Files that a NAS or a desktop left there are not of it.
 *
 * @throws object-missing, object-changed for an object that the metadata names
 */
export async function listSource(
	source: CopySource,
	signal?: AbortSignal,
): Promise<{objects: CopyObject[]; foreign: string[]; metadata: ReadonlyMap<string, string>}> {
	const {place, name, expected} = source;
	const prefix = backupPrefix(place, name);
	const objects: CopyObject[] = [];
	const foreign: string[] = [];
	const metadata = new Map<string, string>();
	const missing = new Set(expected.keys());
	for await (const {key: full, sizeBytes, checksum} of place.storage.list(prefix, {signal})) {
		const key = full.slice(prefix.length);
		if (notObjects.has(key)) {
			metadata.set(key, checksum ?? '');
			continue;
		}

		if (isForeign(key)) {
			foreign.push(key);
			continue;
		}

		missing.delete(key);
		assertSize(source, key, sizeBytes);
		objects.push({key, sizeBytes, ...(checksum !== undefined && {listed: checksum})});
	}

	for (const key of missing) {
		const at = {key: backupKey(place, name, key), place: place.label};
		throw new MilvaultError('object-missing', at);
	}

	return {objects, foreign, metadata};
}

/**
 * The same without a listing, by what the store of an earlier copy reported of each object; undefined
 * when that does not say it of all objects that the metadata names.
 */
export function objectsOfCopy(
	{expected}: CopySource,
	copied: CopiedObjects | undefined,
): CopyObject[] | undefined {
	const isWhole =
		copied !== undefined &&
		[...expected].every(([key, sizeBytes]) => copied.get(key)?.sizeBytes === sizeBytes);
	return isWhole
		? [...copied].flatMap(([key, {sizeBytes}]) => (notObjects.has(key) ? [] : [{key, sizeBytes}]))
		: undefined;
}

function isForeign(key: string): boolean {
	return key.startsWith('binlogs/') ? isForeignFile(key) : !key.startsWith('meta/');
}

function assertSize({place, name, expected}: CopySource, key: string, sizeBytes: number): void {
	const size = expected.get(key);
	if (size !== undefined && size !== sizeBytes) {
		throw new MilvaultError('object-changed', {
			key: backupKey(place, name, key),
			place: place.label,
			expected: fragment('bytes', {bytes: size}),
			found: fragment('bytes', {bytes: sizeBytes}),
		});
	}
}

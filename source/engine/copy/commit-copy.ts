import {copiedKey, writeCopied} from '../../format/copied.js';
import {metaKeys} from '../../format/paths.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {sha256} from '../../utils/sha256.js';
import {backupKey} from '../repository/backup-keys.js';
import {summaryOf} from '../repository/backup-summary.js';
import {readBytes} from '../repository/read-backup.js';
import {mark} from '../repository/summary-cache.js';
import type {Place} from '../session.js';
import {metaOrder, type CopySource} from './open-source.js';
import type {PlacedObject} from './send-objects.js';

/**
 * Writes the metadata of a copy, when all objects are there: the level files and full_meta.json,
 * what the target's store reports of all of them, our own record, and backup_meta.json last. Until
 * then the copy is visibly unfinished, for us and for milvus-backup.
 *
 * A backup by milvus-backup has no record of ours: the claim stands in its place to the end, and
 * goes last.
 *
 * @param isNew it was not visible before: then it is marked for listings
 * @returns what of the backup was written
 */
export async function commitCopy(
	to: Place,
	source: CopySource,
	{
		objects,
		isNew,
		assertHeld,
		signal,
	}: {
		objects: readonly PlacedObject[];
		isNew: boolean;
		assertHeld: () => Promise<void>;
		signal: AbortSignal | undefined;
	},
): Promise<{objects: number; bytes: number}> {
	const {as, opened, record} = source;
	const written = {objects: 0, bytes: 0};
	const copied = new Map(
		objects.flatMap(({key, sizeBytes, checksum}) =>
			checksum === '' ? [] : [[key, {sizeBytes, checksum}] as const],
		),
	);
	const put = async (file: string, body: Uint8Array | string): Promise<string> => {
		await assertHeld();
		const {checksum = '', sizeBytes} = await to.storage.put(backupKey(to, as, file), body, {
			signal,
		});
		// What is noted of the copy is no part of the backup.
		if (file !== copiedKey) {
			written.objects++;
			written.bytes += sizeBytes;
		}

		if (checksum !== '') {
			copied.set(file, {sizeBytes, checksum});
		}

		return checksum;
	};

	const last = metaKeys.backup;
	for (const file of metaOrder.filter(one => one !== last && opened.files.has(one))) {
		await put(file, await bodyOf(source, file, signal));
	}

	await put(copiedKey, writeCopied(opened.id, copied));
	if (record) {
		await put(metaKeys.milvault, record.text);
	}

	const checksum = opened.files.has(last)
		? await put(last, await bodyOf(source, last, signal))
		: undefined;
	if (!record && isNew) {
		await assertHeld();
		await to.storage.deleteMany([backupKey(to, as, metaKeys.milvault)], {signal});
	}

	if (isNew) {
		const summary = {name: as, record: record?.meta, info: opened.info, isCommitted: true};
		await mark(to, summaryOf(summary), {checksum, signal});
	}

	return written;
}

/** @throws metadata-differs when it is not what its recorded checksum says */
async function bodyOf(
	{place, name, opened, renamed}: CopySource,
	file: string,
	signal: AbortSignal | undefined,
): Promise<Uint8Array | string> {
	const text = renamed.get(file);
	if (text !== undefined) {
		return text;
	}

	const bytes = await readBytes(place, name, file, signal);
	if (!bytes) {
		throw new MilvaultError('object-missing', {key: `${name}/${file}`, place: place.label});
	}

	const {record, otherRecord} = opened;
	const accepted = [record, otherRecord].flatMap(one => one?.metadata?.[file] ?? []);
	const found = sha256(bytes);
	if (accepted.length > 0 && !accepted.includes(found)) {
		throw new MilvaultError('metadata-differs', {
			name,
			file,
			what: 'SHA-256',
			expected: accepted[0] ?? '',
			found,
			differences: 1,
		});
	}

	return bytes;
}

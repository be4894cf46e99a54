import {
	parseMilvaultMeta,
	writeMilvaultMeta,
	type MilvaultMeta,
} from '../../format/milvault-meta.js';
import {metaKeys, type MetaFile} from '../../format/paths.js';
import {renamedMeta} from '../../format/rename-meta.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {sha256} from '../../utils/sha256.js';
import {
	backupCollections,
	expectedObjects,
	type BackupCollection,
} from '../repository/collection-view.js';
import {readBackup, readBytes, readText, type OpenedBackup} from '../repository/read-backup.js';
import type {Place} from '../session.js';

/** milvus-backup's files in the order in which they are written: what makes it visible last. */
export const metaOrder: readonly MetaFile[] = [
	metaKeys.collection,
	metaKeys.partition,
	metaKeys.segment,
	metaKeys.full,
	metaKeys.backup,
];

/** A backup that is copied, and what its metadata is in the target. */
export type CopySource = {
	place: Place;
	name: string;
	/** Its name in the target. */
	as: string;
	opened: OpenedBackup;
	views: readonly BackupCollection[];
	/** Objects that the metadata names: keys relative to the backup, sizes in bytes. */
	expected: ReadonlyMap<string, number>;
	/** Our own record as it is in the target; undefined for a backup by milvus-backup. */
	record: {text: string; meta: MilvaultMeta} | undefined;
	/** The same of milvus-backup's files where they differ from those here: under another name. */
	renamed: ReadonlyMap<string, string>;
	/** SHA-256 of milvus-backup's files as they are in the target, of those that are known. */
	sums: ReadonlyMap<string, string>;
};

/**
 * Reads the metadata of a backup that is to be copied. Under another name, the metadata says that
 * name: in backup_meta.json, in full_meta.json, and in our own record, with their new checksums.
 *
 * @throws what `readBackup` throws
 */
export async function openSource(
	place: Place,
	name: string,
	as: string,
	signal?: AbortSignal,
): Promise<CopySource> {
	const opened = await readBackup(place, name, signal);
	const views = backupCollections(opened);
	const renamed = new Map<string, string>();
	if (as !== name) {
		// Two records, and files of either: what it is, only the run that is to be continued knows.
		if (opened.otherRecord) {
			throw new MilvaultError('backup-unfinished', {name});
		}

		for (const file of [metaKeys.full, metaKeys.backup]) {
			const text = opened.files.has(file) ? await readText(place, name, file, signal) : undefined;
			if (text !== undefined) {
				renamed.set(file, renamedMeta(text, as));
			}
		}
	}

	return {
		place,
		name,
		as,
		opened,
		views,
		expected: new Map(views.flatMap(view => [...expectedObjects(view)])),
		record: await recordAs(place, {name, as, opened, renamed}, signal),
		renamed,
		sums: await sumsInTarget(place, {name, opened, renamed}, signal),
	};
}

async function recordAs(
	place: Place,
	{name, as, opened, renamed}: Pick<CopySource, 'name' | 'as' | 'opened' | 'renamed'>,
	signal: AbortSignal | undefined,
): Promise<CopySource['record']> {
	const {record: meta} = opened;
	if (!meta) {
		return undefined;
	}

	if (as === name) {
		const file = metaKeys.milvault;
		const text = (await readText(place, name, file, signal)) ?? '';
		return {text, meta: parseMilvaultMeta(text, `${name}/${file}`)};
	}

	const sums = [...renamed].map(([file, text]) => [file, sha256(text)] as const);
	const renamedRecord: MilvaultMeta = {
		...meta,
		name: as,
		...(meta.metadata && {metadata: {...meta.metadata, ...Object.fromEntries(sums)}}),
	};
	return {text: writeMilvaultMeta(renamedRecord), meta: renamedRecord};
}

/** As far as they are known, and of what makes the backup visible in any case. */
async function sumsInTarget(
	place: Place,
	{name, opened, renamed}: Pick<CopySource, 'name' | 'opened' | 'renamed'>,
	signal: AbortSignal | undefined,
): Promise<Map<string, string>> {
	const {record, otherRecord, files} = opened;
	const sums = new Map([
		// Of two records it is not known which a file is of.
		...Object.entries(otherRecord ? {} : (record?.metadata ?? {})),
		...opened.sums,
	]);
	const file = metaKeys.backup;
	if (!sums.has(file) && files.has(file)) {
		const bytes = await readBytes(place, name, file, signal);
		if (bytes) {
			sums.set(file, sha256(bytes));
		}
	}

	return new Map([...sums, ...[...renamed].map(([key, text]) => [key, sha256(text)] as const)]);
}

/** How long one of the metadata files is in the target, in bytes; undefined where there is none. */
export function sizeInTarget(
	{opened, renamed, record}: CopySource,
	file: string,
): number | undefined {
	const text = file === metaKeys.milvault ? record?.text : renamed.get(file);
	return text === undefined ? opened.files.get(file) : Buffer.byteLength(text);
}

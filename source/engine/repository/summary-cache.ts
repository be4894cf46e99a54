import {z} from 'zod';
import {metaKeys} from '../../format/paths.js';
import {hasCode} from '../../model/milvault-error.js';
import type {BackupSummary} from '../../model/plans.js';
import {joinKey} from '../../storage/keys.js';
import type {Place} from '../session.js';
import {backupKey} from './backup-keys.js';

/**
 * A mark says what a backup's line of `list` is, in its own key: one listing returns those of a
 * thousand backups, where reading them takes two requests each. It is valid only while the backup's
 * backup_meta.json, which is written last and deleted first, has the ETag that the mark was made
 * from: one small request. Where there is none, or another, the backup is read.
 *
 * `.milvault/marks/<name>/<ETag>/<summary, base64url, a slash after every 200 characters>`; object
 * stores only: a directory is read as fast.
 */
export type Marks = ReadonlyMap<string, ReadonlyArray<{checksum: string; summary: BackupSummary}>>;

const directory = '.milvault/marks';
/** S3 takes keys of 1,024 bytes. */
const maxKey = 1000;
/**
 * MinIO keeps what is between two slashes as a file name, which file systems take up to 255 bytes
 * of.
 */
const maxSegment = 200;

const shape = z.object({
	name: z.string(),
	id: z.string().optional(),
	state: z.enum(['complete', 'partial']),
	createdAt: z.iso.datetime().optional(),
	cluster: z.string().optional(),
	filter: z.string().optional(),
	milvusVersion: z.string().optional(),
	madeBy: z.enum(['milvault', 'milvus-backup']),
	collections: z.number().int().nonnegative().optional(),
	rows: z
		.string()
		.regex(/^\d{1,30}$/)
		.optional(),
	bytes: z.number().nonnegative().optional(),
	verified: z
		.object({
			at: z.iso.datetime(),
			level: z.enum(['quick', 'full']),
			outcome: z.enum(['complete', 'failed']),
			restored: z
				.object({at: z.iso.datetime(), outcome: z.enum(['complete', 'failed'])})
				.optional(),
		})
		.optional(),
});

/** All marks of a repository; none where they cannot be read. */
export async function readMarks({storage, rootPath}: Place, signal?: AbortSignal): Promise<Marks> {
	const marks = new Map<string, Array<{checksum: string; summary: BackupSummary}>>();
	if (storage.kind !== 's3') {
		return marks;
	}

	const prefix = `${joinKey(rootPath, directory)}/`;
	try {
		for await (const {key} of storage.list(prefix, {signal})) {
			const [name = '', checksum = '', ...segments] = key.slice(prefix.length).split('/');
			const summary = parse(segments.join(''));
			if (summary?.name === name) {
				marks.set(name, [...(marks.get(name) ?? []), {checksum, summary}]);
			}
		}
	} catch (error) {
		if (hasCode(error, 'cancelled')) {
			throw error;
		}

		return new Map();
	}

	return marks;
}

/** The summary of a backup that is still the one that was marked. */
export async function markedSummary(
	repository: Place,
	name: string,
	marks: Marks,
	signal?: AbortSignal,
): Promise<BackupSummary | undefined> {
	const [mark, ...others] = marks.get(name) ?? [];
	// There are two: one could not be removed when it was replaced, and it is not known which.
	if (!mark || others.length > 0) {
		return undefined;
	}

	const key = backupKey(repository, name, metaKeys.backup);
	try {
		const meta = await repository.storage.head(key, {signal});
		return meta?.checksum === mark.checksum ? mark.summary : undefined;
	} catch (error) {
		if (hasCode(error, 'cancelled')) {
			throw error;
		}

		// Reading it shows what is wrong.
		return undefined;
	}
}

/**
 * Marks a backup again; never throws: the backup is complete, and without a mark it is read as
 * before.
 *
 * @param options.checksum of backup_meta.json, where it is known already
 */
export async function mark(
	repository: Place,
	summary: BackupSummary,
	options: {checksum?: string; signal?: AbortSignal} = {},
): Promise<void> {
	const {signal} = options;
	const {storage, rootPath} = repository;
	const {name} = summary;
	if (storage.kind !== 's3') {
		return;
	}

	try {
		await removeMarks(repository, name, signal);
		const key = backupKey(repository, name, metaKeys.backup);
		const checksum = options.checksum ?? (await storage.head(key, {signal}))?.checksum;
		const known = shape.safeParse(summary);
		if (!checksum || !known.success) {
			return;
		}

		const text = Buffer.from(JSON.stringify(known.data)).toString('base64url');
		const segments = text.match(new RegExp(`.{1,${maxSegment}}`, 'g')) ?? [];
		const marked = joinKey(rootPath, directory, name, checksum, ...segments);
		if (Buffer.byteLength(marked) <= maxKey) {
			await storage.put(marked, '', {signal});
		}
	} catch {
		// Not marked.
	}
}

/** Whatever is marked of this name is so no more. */
export async function removeMarks(
	{storage, rootPath}: Place,
	name: string,
	signal?: AbortSignal,
): Promise<void> {
	if (storage.kind !== 's3') {
		return;
	}

	const keys: string[] = [];
	const prefix = `${joinKey(rootPath, directory, name)}/`;
	for await (const {key} of storage.list(prefix, {signal})) {
		keys.push(key);
	}

	await storage.deleteMany(keys, {signal});
}

function parse(text: string): BackupSummary | undefined {
	try {
		const json: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
		const summary = shape.safeParse(json).data;
		// Marks of earlier versions lack the filter.
		return summary?.madeBy === 'milvault' && summary.filter === undefined ? undefined : summary;
	} catch {
		return undefined;
	}
}

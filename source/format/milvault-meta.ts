import {z} from 'zod';
import {sha256} from '../utils/sha256.js';
import {isSumsKey} from './object-sums.js';
import type {ErrorSummary, Warning} from '../model/job-events.js';
import {MilvaultError} from '../model/milvault-error.js';
import {msToDate} from '../model/timestamps.js';
import {fragment} from '../model/fragments.js';

/** Version of meta/milvault.json that this program writes; it reads this one and older ones. */
export const milvaultFormatVersion = 1;

const decimal = z.string().regex(/^\d{1,20}$/);
const count = z.number().int().nonnegative();
const countsBySegment = z.record(decimal, count);
/** Lower-case hex. */
const sha256Sum = z.string().regex(/^[\da-f]{64}$/);

const collectionRecord = z.object({
	/** `db.name` */
	collection: z.string(),
	collectionId: decimal,
	/** Up to the cut, deletes not subtracted. */
	rows: decimal,
	bytes: count,
	objects: count,
	/** Absent: not cut at one time. */
	cut: z
		.object({
			/** TSO that Flush answered. */
			flushTs: decimal,
			/** Milliseconds since 1970: what Import takes as end_ts up to 2.3. */
			endTsMs: decimal.refine(ms => msToDate(ms) !== undefined, fragment('no-time')),
		})
		.optional(),
	aliases: z.array(z.string()).optional(),
	loadState: z.enum(['NotLoad', 'Loading', 'Loaded']).optional(),
	/** By segment id: rows whose timestamp is after the cut; zero left out. */
	rowsAfterCut: countsBySegment.optional(),
	/** By segment id: entries of delta logs at or before the cut; zero left out. */
	deletes: countsBySegment.optional(),
	/**
	 * Milvus's answer to DescribeCollection at the cut, as it came: base64 of a
	 * milvuspb.DescribeCollectionResponse. It has what milvus-backup's metadata has no place for
	 * (clustering key), and what no definition knows yet.
	 */
	describeCollection: z.base64().optional(),
	/**
	 * Key of the collection's object sums, relative to the backup; absent: content not verifiable.
	 */
	sumsFile: z.string().optional(),
	/**
	 * What 32 hex digits among the sums are: `md5`: that of the content; `opaque`: they identify an
	 * object where it was made and say nothing of its content (SSE-KMS, SSE-C). Absent: not known, or
	 * no S3.
	 */
	etags: z.enum(['md5', 'opaque']).optional(),
	/** Of that file; absent in backups by an earlier milvault. */
	sumsSha256: sha256Sum.optional(),
});

const recordShape = z.object({
	formatVersion: z.literal(milvaultFormatVersion),
	tool: z.object({name: z.literal('milvault'), version: z.string()}),
	jobId: z.string(),
	/** unfinished until the backup is committed: not to be restored. */
	state: z.enum(['unfinished', 'complete', 'partial']),
	name: z.string(),
	cluster: z.string(),
	milvusVersion: z.string(),
	/** RFC 3339 UTC. */
	startedAt: z.iso.datetime(),
	endedAt: z.iso.datetime().optional(),
	strategy: z.enum(['auto', 'flush', 'skip_flush', 'meta_only']),
	filter: z.string(),
	rows: decimal,
	bytes: count,
	objects: count,
	collections: z.array(collectionRecord),
	/** Collections that are not in the backup, and why. */
	failed: z.array(
		z.object({
			collection: z.string(),
			error: z.custom<ErrorSummary>(hasCodeAndDetails),
		}),
	),
	warnings: z.array(z.custom<Warning>(hasCodeAndDetails)),
	/**
	 * Of the claim of a copy that is being made: SHA-256 of the metadata of the backup that is copied,
	 * hexadecimal.
	 */
	copyOf: sha256Sum.optional(),
	/**
	 * SHA-256 of milvus-backup's five files, by key relative to the backup; absent in backups by an
	 * earlier milvault.
	 */
	metadata: z.record(z.string(), sha256Sum).optional(),
});

const milvaultMeta = recordShape.extend({
	/**
	 * The record before a run that adds to the backup, while that run writes the metadata: whichever
	 * of the two full_meta.json is of is the record of the backup.
	 */
	previous: recordShape.optional(),
});

/** What milvault alone records of a backup; `list` needs only this. */
export type MilvaultMeta = z.infer<typeof milvaultMeta>;
export type CollectionRecord = z.infer<typeof collectionRecord>;

/**
 * One line of JSON; unknown keys of the object are left out. Its last key is the SHA-256 of the
 * same JSON without it: this file is what all others are compared with, so it must prove itself
 * that it is whole.
 */
export function writeMilvaultMeta(meta: MilvaultMeta): string {
	const json = JSON.stringify(milvaultMeta.parse(meta));
	return `${json.slice(0, -1)},"checksum":"${sha256(json)}"}\n`;
}

const sealed = /^(\{.*),"checksum":"([\da-f]{64})"\}\s*$/s;

/** Records by an earlier milvault have no checksum, and no sums of the metadata either. */
function assertWhole(text: string, json: unknown, file: string): void {
	const [, start, checksum] = sealed.exec(text) ?? [];
	const isWhole =
		start === undefined
			? !hasKey(json, 'checksum') && !hasKey(json, 'metadata')
			: sha256(`${start}}`) === checksum;
	if (!isWhole) {
		throw new MilvaultError('metadata-unreadable', {
			file,
			reason: fragment('own-checksum'),
		});
	}
}

function hasKey(json: unknown, key: string): boolean {
	return typeof json === 'object' && json !== null && key in json;
}

/**
 * Reads meta/milvault.json; keys that this version does not know are ignored.
 *
 * @param file - Named in errors
 * @throws newer-format, metadata-unreadable, metadata-unsafe
 */
export function parseMilvaultMeta(text: string, file: string): MilvaultMeta {
	const json = parseJson(text, file);
	assertVersion(json, file);
	assertWhole(text, json, file);
	const result = milvaultMeta.safeParse(json);
	if (!result.success) {
		const [issue] = result.error.issues;
		throw new MilvaultError(
			'metadata-unreadable',
			{
				file,
				reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
			},
			{cause: result.error},
		);
	}

	const {collections, previous} = result.data;
	for (const {sumsFile} of [...collections, ...(previous?.collections ?? [])]) {
		if (sumsFile !== undefined && !isSumsKey(sumsFile)) {
			throw new MilvaultError('metadata-unsafe', {file, key: sumsFile});
		}
	}

	return result.data;
}

/**
 * A newer format may have another shape altogether, so its version is looked at before anything
 * else.
 */
function assertVersion(json: unknown, file: string): void {
	const version =
		typeof json === 'object' && json !== null && 'formatVersion' in json
			? json.formatVersion
			: undefined;
	if (typeof version === 'number' && version > milvaultFormatVersion) {
		throw new MilvaultError('newer-format', {
			file,
			version: String(version),
			supported: String(milvaultFormatVersion),
		});
	}
}

function parseJson(text: string, file: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		throw new MilvaultError(
			'metadata-unreadable',
			{file, reason: fragment('no-json')},
			{cause: error},
		);
	}
}

function hasCodeAndDetails(value: unknown): boolean {
	return (
		typeof value === 'object' &&
		value !== null &&
		'code' in value &&
		typeof value.code === 'string' &&
		'details' in value
	);
}

export {formatSum, isSumsKey, parseSums, sumsKey, type ObjectSum} from './object-sums.js';

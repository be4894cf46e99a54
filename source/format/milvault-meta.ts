import {z} from 'zod';
import type {ErrorSummary, Warning} from '../model/job-events.js';
import {MilvaultError} from '../model/milvault-error.js';
import {msToDate} from '../model/timestamps.js';

/** Version of meta/milvault.json that this program writes; it reads this one and older ones. */
export const milvaultFormatVersion = 1;

const decimal = z.string().regex(/^\d{1,20}$/);
const count = z.number().int().nonnegative();
const countsBySegment = z.record(decimal, count);

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
			endTsMs: decimal.refine(
				ms => msToDate(ms) !== undefined,
				'it is not a time',
			),
		})
		.optional(),
	aliases: z.array(z.string()).optional(),
	loadState: z.enum(['NotLoad', 'Loading', 'Loaded']).optional(),
	/** By segment id: rows whose timestamp is after the cut; zero left out. */
	rowsAfterCut: countsBySegment.optional(),
	/** By segment id: entries of delta logs at or before the cut; zero left out. */
	deletes: countsBySegment.optional(),
	/**
	 * Milvus's answer to DescribeCollection at the cut, as it came: base64 of a milvuspb.DescribeCollectionResponse. It has what
	 * milvus-backup's metadata has no place for (clustering key), and what no definition knows yet.
	 */
	describeCollection: z.base64().optional(),
	/** Key of the collection's object sums, relative to the backup; absent: content not verifiable. */
	sumsFile: z.string().optional(),
});

const milvaultMeta = z.object({
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
});

/** What milvault alone records of a backup; `list` needs only this. */
export type MilvaultMeta = z.infer<typeof milvaultMeta>;
export type CollectionRecord = z.infer<typeof collectionRecord>;

/** One line of JSON; unknown keys of the object are left out. */
export function writeMilvaultMeta(meta: MilvaultMeta): string {
	return `${JSON.stringify(milvaultMeta.parse(meta))}\n`;
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

	for (const {sumsFile} of result.data.collections) {
		if (
			sumsFile !== undefined &&
			!/^meta\/milvault\/\d+\.jsonl$/.test(sumsFile)
		) {
			throw new MilvaultError('metadata-unsafe', {file, key: sumsFile});
		}
	}

	return result.data;
}

/** A newer format may have another shape altogether, so its version is looked at before anything else. */
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
			{file, reason: 'it is no JSON'},
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

export {formatSum, parseSums, sumsKey, type ObjectSum} from './object-sums.js';

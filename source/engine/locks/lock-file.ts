import {randomUUID} from 'node:crypto';
import {hostname} from 'node:os';
import {z} from 'zod';
import {hasCode} from '../../model/milvault-error.js';
import {joinKey} from '../../storage/keys.js';
import {maxSmallBytes, readObjectText} from '../../storage/read-object.js';
import {processSpace, startTimeOf} from '../../utils/process-identity.js';
import type {Place} from '../session.js';

/** The holder of a lock; one JSON object, rewritten with every heartbeat. */
const lockFile = z.object({
	formatVersion: z.literal(1),
	/** Of this acquisition: a job that is continued elsewhere is another holder. */
	token: z.string(),
	jobId: z.string(),
	kind: z.enum(['backup', 'restore', 'verify', 'delete', 'server']),
	/**
	 * What it is for is a copy. Not another `kind`: a version that does not know that would take the
	 * lock for a half-written one, and remove it.
	 */
	isCopy: z.boolean().optional(),
	host: z.string(),
	/** Distinguishes machines and containers in which process numbers mean different things. */
	processSpace: z.string(),
	pid: z.number().int(),
	processStartTime: z.string(),
	startedAt: z.string(),
	/** Grows with every heartbeat. */
	beat: z.number().int(),
	beatAt: z.string(),
});

export type LockFile = z.infer<typeof lockFile>;
export type LockKind = LockFile['kind'] | 'copy';

/** What a lock is for. */
export function lockKindOf({kind, isCopy}: LockFile): LockKind {
	return isCopy ? 'copy' : kind;
}

/** Locks of one backup, beside the backups: milvus-backup sees a directory without metadata. */
export function locksPrefix(repository: Place, name: string): string {
	return `${joinKey(repository.rootPath, '.milvault/locks', name)}/`;
}

export async function newLock(job: {jobId: string; kind: LockKind}): Promise<LockFile> {
	const now = new Date().toISOString();
	return {
		formatVersion: 1,
		token: randomUUID(),
		jobId: job.jobId,
		...(job.kind === 'copy' ? {kind: 'verify' as const, isCopy: true} : {kind: job.kind}),
		host: hostname(),
		processSpace: await processSpace(),
		pid: process.pid,
		processStartTime: (await startTimeOf(process.pid)) ?? '',
		startedAt: now,
		beat: 0,
		beatAt: now,
	};
}

/**
 * Undefined when there is none, or one that cannot be read: a program that was killed while it
 * wrote the very first one.
 */
export async function readLock(
	{storage}: Place,
	key: string,
	signal?: AbortSignal,
): Promise<LockFile | undefined> {
	try {
		const body = await readObjectText(storage, key, {
			maxBytes: maxSmallBytes,
			signal,
		});
		return lockFile.safeParse(JSON.parse(body)).data;
	} catch (error) {
		if (
			hasCode(error, 'object-missing') ||
			hasCode(error, 'metadata-unreadable') ||
			error instanceof SyntaxError
		) {
			return undefined;
		}

		throw error;
	}
}

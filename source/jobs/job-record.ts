import {readFile} from 'node:fs/promises';
import {z} from 'zod';
import type {ErrorSummary} from '../model/job-events.js';
import type {JobRecord, JobResult, JobWork} from '../model/jobs.js';
import {MilvaultError} from '../model/milvault-error.js';
import {fragment} from '../model/fragments.js';
import {replaceFile} from '../utils/replace-file.js';
import {jobFiles} from './job-files.js';

const jobRecord = z.object({
	formatVersion: z.literal(1),
	id: z.uuid(),
	kind: z.enum(['backup', 'restore', 'verify', 'delete', 'prune', 'copy']),
	name: z.string(),
	choice: z.object({
		cluster: z.string(),
		repository: z.string(),
		target: z.string().optional(),
		config: z.string().optional(),
		address: z.string().optional(),
		set: z.record(z.string(), z.string()).optional(),
	}),
	state: z.enum(['running', 'interrupted', 'complete', 'partial', 'failed', 'cancelled']),
	canContinue: z.boolean(),
	isDetached: z.boolean(),
	isShared: z.boolean().optional(),
	alias: z.string().optional(),
	process: z.object({
		pid: z.number().int(),
		startTime: z.string(),
		space: z.string(),
	}),
	startedAt: z.string(),
	endedAt: z.string().optional(),
	toolVersion: z.string(),
	error: z
		.custom<ErrorSummary>(value => typeof value === 'object' && value !== null && 'code' in value)
		.optional(),
});

/** Atomically: a reader never sees a half-written record. */
export async function writeRecord(stateDir: string, record: JobRecord): Promise<void> {
	await replaceFile(jobFiles(stateDir, record.id).record, `${JSON.stringify(record)}\n`);
}

/**
 * Undefined when there is no such job.
 *
 * @throws newer-format for one that a newer milvault wrote, metadata-unreadable
 */
export async function readRecord(stateDir: string, id: string): Promise<JobRecord | undefined> {
	const file = jobFiles(stateDir, id).record;
	const json = await readJson(file);
	if (json === undefined) {
		return undefined;
	}

	const {formatVersion} = z
		.looseObject({formatVersion: z.number().optional()})
		.catch({})
		.parse(json);
	if (formatVersion !== undefined && formatVersion > 1) {
		throw new MilvaultError('newer-format', {
			file,
			version: String(formatVersion),
			supported: '1',
		});
	}

	const result = jobRecord.safeParse(json);
	if (!result.success) {
		const [issue] = result.error.issues;
		throw new MilvaultError('metadata-unreadable', {
			file,
			reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
		});
	}

	return result.data;
}

export async function writeWork(stateDir: string, id: string, work: JobWork): Promise<void> {
	await replaceFile(jobFiles(stateDir, id).work, `${JSON.stringify(work, undefined, '\t')}\n`);
}

/** @throws metadata-unreadable */
export async function readWork(stateDir: string, id: string): Promise<JobWork> {
	const file = jobFiles(stateDir, id).work;
	const json = await readJson(file);
	if (typeof json !== 'object' || json === null || !('kind' in json)) {
		throw new MilvaultError('metadata-unreadable', {
			file,
			reason: fragment('no-plan'),
		});
	}

	return json as JobWork;
}

/** @param mask takes secrets out: what a server said is in it */
export async function writeResult(
	stateDir: string,
	id: string,
	result: JobResult,
	mask: (text: string) => string,
): Promise<void> {
	await replaceFile(jobFiles(stateDir, id).result, `${mask(JSON.stringify(result))}\n`);
}

/** Undefined for a job that has not come to an end of its own. */
export async function readResult(stateDir: string, id: string): Promise<JobResult | undefined> {
	return (await readJson(jobFiles(stateDir, id).result)) as JobResult | undefined;
}

async function readJson(file: string): Promise<unknown> {
	let body: string;
	try {
		body = await readFile(file, 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
			return undefined;
		}

		throw error;
	}

	try {
		return JSON.parse(body);
	} catch (error) {
		throw new MilvaultError(
			'metadata-unreadable',
			{file, reason: fragment('no-json')},
			{cause: error},
		);
	}
}

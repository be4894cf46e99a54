import {z} from 'zod';
import {hasCode, MilvaultError} from '../../model/milvault-error.js';
import type {ErrorSummary} from '../../model/job-events.js';
import {fragment} from '../../model/fragments.js';
import {
	isScheduleStep,
	type Schedule,
	type ScheduleRun,
	type ScheduleSkips,
	type ScheduleStep,
} from '../../model/schedule.js';
import {joinKey} from '../../storage/keys.js';
import {maxSmallBytes, readObjectText} from '../../storage/read-object.js';
import {isStale} from '../locks/is-stale.js';
import {locksPrefix, readLock} from '../locks/lock-file.js';
import type {Place} from '../session.js';

/*
 * Of each schedule `.milvault/schedules/<name>/`: schedule.json; last-run.json, which only the run
 * that holds the lock writes; skipped.json, which those write that did not get it.
 */
const directory = '.milvault/schedules';

type File = 'schedule.json' | 'last-run.json' | 'skipped.json';

const time = z.iso.datetime();
const error = z.custom<ErrorSummary>(
	value => typeof value === 'object' && value !== null && 'code' in value,
);
const step = z.custom<ScheduleStep>(isScheduleStep);
const outcome = z.enum(['complete', 'partial', 'failed', 'cancelled']);

/** The flags of a scheduled create. */
export const scheduledCreate = z.strictObject({
	name: z.string().optional(),
	filter: z.string().optional(),
	strategy: z.enum(['auto', 'flush', 'skip_flush', 'meta_only']).optional(),
	withRbac: z.boolean().optional(),
	bytesPerSecond: z.number().nonnegative().optional(),
	requestsPerSecond: z.number().nonnegative().optional(),
	gentle: z.enum(['auto', 'on', 'off']).optional(),
});

const scheduleFile = z.object({
	name: z.string(),
	cron: z.string(),
	timeZone: z.string(),
	jitter: z.string().optional(),
	cluster: z.string(),
	create: scheduledCreate,
	after: z.array(step),
	since: time,
}) satisfies z.ZodType<Schedule>;

const runFile = z.object({
	slot: time.optional(),
	lastSlot: time.optional(),
	startedAt: time,
	endedAt: time.optional(),
	lateMs: z.number().optional(),
	missed: z.number().optional(),
	backup: z.string(),
	jobId: z.string().optional(),
	outcome: outcome.optional(),
	steps: z.array(
		z.object({
			step: z.literal('create').or(step),
			outcome: z.enum([...outcome.options, 'skipped']),
			jobId: z.string().optional(),
			error: error.optional(),
		}),
	),
	host: z.string(),
}) satisfies z.ZodType<ScheduleRun>;

const skipsFile = z.object({
	count: z.number().int(),
	slot: time,
}) satisfies z.ZodType<ScheduleSkips>;

/** Those that there are, by name. */
export async function scheduleNames(repository: Place, signal?: AbortSignal): Promise<string[]> {
	const names: string[] = [];
	const prefix = `${joinKey(repository.rootPath, directory)}/`;
	for await (const name of repository.storage.listDirectories(prefix, {signal})) {
		names.push(name);
	}

	return names.toSorted();
}

/** Undefined where there is none. @throws newer-format, metadata-unreadable */
export async function readSchedule(
	repository: Place,
	name: string,
	signal?: AbortSignal,
): Promise<Schedule | undefined> {
	const schedule = await read(repository, name, 'schedule.json', scheduleFile, signal);
	return schedule && {...schedule, name};
}

/** @throws newer-format, metadata-unreadable */
export async function readLastRun(
	repository: Place,
	name: string,
	signal?: AbortSignal,
): Promise<ScheduleRun | undefined> {
	return read(repository, name, 'last-run.json', runFile, signal);
}

/** @throws newer-format, metadata-unreadable */
export async function readSkips(
	repository: Place,
	name: string,
	signal?: AbortSignal,
): Promise<ScheduleSkips | undefined> {
	return read(repository, name, 'skipped.json', skipsFile, signal);
}

export async function writeSchedule(repository: Place, schedule: Schedule): Promise<void> {
	await write(repository, schedule.name, 'schedule.json', schedule);
}

export async function writeLastRun(
	repository: Place,
	name: string,
	run: ScheduleRun,
): Promise<void> {
	await write(repository, name, 'last-run.json', run);
}

export async function writeSkips(
	repository: Place,
	name: string,
	skips: ScheduleSkips,
): Promise<void> {
	await write(repository, name, 'skipped.json', skips);
}

/** With all that is known of its runs; its backups stay. */
export async function deleteSchedule(
	repository: Place,
	name: string,
	signal?: AbortSignal,
): Promise<void> {
	// The schedule first: what is left of an interrupted removal is none.
	for (const file of ['schedule.json', 'last-run.json', 'skipped.json'] as const) {
		await repository.storage.deleteMany([keyOf(repository, name, file)], {signal});
	}
}

/** Of a schedule's runs; no backup has a name like this. */
export function lockNameOf(name: string): string {
	return `.schedule-${name}`;
}

/** Does a run go on, here or elsewhere? */
export async function isRunningNow(
	repository: Place,
	name: string,
	signal?: AbortSignal,
): Promise<boolean> {
	const key = `${locksPrefix(repository, lockNameOf(name))}exclusive.json`;
	const lock = await readLock(repository, key, signal);
	return lock !== undefined && !(await isStale(repository, key, lock, signal));
}

function keyOf({rootPath}: Place, name: string, file: File): string {
	return joinKey(rootPath, directory, name, file);
}

async function write(repository: Place, name: string, file: File, value: object): Promise<void> {
	const body = `${JSON.stringify({formatVersion: 1, ...value}, undefined, '\t')}\n`;
	await repository.storage.put(keyOf(repository, name, file), body, {});
}

async function read<Value>(
	repository: Place,
	name: string,
	file: File,
	schema: z.ZodType<Value>,
	signal: AbortSignal | undefined,
): Promise<Value | undefined> {
	const key = keyOf(repository, name, file);
	let body: string;
	try {
		body = await readObjectText(repository.storage, key, {maxBytes: maxSmallBytes, signal});
	} catch (thrown) {
		// A directory that the first write makes.
		if (hasCode(thrown, 'object-missing') || hasCode(thrown, 'directory-missing')) {
			return undefined;
		}

		throw thrown;
	}

	let json: unknown;
	try {
		json = JSON.parse(body);
	} catch (thrown) {
		throw new MilvaultError(
			'metadata-unreadable',
			{file: key, reason: fragment('no-json')},
			{cause: thrown},
		);
	}

	const {formatVersion} = z
		.looseObject({formatVersion: z.number()})
		.catch({formatVersion: 1})
		.parse(json);
	if (formatVersion > 1) {
		throw new MilvaultError('newer-format', {
			file: key,
			version: String(formatVersion),
			supported: '1',
		});
	}

	const parsed = schema.safeParse(json);
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		throw new MilvaultError('metadata-unreadable', {
			file: key,
			reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
		});
	}

	return parsed.data;
}

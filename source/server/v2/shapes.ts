import type {z} from 'zod';
import type {ErrorSummary, Warning} from '../../model/job-events.js';
import type {JobResult, JobSummary} from '../../model/jobs.js';
import {isContinuable} from '../../model/jobs.js';
import type {BackupDetails, BackupSummary} from '../../model/plans.js';
import {toJson} from '../../render/to-json.js';
import type {Messages} from '../../messages/messages.js';
import {itemsOf} from '../../progress/chunked-list.js';
import type {Progress} from '../../progress/progress.js';
import {errorBody} from '../problem.js';
import type * as schemas from './schemas.js';

type Job = z.input<typeof schemas.job>;
type Telling = {messages: Messages; mask: (text: string) => string};

export function summaryShape(
	{error, ...backup}: BackupSummary,
	{messages}: Telling,
): z.input<typeof schemas.backupSummary> {
	return {...backup, ...(error && {error: errorBody(error, messages)})};
}

export function detailsShape(
	{error, failed, warnings, databases, contents, ...backup}: BackupDetails,
	{messages}: Telling,
): z.input<typeof schemas.backupDetails> {
	return {
		...backup,
		...(error && {error: errorBody(error, messages)}),
		databases: [...databases],
		contents: contents.map(content => ({
			...content,
			aliases: [...content.aliases],
			fields: [...content.fields],
			partitions: [...content.partitions],
			indexes: [...content.indexes],
			properties: {...content.properties},
		})),
		failed: failed.map(one => ({
			collection: one.collection,
			error: errorBody(one.error, messages),
		})),
		warnings: warnings.map(one => warningShape(one, messages)),
	};
}

export function warningShape(
	warning: Warning,
	messages: Messages,
): {code: string; message: string} {
	return {code: warning.code, message: messages.warning(warning)};
}

export function jobSummaryShape(
	job: JobSummary,
	{messages}: Telling,
): z.input<typeof schemas.jobSummary> {
	return {
		id: job.id,
		...(job.alias !== undefined && {alias: job.alias}),
		kind: job.kind,
		name: job.name,
		cluster: job.choice.cluster,
		repository: job.choice.repository,
		state: job.state,
		canContinue: isContinuable(job),
		startedAt: job.startedAt,
		...(job.state !== 'running' && job.endedAt !== undefined && {endedAt: job.endedAt}),
		...(job.error && {error: errorBody(job.error, messages)}),
	};
}

export function jobShape(
	job: JobSummary,
	{progress, result}: {progress: Progress; result: JobResult | undefined},
	telling: Telling,
): Job {
	const {messages, mask} = telling;
	const {totals} = progress;
	const collections = [...itemsOf(progress.collections)];
	return {
		...jobSummaryShape(job, telling),
		phase: progress.phase,
		progress: {
			percent: job.state === 'complete' ? 100 : progress.percent,
			rows: totals.rows,
			rowsDone: totals.rowsDone,
			objects: totals.objectsPlanned,
			objectsDone: totals.objectsCopied,
			bytes: totals.bytesPlanned,
			bytesDone: totals.bytesCopied,
			...(progress.bytesPerSecond !== undefined && {
				bytesPerSecond: progress.bytesPerSecond,
			}),
			...(progress.etaMs !== undefined && {
				etaSeconds: progress.etaMs / 1000,
			}),
			isGentle: progress.isGentle,
			retries: progress.retries,
		},
		// On another machine there is no log: the result holds the outcome of each.
		collections:
			collections.length > 0
				? collections.map(one => ({
						collection: one.collection,
						...(one.target !== undefined && {target: one.target}),
						phase: one.phase,
						percent: one.percent,
						...(one.outcome && {outcome: one.outcome}),
						rows: one.rowsDone ?? one.rows,
						...errorOf(one.error, messages),
					}))
				: collectionsOf(result).map(one => ({
						collection: one.collection,
						...(one.target !== undefined && {target: one.target}),
						phase: 'finish' as const,
						percent: one.outcome === 'complete' ? 100 : 0,
						outcome: one.outcome,
						rows: one.rows,
						...errorOf(one.error, messages),
					})),
		...(result &&
			job.state !== 'running' && {
				result: toJson(result, messages, mask) as NonNullable<Job['result']>,
			}),
	};
}

function errorOf(error: ErrorSummary | undefined, messages: Messages) {
	return error && {error: errorBody(error, messages)};
}

function collectionsOf(result: JobResult | undefined) {
	return result && 'collections' in result ? result.collections : [];
}

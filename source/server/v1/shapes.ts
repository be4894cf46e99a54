import {isLosslessNumber, LosslessNumber, parse} from 'lossless-json';
import type {Messages} from '../../messages/messages.js';
import type {JobResult, JobState, JobSummary} from '../../model/jobs.js';
import {parseCollectionKey} from '../../model/collection-key.js';
import {itemsOf} from '../../progress/chunked-list.js';
import type {Progress} from '../../progress/progress.js';

/** milvus-backup's answer codes; 0 is left out. */
export const codes = {
	ok: 0,
	notSupported: 1,
	failed: 3,
	badRequest: 400,
	missing: 404,
} as const;

export type Envelope = {
	requestId?: string;
	code?: number;
	msg: string;
	data?: unknown;
};

/** 1 executing, 2 success, 3 fail: an interrupted job has failed until it is continued. */
const states: Readonly<Record<JobState, number>> = {
	running: 1,
	complete: 2,
	partial: 3,
	failed: 3,
	cancelled: 3,
	interrupted: 3,
};

/** A job as it is now: what is answered is made of it. */
type JobSnapshot = {
	job: JobSummary;
	progress: Progress;
	result: JobResult | undefined;
	messages: Messages;
};

function commonOf({job, progress, result, messages}: JobSnapshot) {
	return {
		id: job.alias ?? job.id,
		state_code: states[job.state],
		errorMessage: errorMessageOf(job, result, messages),
		start_time: seconds(job.startedAt),
		end_time: job.state === 'running' || job.endedAt === undefined ? 0 : seconds(job.endedAt),
		progress: job.state === 'complete' ? 100 : progress.percent,
	};
}

/** A backup that is being made, or could not be. */
export function backupTask(snapshot: JobSnapshot) {
	return {
		...commonOf(snapshot),
		name: snapshot.job.name,
		collection_backups: [...itemsOf(snapshot.progress.collections)].map(one => {
			const {db, name} = parseCollectionKey(one.collection);
			return {db_name: db, collection_name: name};
		}),
		size: snapshot.progress.totals.bytesCopied,
	};
}

/** A backup that is there. */
export function backupBrief(
	{json, metaBytes}: {json: string; metaBytes: number},
	job: JobSummary | undefined,
): object {
	const info = parse(json) as Record<string, unknown>;
	return {
		...info,
		state_code: states.complete,
		errorMessage: '',
		start_time: job ? seconds(job.startedAt) : 0,
		end_time: job?.endedAt ? seconds(job.endedAt) : 0,
		progress: 100,
		collection_backups: info['collection_backups'] ?? [],
		database_backups: info['database_backups'] ?? [],
		size: sizeOf(info['size']),
		meta_size: metaBytes,
	};
}

export function restoreTask(snapshot: JobSnapshot) {
	const {job, progress, messages, result} = snapshot;
	const ended = result && 'collections' in result ? result.collections : undefined;
	const collections =
		progress.collections.length > 0
			? [...itemsOf(progress.collections)]
			: (ended ?? []).map(one => ({
					...one,
					percent: one.outcome === 'complete' ? 100 : 0,
				}));
	return {
		...commonOf(snapshot),
		collection_restore_tasks: collections
			.filter(({outcome}) => outcome !== 'skipped')
			.map(one => {
				const {db, name} = parseCollectionKey(one.target ?? one.collection);
				return {
					id: `${job.id}_${one.collection}`,
					state_code:
						one.outcome === undefined
							? job.state === 'running'
								? 1
								: 3
							: one.outcome === 'complete'
								? 2
								: 3,
					errorMessage: one.error ? messages.error(one.error).sentence : '',
					start_time: seconds(job.startedAt),
					end_time: one.outcome && job.endedAt ? seconds(job.endedAt) : 0,
					progress: one.percent,
					target_db_name: db,
					target_collection_name: name,
				};
			}),
	};
}

function errorMessageOf(
	job: JobSummary,
	result: JobResult | undefined,
	messages: Messages,
): string {
	if (job.state === 'running' || job.state === 'complete') {
		return '';
	}

	const errors =
		result && 'collections' in result
			? result.collections.flatMap(({collection, error}) =>
					error ? [`${collection}: ${messages.error(error).sentence}`] : [],
				)
			: [];
	return [
		...(job.error ? [messages.error(job.error).sentence] : []),
		...errors,
		...(job.state === 'interrupted' ? [messages.dialog.job.interrupted] : []),
	].join(' ');
}

function seconds(time: string): number {
	return Math.floor(Date.parse(time) / 1000);
}

function sizeOf(size: unknown): unknown {
	return isLosslessNumber(size) ? size : new LosslessNumber('0');
}

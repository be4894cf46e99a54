import type {JobEvent} from '../model/job-events.js';
import {listOf} from './chunked-list.js';
import {initialProgress, noAmounts, type CollectionProgress, type Progress} from './progress.js';

/**
 * A job's beginning, with nothing done; retries and warnings that came before it (from the plan)
 * stay.
 */
export function startProgress(
	{retries, lastRetry, warnings}: Progress,
	event: Extract<JobEvent, {type: 'job-started'}>,
	nowMs: number,
): Progress {
	const {kind, jobId, name} = event;
	const rows = event.collections.map(collection => BigInt(collection.rows));
	const allRows = rows.reduce((sum, each) => sum + each, 0n);
	// By its rows, and a tenth of an average collection for the work that an empty one makes as well.
	const minWeight = Math.max(1, Number(allRows) / (10 * (rows.length || 1)));
	const collections = event.collections.map((collection, index): CollectionProgress => ({
		...collection,
		...noAmounts,
		phase: 'waiting',
		importJobs: [],
		indexes: [],
		percent: 0,
		share: 0,
		stage: 0,
		weight: Number(rows[index]) + minWeight,
	}));
	return {
		...initialProgress,
		kind,
		jobId,
		name,
		retries,
		lastRetry,
		warnings,
		collections: listOf(collections),
		totals: {
			...initialProgress.totals,
			rows: allRows.toString(),
			waiting: collections.length,
		},
		internal: {
			...initialProgress.internal,
			indexOf: new Map(collections.map(({collection}, index) => [collection, index])),
			startedAtMs: nowMs,
			nowMs,
			weight: collections.reduce((sum, {weight}) => sum + weight, 0),
		},
	};
}

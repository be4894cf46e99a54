import {collectionProgress, type CollectionProgress, type Progress} from './progress.js';

/** Finished rows: all of the import jobs that ended, and of a running one its share so far. */
export function rowsSoFar(progress: Progress): string {
	return progress.active
		.flatMap(collection => collectionProgress(progress, collection) ?? [])
		.reduce(
			(sum, one) => sum + BigInt(rowsOf(progress.kind, one)),
			BigInt(progress.totals.rowsDone),
		)
		.toString();
}

/**
 * Of one that is worked on: a restore’s rows are imported, those of all else lie in what is copied
 * or read.
 */
export function rowsOf(
	kind: Progress['kind'],
	{rows, importJobs, bytesCopied, bytesPlanned}: CollectionProgress,
): string {
	const [done, all] =
		kind === 'restore'
			? [importJobs.reduce((sum, {percent}) => sum + percent, 0), importJobs.length * 100]
			: [bytesCopied, bytesPlanned];
	if (all === 0) {
		return '0';
	}

	const share = BigInt(Math.floor(Math.min(1, done / all) * million));
	return ((BigInt(rows) * share) / BigInt(million)).toString();
}

const million = 1_000_000;

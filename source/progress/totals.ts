import type {CollectionProgress, Progress} from './progress.js';

/** The totals, with one collection's change in place of a new sum over all of them. */
export function updateTotals(
	totals: Progress['totals'],
	before: CollectionProgress,
	after: CollectionProgress,
): Progress['totals'] {
	const isSameImports = before.importJobs === after.importJobs;
	return {
		...totals,
		objectsCopied: totals.objectsCopied + after.objectsCopied - before.objectsCopied,
		objectsPlanned: totals.objectsPlanned + after.objectsPlanned - before.objectsPlanned,
		bytesCopied: totals.bytesCopied + after.bytesCopied - before.bytesCopied,
		bytesPlanned: totals.bytesPlanned + after.bytesPlanned - before.bytesPlanned,
		rowsImported: add(totals.rowsImported, before.rowsImported, after.rowsImported),
		rowsDone: add(totals.rowsDone, before.rowsDone, after.rowsDone),
		importJobs: totals.importJobs + after.importJobs.length - before.importJobs.length,
		importJobsEnded: isSameImports
			? totals.importJobsEnded
			: totals.importJobsEnded + endedJobs(after) - endedJobs(before),
	};
}

function add(total: string, before = '0', after = '0'): string {
	return before === after ? total : String(BigInt(total) + BigInt(after) - BigInt(before));
}

/** The rows of an import job are known when it ends. */
function endedJobs({importJobs}: CollectionProgress): number {
	return importJobs.filter(({rows}) => rows !== undefined).length;
}

import type {JobEvent} from '../model/job-events.js';
import type {CollectionProgress, ImportProgress, Progress} from './progress.js';
import {percentOf, shareOf, stageOf} from './percent.js';

/** Events that are about one collection. */
export type CollectionEvent = Extract<JobEvent, {collection: string}>;

const waiting: ImportProgress = {percent: 0, state: 'waiting'};

/**
 * What an event makes of its collection. After its end, copies and imports still on their way are
 * counted, and no more.
 */
export function foldCollection(
	kind: Progress['kind'],
	collection: CollectionProgress,
	event: CollectionEvent,
): CollectionProgress {
	const changed = {...collection, ...change(kind, collection, event)};
	changed.share = shareOf(kind, changed);
	changed.percent = percentOf(changed.share, changed.outcome === 'complete');
	return changed;
}

function change(
	kind: Progress['kind'],
	collection: CollectionProgress,
	event: CollectionEvent,
): Partial<CollectionProgress> {
	switch (event.type) {
		case 'phase-started': {
			return collection.outcome
				? {}
				: {phase: event.phase, stage: stageOf(kind, collection, event.phase)};
		}

		// Each kind of copy announces itself, so the numbers add up.
		case 'copy-planned':
		case 'check-planned': {
			return {
				objectsPlanned: collection.objectsPlanned + event.objects,
				bytesPlanned: collection.bytesPlanned + event.bytes,
			};
		}

		case 'object-copied':
		case 'object-checked': {
			return {
				objectsCopied: collection.objectsCopied + 1,
				bytesCopied: collection.bytesCopied + event.bytes,
			};
		}

		case 'import-planned': {
			return {
				importJobs: Array.from({length: event.jobs}, () => waiting),
				rowsImported: '0',
				...(event.inserted !== undefined && {insertedPartitions: event.inserted}),
			};
		}

		case 'import-progress': {
			return changeImport(collection, event);
		}

		case 'index-progress': {
			const {index, indexedRows, totalRows} = event;
			const others = collection.indexes;
			const at = others.findIndex(each => each.index === index);
			const changed = {index, indexedRows, totalRows};
			return {
				indexes: at < 0 ? [...others, changed] : others.with(at, changed),
			};
		}

		case 'load-progress': {
			return {loadPercent: event.percent};
		}

		case 'collection-ended': {
			const {outcome, rows, bytes, error} = event;
			return collection.outcome
				? {}
				: {
						outcome,
						rowsDone: rows,
						bytesDone: bytes,
						...(error && {error: {code: error.code, details: error.details}}),
					};
		}
	}
}

function changeImport(
	{importJobs, rowsImported}: CollectionProgress,
	event: Extract<JobEvent, {type: 'import-progress'}>,
): Partial<CollectionProgress> {
	const {job, percent, state, rows} = event;
	const jobs = [...importJobs];
	while (jobs.length < job) {
		jobs.push(waiting);
	}

	const before = jobs[job]?.rows;
	jobs[job] = {percent, state, ...(rows === undefined ? {} : {rows})};
	return {
		importJobs: jobs,
		rowsImported:
			before === rows
				? rowsImported
				: String(BigInt(rowsImported) + BigInt(rows ?? 0) - BigInt(before ?? 0)),
	};
}

import type {Milvus} from '../../milvus/milvus.js';
import {withRetries} from '../../milvus/with-retries.js';
import {toMilvaultError, type MilvaultError} from '../../model/milvault-error.js';
import type {CollectionResult} from '../../model/plans.js';
import {isFatal} from './is-fatal.js';
import {mapBounded} from './map-bounded.js';
import type {RunContext} from './run-context.js';

/** One collection's part of a job. */
export type CollectionRun = {
	context: RunContext;
	/** Every call ends with the signal of the context. */
	milvus: Milvus;
};

export type CollectionWork<Planned> = {
	/** As it stands in the result of a collection that failed. */
	nameOf: (planned: Planned) => Pick<CollectionResult, 'collection' | 'target'>;
	/** The result of an earlier run of the job. If it cannot be read, the job fails. */
	earlier: (planned: Planned, run: CollectionRun) => Promise<CollectionResult | undefined>;
	run: (planned: Planned, run: CollectionRun) => Promise<CollectionResult>;
	/** After a failure that does not end the job. */
	cleanUp?: (planned: Planned, run: CollectionRun) => Promise<void>;
};

/**
 * Does a job's work on its collections, several at once. A failed collection does not stop the
 * others; an unreachable server or store, a cancel and a lost lock end the job and all its
 * collections.
 *
 * @throws what ends the whole job
 */
export async function runCollections<Planned>(
	planned: readonly Planned[],
	{milvus, concurrency}: {milvus: Milvus; concurrency: number},
	work: CollectionWork<Planned>,
	{jobId, signal, onEvent, journal, warn, crew}: RunContext,
): Promise<CollectionResult[]> {
	const stop = new AbortController();
	const stops = AbortSignal.any([stop.signal, ...(signal ? [signal] : [])]);
	const run: CollectionRun = {
		context: {jobId, signal: stops, onEvent, journal, warn, crew},
		milvus: withRetries(milvus, {signal: stops}),
	};
	const end = (result: CollectionResult, error?: MilvaultError): CollectionResult => {
		const {collection, outcome, rows, bytes} = result;
		onEvent({
			type: 'collection-ended',
			collection,
			outcome,
			rows,
			bytes,
			...(error && {error}),
		});
		return result;
	};

	const runOne = async (one: Planned): Promise<CollectionResult> => {
		const before = await work.earlier(one, run);
		if (before) {
			return end(before);
		}

		try {
			return end(await work.run(one, run));
		} catch (thrown) {
			const failure = toMilvaultError(thrown);
			if (isFatal(failure) || stops.aborted) {
				throw failure;
			}

			const {code, details} = failure;
			const result = end(
				{...work.nameOf(one), outcome: 'failed', rows: '0', bytes: 0, error: {code, details}},
				failure,
			);
			await work.cleanUp?.(one, run);
			return result;
		}
	};

	return mapBounded(planned, concurrency, async one => {
		try {
			return await runOne(one);
		} catch (error) {
			stop.abort();
			throw error;
		}
	});
}

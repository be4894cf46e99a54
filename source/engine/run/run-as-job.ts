import type {JobEvent, Outcome} from '../../model/job-events.js';
import {toMilvaultError} from '../../model/milvault-error.js';
import {isKept} from '../journal/is-kept.js';
import type {JournalEntry} from '../journal/journal.js';
import type {RunContext} from './run-context.js';

/** What a job came to. */
type Ending = {
	outcome: Outcome;
	/** What failed can be tried again by the same job. */
	canContinue?: boolean;
};

type Failure = {
	/** Has the job, in this run or an earlier one, done work that is worth continuing? */
	hasWork: () => boolean;
	/** What becomes of it when it is not to be continued. */
	cleanUp?: () => Promise<void>;
};

/**
 * The life of a job, journalled from its beginning to its end.
 *
 * 1. The journal's first entry, unless an earlier run wrote it; the event `job-started`.
 * 2. The work.
 * 3. The journal's last entry; the event `job-ended`. After a failure the journal stays open when
 *    the job can be continued; else what it made is cleaned up.
 *
 * @throws what the work throws, as MilvaultError
 */
export async function runAsJob<Result extends Ending>(
	context: RunContext,
	{
		started,
		event,
		work,
		failure,
	}: {
		/** Undefined when an earlier run wrote it. */
		started: Extract<JournalEntry, {type: 'started'}> | undefined;
		event: Extract<JobEvent, {type: 'job-started'}>;
		work: () => Promise<Result>;
		failure: Failure;
	},
): Promise<Result> {
	const {journal, onEvent} = context;
	if (started) {
		await journal?.append(started);
	}

	onEvent(event);
	return reportEnd(
		context,
		async () => {
			const result = await work();
			await journal?.append({type: 'ended', outcome: result.outcome});
			return result;
		},
		failure,
	);
}

/**
 * Does the work of a job and reports its end, a failure too: only this part of a job's life.
 *
 * @throws what the work throws, as MilvaultError
 */
export async function reportEnd<Result extends Ending>(
	{journal, onEvent}: Pick<RunContext, 'journal' | 'onEvent'>,
	work: () => Promise<Result>,
	{hasWork, cleanUp}: Failure,
): Promise<Result> {
	try {
		const result = await work();
		const {outcome, canContinue} = result;
		onEvent({type: 'job-ended', outcome, ...(canContinue !== undefined && {canContinue})});
		return result;
	} catch (error) {
		const failure = toMilvaultError(error);
		const canContinue = isKept(failure, journal) && hasWork();
		if (!canContinue) {
			await cleanUp?.();
		}

		onEvent({
			type: 'job-ended',
			outcome: failure.code === 'cancelled' ? 'cancelled' : 'failed',
			canContinue,
		});
		throw failure;
	}
}

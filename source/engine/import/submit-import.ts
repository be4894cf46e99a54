import type {LimitFunction} from 'p-limit';
import {
	importFiles,
	listImports,
	submitImport,
	type ImportApi,
	type ImportRequest,
	type ListedImport,
} from '../../milvus/imports.js';
import type {Milvus} from '../../milvus/milvus.js';
import {isAway} from '../../milvus/away.js';
import {collectionKey} from '../../model/collection-key.js';
import {hasCode, MilvaultError} from '../../model/milvault-error.js';
import {wait} from '../../utils/wait.js';
import type {PastImport} from '../journal/restore-history.js';
import type {RunContext} from '../run/run-context.js';
import type {ImportTracker} from './import-tracker.js';

export type Submission = {
	/** For questions: a cancel ends them. */
	milvus: Milvus;
	/** For the submission, which a cancel does not interrupt: its answer must not be lost. */
	uncancelled: Milvus;
	imports: ImportTracker;
	/** Source of the collection, for the journal. */
	source: string;
	/** What this import is called in the journal. */
	job: string;
	request: ImportRequest;
	/** Others import into the collection too (append): what the server had before is noted. */
	isShared: boolean;
	/** One at a time for each collection, so that at most one is in doubt after a crash. */
	submitLimit: LimitFunction;
	/** Ids of this collection's jobs, by name; the new one is added. */
	submitted: Map<string, string>;
};

type SubmitContext = Pick<RunContext, 'journal' | 'signal'>;

/**
 * Submits one import job, journalled before and after. A job whose answer is lost may run all the
 * same: its collection and its files must not be removed under it. Where Milvus went away
 * meanwhile, it is looked up when it is back: never twice, never not at all.
 *
 * @returns the job's id
 */
export async function submitOnce(submission: Submission, context: SubmitContext): Promise<string> {
	return submission.submitLimit(async () => {
		for (let tries = 1; ; tries++) {
			const id = await submitNow(submission, tries === maxTries, context);
			if (id !== undefined) {
				submission.submitted.set(submission.job, id);
				return id;
			}
		}
	});
}

/** A Milvus that stops at every submission will never accept one. */
const maxTries = 5;

/** @returns the job's id; undefined when Milvus stopped and did not get it */
async function submitNow(
	submission: Submission,
	isLast: boolean,
	context: SubmitContext,
): Promise<string | undefined> {
	const {milvus, uncancelled, imports, source, job, request} = submission;
	const {journal, signal} = context;
	signal?.throwIfAborted();
	const {db, collection} = request;
	const known = submission.isShared
		? (await listImports(milvus, imports.api, {db, collection})).map(({id}) => id)
		: [];
	const at = new Date().toISOString();
	await journal?.append({type: 'import-submitting', source, job, at, known});
	const key = collectionKey({db, name: collection});
	const patience = delayed(signal, answerMs);
	try {
		const id = await submitImport(uncancelled, imports.api, request, {
			signal: patience.signal,
		});
		imports.start(id, key);
		await journal?.append({type: 'import-submitted', source, job, id});
		return id;
	} catch (error) {
		if (isAway(error) && !isLast && !signal?.aborted) {
			return await lookUp(submission, {at, known}, context);
		}

		if (
			hasCode(error, 'milvus-timeout') ||
			hasCode(error, 'milvus-unreachable') ||
			hasCode(error, 'cancelled')
		) {
			imports.startUnknown(key);
		} else if (hasCode(error, 'milvus-refused')) {
			await journal?.append({type: 'import-refused', source, job});
		}

		throw error;
	} finally {
		patience.stop();
	}
}

/** Whether Milvus accepted a job before it stopped; asked when it is back. */
async function lookUp(
	{milvus, imports, source, job, request, submitted}: Submission,
	past: PastImport,
	{journal, signal}: SubmitContext,
): Promise<string | undefined> {
	const key = collectionKey({db: request.db, name: request.collection});
	const unknown = imports.startUnknown(key);
	const id = await findSubmitted(
		{milvus, api: imports.api, request, signal},
		past,
		new Set(submitted.values()),
	);
	imports.end(unknown);
	if (id === undefined) {
		await journal?.append({type: 'import-refused', source, job});
		return undefined;
	}

	imports.start(id, key);
	await journal?.append({type: 'import-submitted', source, job, id});
	return id;
}

/**
 * How long a cancelled job waits for the answer to a submission: without it, it is not known
 * whether the import job runs.
 */
const answerMs = 3000;

function delayed(
	signal: AbortSignal | undefined,
	ms: number,
): {signal: AbortSignal; stop: () => void} {
	const controller = new AbortController();
	let timer: NodeJS.Timeout | undefined;
	const onAbort = (): void => {
		timer = setTimeout(() => {
			controller.abort();
		}, ms);
	};

	signal?.addEventListener('abort', onAbort, {once: true});
	return {
		signal: controller.signal,
		stop() {
			signal?.removeEventListener('abort', onAbort);
			clearTimeout(timer);
		},
	};
}

/**
 * Looks a job up at the server that an earlier run may have submitted or not: never twice, never
 * not at all.
 *
 * @param others ids of the other jobs of the same collection that are known
 * @returns its id; undefined when the server never got it
 * @throws import-ambiguous when it cannot be distinguished from another program's
 */
export async function findSubmitted(
	{
		milvus,
		api,
		request,
		signal,
	}: {
		milvus: Milvus;
		api: ImportApi;
		request: ImportRequest;
		signal: AbortSignal | undefined;
	},
	past: PastImport,
	others: ReadonlySet<string>,
): Promise<string | undefined> {
	const {db, collection} = request;
	const files = api === 'grpc' ? importFiles(request) : undefined;
	const isCandidate = ({id, files: read}: ListedImport): boolean =>
		!past.known.includes(id) && !others.has(id) && read === files;
	for (;;) {
		// What is no time is long ago: otherwise this would never end.
		const isOld = !(Date.now() - Date.parse(past.at) <= arrivalMs);
		const listed = await listImports(milvus, api, {db, collection});
		const candidates = listed.filter(found => isCandidate(found));
		if (candidates.length > 1) {
			throw new MilvaultError('import-ambiguous', {
				collection: collectionKey({db, name: collection}),
				jobs: candidates.map(({id}) => id),
			});
		}

		const [found] = candidates;
		if (found || isOld) {
			return found?.id;
		}

		await wait(500, signal);
	}
}

/** A request that was under way when its sender was killed has reached the server by then. */
const arrivalMs = 10_000;

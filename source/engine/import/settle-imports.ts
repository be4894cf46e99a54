import {importState, type ImportApi} from '../../milvus/imports.js';
import type {Milvus} from '../../milvus/milvus.js';
import {isImportUnknown} from '../../milvus/recognise-error.js';
import {collectionKey, type CollectionName} from '../../model/collection-key.js';
import type {CollectionKey} from '../../model/job-events.js';
import {poll} from '../../utils/wait.js';

/** Import jobs that Milvus still works on, by id, with the collection that they fill. */
export type RunningImports = Map<string, CollectionKey>;

/**
 * Stands before the id of a job that the server may have taken or not: the answer to its submission
 * was lost.
 */
export const unknownImportPrefix = 'unknown ';

/**
 * Waits for import jobs to end that nobody waits for any more, after a failure or a cancel. These
 * servers cannot cancel a job, and neither its collection nor its files may be taken away under it:
 * measured on 2.3.5, a job whose collection was dropped never ends and holds up every later one;
 * one whose files vanish ends as completed with too few rows.
 *
 * @param into only the jobs that fill this collection
 * @returns false when some still run after `timeoutMs`, may run unknown to us, or the server does
 *   not say
 */
export async function settleImports(
	{milvus, api, running}: {milvus: Milvus; api: ImportApi; running: RunningImports},
	{into, timeoutMs, signal}: {into?: CollectionName; timeoutMs: number; signal?: AbortSignal},
): Promise<boolean> {
	const ids = [...running]
		.filter(([, key]) => into === undefined || key === collectionKey(into))
		.map(([id]) => id);
	if (ids.some(id => id.startsWith(unknownImportPrefix))) {
		return false;
	}

	const {db = ''} = into ?? {};
	try {
		await poll({
			async ask() {
				for (const jobId of ids) {
					if (running.has(jobId) && (await hasEnded(milvus, api, {db, jobId}))) {
						running.delete(jobId);
					}
				}

				return ids.some(id => running.has(id)) ? undefined : true;
			},
			firstMs: 100,
			maxMs: 500,
			timeoutMs,
			onTimeout: () => new Error('import jobs still run'),
			signal,
		});
		return true;
	} catch {
		return false;
	}
}

/** A server that is silent is not waited for. */
const answerMs = 2000;

async function hasEnded(
	milvus: Milvus,
	api: ImportApi,
	job: {db: string; jobId: string},
): Promise<boolean> {
	try {
		const {state} = await importState(milvus, api, job, {
			timeoutMs: answerMs,
			isAwayWaited: false,
		});
		return state === 'completed' || state === 'failed';
	} catch (error) {
		// A server that is still starting refuses too: only a job that it does not know runs no more.
		if (isImportUnknown(error)) {
			return true;
		}

		throw error;
	}
}

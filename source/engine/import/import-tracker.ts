import {importState, type ImportApi} from '../../milvus/imports.js';
import type {Milvus} from '../../milvus/milvus.js';
import {isImportUnknown} from '../../milvus/recognise-error.js';
import {collectionKey, type CollectionName} from '../../model/collection-key.js';
import type {CollectionKey} from '../../model/job-events.js';
import {poll} from '../../utils/wait.js';
import {fragment} from '../../model/fragments.js';

/**
 * The import jobs of a restore that Milvus still works on, and whether there may be temporary
 * copies that they read. None of these may lose its collection or its files.
 */
export type ImportTracker = {
	readonly api: ImportApi;
	/** State changes of all its import jobs: as long as there are any, Milvus is alive. */
	readonly changes: number;
	noteChange(): void;
	/** Milvus works on this one. */
	start(id: string, into: CollectionKey): void;
	/**
	 * The server may have accepted a job or not: the answer to its submission was lost.
	 *
	 * @returns a substitute for its id
	 */
	startUnknown(into: CollectionKey): string;
	end(id: string): void;
	/** Is there any whose id is not known? */
	readonly hasUnknown: boolean;
	/** They have been looked up. */
	endUnknown(): void;
	/** Collections that are still filled. */
	collections(): CollectionKey[];
	/** There may be temporary copies in Milvus's storage. */
	readonly hasCopies: boolean;
	noteCopies(): void;
	/**
	 * Waits for import jobs to end whose results are not used any more, after a failure or a cancel.
	 * These servers cannot cancel a job, and neither its collection nor its files may be removed
	 * under it: measured on 2.3.5, a job whose collection was dropped never ends and holds up every
	 * later one; one whose files vanish ends as completed with too few rows.
	 *
	 * @param options.into only the jobs that fill this collection
	 * @returns false when some still run after `timeoutMs`, may run unknown to us, or the server does
	 *   not say
	 */
	settle(
		milvus: Milvus,
		options: {into?: CollectionName; timeoutMs: number; signal?: AbortSignal},
	): Promise<boolean>;
};

/** Stands before the substitute for an id that is not known. */
const unknownPrefix = 'unknown ';

export function createImportTracker(
	api: ImportApi,
	options: {hasCopies?: boolean} = {},
): ImportTracker {
	/** By id, with the collection that they fill. */
	const running = new Map<string, CollectionKey>();
	let {hasCopies = false} = options;
	let changes = 0;
	let unknown = 0;
	return {
		api,
		get changes() {
			return changes;
		},
		noteChange() {
			changes++;
		},
		start(id, into) {
			running.set(id, into);
		},
		startUnknown(into) {
			unknown++;
			const id = `${unknownPrefix}${unknown}`;
			running.set(id, into);
			return id;
		},
		end(id) {
			running.delete(id);
		},
		get hasUnknown() {
			return [...running.keys()].some(id => isUnknown(id));
		},
		endUnknown() {
			for (const id of running.keys()) {
				if (isUnknown(id)) {
					running.delete(id);
				}
			}
		},
		collections: () => [...new Set(running.values())],
		get hasCopies() {
			return hasCopies;
		},
		noteCopies() {
			hasCopies = true;
		},
		async settle(milvus, {into, timeoutMs, signal}) {
			const ids = [...running]
				.filter(([, key]) => into === undefined || key === collectionKey(into))
				.map(([id]) => id);
			if (ids.some(id => isUnknown(id))) {
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
					firstMs: 50,
					maxMs: 500,
					timeoutMs,
					onTimeout: () => new Error(fragment('import-jobs-running')),
					signal,
				});
				return true;
			} catch {
				return false;
			}
		},
	};
}

function isUnknown(id: string): boolean {
	return id.startsWith(unknownPrefix);
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
		// A server that is still starting refuses too: only an unknown job has ended for certain.
		if (isImportUnknown(error)) {
			return true;
		}

		throw error;
	}
}

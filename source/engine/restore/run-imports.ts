import type {LimitFunction} from 'p-limit';
import {
	importState,
	submitImport,
	type ImportApi,
	type ImportRequest,
} from '../../milvus/imports.js';
import type {Milvus} from '../../milvus/milvus.js';
import {tsoOfMs} from '../../model/timestamps.js';
import {hasCode, MilvaultError} from '../../model/milvault-error.js';
import {
	collectionKey,
	type CollectionName,
} from '../../model/collection-key.js';
import {poll} from '../../utils/wait.js';
import {mapBounded} from '../shared/bounded.js';
import {forgiving} from '../shared/forgiving.js';
import type {Place, RunOptions} from '../session.js';
import type {BackupCollection} from './backup-collection-view.js';
import {expectedRows} from './expected-rows.js';
import type {ImportJob} from './import-jobs.js';
import {unknownJob, type RunningImports} from './settle-imports.js';
import type {Staged} from './stage-binlogs.js';

export type ImportRun = {
	milvus: Milvus;
	api: ImportApi;
	view: BackupCollection;
	/** The collection that takes the rows. */
	into: CollectionName;
	jobs: readonly ImportJob[];
	staged: Staged;
	repository: Place;
	backupName: string;
	copyLimit: LimitFunction;
	/** Shared by all collections: jobs submitted and not yet ended. */
	importLimit: LimitFunction;
	stallMs: number;
	/** Jobs that Milvus still works on: no temporary copy may be removed under them. */
	running: RunningImports;
	/** Counts every change of an import job's state, of all collections. */
	importsSeen: {changes: number};
} & RunOptions;

/**
 * Imports a collection's binlogs: data first, all partitions at once within the limit, then the deletes of L0 segments.
 * Every job's row count is compared with the backup: Milvus calls a job that found nothing completed.
 *
 * @returns rows that Milvus reports
 * @throws import-failed, import-stalled, import-incomplete
 */
export async function runImports(run: ImportRun): Promise<bigint> {
	const {view, jobs, onEvent} = run;
	const {collection} = view;
	onEvent?.({type: 'import-planned', collection, jobs: jobs.length});
	const numbered = jobs.map((job, index) => ({job, number: index}));
	let rows = 0n;
	for (const isL0 of [false, true]) {
		const counts = await mapBounded(
			numbered.filter(({job}) => job.isL0 === isL0),
			run.importLimit.concurrency,
			async ({job, number}) =>
				run.importLimit(async () => runImport(run, job, number)),
		);
		rows += counts.reduce((sum, count) => sum + count, 0n);
	}

	return rows;
}

async function runImport(
	run: ImportRun,
	job: ImportJob,
	number: number,
): Promise<bigint> {
	const {milvus, view, into, staged, running, signal, onEvent} = run;
	const partition = job.partition ?? '';
	signal?.throwIfAborted();
	const expected = job.isL0 ? undefined : await expectedRows(job, run);
	const jobId = await submit(run, {
		db: into.db,
		collection: into.name,
		partition: job.partition,
		groups: job.groups.map(({insert, delta}) =>
			[insert, delta]
				.filter(directory => directory !== undefined)
				.map(directory => staged.pathForMilvus(directory)),
		),
		endTs: endTsFor(milvus, view),
		isL0: job.isL0,
		storageVersion: job.storageVersion,
	});
	let seen = '';
	let isPending = true;
	const ended = await poll({
		ask: forgiving(async () => {
			const state = await importState(milvus, run.api, {db: into.db, jobId});
			const isEnded = state.state === 'completed' || state.state === 'failed';
			if (isEnded) {
				running.delete(jobId);
			}

			const now = `${state.state} ${state.percent}`;
			if (now !== seen) {
				seen = now;
				isPending = state.state === 'pending';
				run.importsSeen.changes++;
				onEvent?.({
					type: 'import-progress',
					collection: view.collection,
					job: number,
					percent: state.percent,
					state: state.state,
					...(isEnded && {rows: state.rows}),
				});
			}

			return isEnded ? state : undefined;
		}),
		// One that waits in Milvus's queue is alive as long as those before it move.
		progress: () => (isPending ? `${seen} ${run.importsSeen.changes}` : seen),
		firstMs: 100,
		mostMs: 2000,
		timeoutMs: run.stallMs,
		onTimeout: waitedMs =>
			new MilvaultError('import-stalled', {
				collection: view.collection,
				partition,
				waitedMs,
			}),
		signal,
	});
	if (ended.state === 'failed') {
		throw new MilvaultError('import-failed', {
			collection: view.collection,
			partition,
			reason: ended.reason ?? '',
		});
	}

	if (!expected) {
		return 0n;
	}

	const got = BigInt(ended.rows ?? 0);
	if (got < expected.least || got > expected.most) {
		throw new MilvaultError('import-incomplete', {
			collection: view.collection,
			partition,
			expected:
				expected.least === expected.most
					? String(expected.most)
					: `${expected.least}-${expected.most}`,
			got: String(got),
		});
	}

	return got;
}

/** A job whose answer is lost may run all the same: its collection and its files must not be taken away under it. */
async function submit(run: ImportRun, request: ImportRequest): Promise<string> {
	const key = collectionKey(run.into);
	try {
		const jobId = await submitImport(run.milvus, run.api, request);
		run.running.set(jobId, key);
		return jobId;
	} catch (error) {
		if (
			hasCode(error, 'milvus-timeout') ||
			hasCode(error, 'milvus-unreachable')
		) {
			run.running.set(`${unknownJob}${key} ${run.running.size}`, key);
		}

		throw error;
	}
}

/** Milvus up to 2.3 reads `end_ts` as milliseconds, newer ones as a hybrid timestamp. */
function endTsFor(milvus: Milvus, view: BackupCollection): string | undefined {
	const endTsMs = view.record?.cut?.endTsMs;
	if (endTsMs === undefined) {
		return undefined;
	}

	return milvus.features.endTsIsTso ? tsoOfMs(endTsMs) : endTsMs;
}

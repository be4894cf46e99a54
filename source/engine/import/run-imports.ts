import pLimit, {type LimitFunction} from 'p-limit';
import {importState, type ImportApi, type ImportRequest} from '../../milvus/imports.js';
import type {Milvus} from '../../milvus/milvus.js';
import {tsoOfMs} from '../../model/timestamps.js';
import {takesNoPartitionKey} from '../../milvus/recognise-error.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {collectionKey, type CollectionName} from '../../model/collection-key.js';
import {poll} from '../../utils/wait.js';
import {mapBounded} from '../run/map-bounded.js';
import {tolerateOutage} from '../run/tolerate-outage.js';
import type {PastImport} from '../journal/restore-history.js';
import type {Place} from '../session.js';
import type {RunOptions} from '../run/run-options.js';
import type {BackupCollection} from '../repository/collection-view.js';
import type {DeletedRows} from './deleted-rows.js';
import {expectedRows} from './expected-rows.js';
import type {ImportJob} from './import-jobs.js';
import type {RunningImports} from './settle-imports.js';
import type {StagedBinlogs} from './stage-binlogs.js';
import {findSubmitted, submitOnce} from './submit-import.js';

export type ImportRun = {
	milvus: Milvus;
	/** The same, that a cancel does not cut off: the answer to a submission must not be lost. */
	uncancelled: Milvus;
	api: ImportApi;
	view: BackupCollection;
	/** The collection that takes the rows. */
	into: CollectionName;
	jobs: readonly ImportJob[];
	staged: StagedBinlogs;
	/** Rows that go by delta logs which milvault wrote anew, by segment (apply-l0-deletes.ts). */
	deleted: ReadonlyMap<string, DeletedRows>;
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
	/** Somebody else's collection: others may import into it too. */
	isShared: boolean;
	/**
	 * Asked before each submission, which goes by name: throws when another collection has it by now.
	 */
	assertInto: () => Promise<void>;
	/** What earlier runs of the job have imported, by importName. */
	pastImports: ReadonlyMap<string, PastImport>;
} & RunOptions;

/** Rows as the import jobs said; of a partition that had none: absent. */
export type Imported = {
	rows: bigint;
	byPartition: ReadonlyMap<string, bigint>;
};

/**
 * Imports a collection's binlogs: data first, all partitions at once within the limit, then the
 * deletes of L0 segments. Every job's row count is compared with the backup: Milvus calls a job
 * that found nothing completed.
 *
 * @returns rows that Milvus reports, in all and by partition
 * @throws import-failed, import-stalled, import-incomplete
 */
export async function runImports(run: ImportRun): Promise<Imported> {
	const {view, jobs, onEvent} = run;
	const {collection} = view;
	onEvent?.({type: 'import-planned', collection, jobs: jobs.length});
	const numbered = jobs.map((job, index) => ({job, number: index}));
	const submitted = await findPast(run);
	const submitLimit = pLimit(1);
	let rows = 0n;
	const byPartition = new Map<string, bigint>();
	for (const isL0 of [false, true]) {
		await mapBounded(
			numbered.filter(({job}) => job.isL0 === isL0),
			run.importLimit.concurrency,
			async ({job, number}) => {
				const count = await run.importLimit(async () =>
					runImport(run, job, {number, submitted, submitLimit}),
				);
				rows += count;
				const partition = job.partition ?? '';
				byPartition.set(partition, (byPartition.get(partition) ?? 0n) + count);
			},
		);
	}

	return {rows, byPartition};
}

/**
 * What one import job is called in the journal: its first directory, relative to the backup, and
 * how many it takes. The same plan has the same names.
 */
function importName({groups}: ImportJob): string {
	const [{insert, delta} = {}] = groups;
	return `${insert ?? delta ?? ''} ${groups.length}`;
}

/**
 * Ids of the jobs that earlier runs have submitted, by name; those that may have been submitted are
 * looked up first.
 */
async function findPast(run: ImportRun): Promise<Map<string, string>> {
	const {pastImports, journal, view} = run;
	const ids = new Map(
		[...pastImports].flatMap(([name, {id}]) => (id === undefined ? [] : [[name, id] as const])),
	);
	for (const job of run.jobs) {
		const name = importName(job);
		const past = pastImports.get(name);
		if (past && past.id === undefined) {
			const request = requestOf(run, job);
			const id = await findSubmitted({...run, request}, past, new Set(ids.values()));
			const entry = {source: view.collection, job: name};
			await journal?.append(
				id === undefined
					? {type: 'import-refused', ...entry}
					: {type: 'import-submitted', ...entry, id},
			);
			if (id !== undefined) {
				ids.set(name, id);
			}
		}
	}

	for (const id of ids.values()) {
		run.running.set(id, collectionKey(run.into));
	}

	return ids;
}

function requestOf({milvus, view, into, staged}: ImportRun, job: ImportJob): ImportRequest {
	return {
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
	};
}

async function runImport(
	run: ImportRun,
	job: ImportJob,
	{
		number,
		submitted,
		submitLimit,
	}: {
		number: number;
		submitted: Map<string, string>;
		submitLimit: LimitFunction;
	},
): Promise<bigint> {
	const {milvus, view, into, running, journal, signal, onEvent} = run;
	const {collection} = view;
	const partition = job.partition ?? '';
	const name = importName(job);
	const rowsBefore = run.pastImports.get(name)?.rows;
	if (rowsBefore !== undefined) {
		running.delete(submitted.get(name) ?? '');
		onEvent?.({
			type: 'import-progress',
			collection,
			job: number,
			percent: 100,
			state: 'completed',
			rows: rowsBefore,
		});
		return BigInt(rowsBefore);
	}

	signal?.throwIfAborted();
	const expected = job.isL0 ? undefined : await expectedRows(job, run);
	const submit = async (): Promise<string> => {
		await run.assertInto();
		return submitOnce({
			...run,
			milvus: run.uncancelled,
			asking: milvus,
			submitted,
			source: collection,
			job: name,
			request: requestOf(run, job),
			submitLimit,
		});
	};

	const jobId = submitted.get(name) ?? (await submit());
	let seen = '';
	let isPending = true;
	const ended = await poll({
		ask: tolerateOutage(async () => {
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
		maxMs: 500,
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
		await journal?.append({
			type: 'import-refused',
			source: collection,
			job: name,
		});
		const reason = ended.reason ?? '';
		throw takesNoPartitionKey(reason)
			? new MilvaultError('milvus-unsupported', {
					feature: 'import into a collection with a partition key',
					version: milvus.version,
				})
			: new MilvaultError('import-failed', {
					collection: view.collection,
					partition,
					reason,
				});
	}

	const got = expected ? BigInt(ended.rows ?? 0) : 0n;
	if (expected && (got < expected.min || got > expected.max)) {
		throw new MilvaultError('import-incomplete', {
			collection: view.collection,
			partition,
			expected:
				expected.min === expected.max ? String(expected.max) : `${expected.min}-${expected.max}`,
			got: String(got),
		});
	}

	await journal?.append({
		type: 'import-ended',
		source: collection,
		job: name,
		rows: String(got),
	});
	return got;
}

/** Milvus up to 2.3 reads `end_ts` as milliseconds, newer ones as a hybrid timestamp. */
function endTsFor(milvus: Milvus, view: BackupCollection): string | undefined {
	const endTsMs = view.record?.cut?.endTsMs;
	if (endTsMs === undefined) {
		return undefined;
	}

	return milvus.features.endTsIsTso ? tsoOfMs(endTsMs) : endTsMs;
}

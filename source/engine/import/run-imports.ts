import pLimit, {type LimitFunction} from 'p-limit';
import {importState, type ImportRequest} from '../../milvus/imports.js';
import type {Milvus} from '../../milvus/milvus.js';
import {tsoOfMs} from '../../model/timestamps.js';
import {takesNoPartitionKey} from '../../milvus/recognise-error.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {collectionKey, type CollectionName} from '../../model/collection-key.js';
import {fragment} from '../../model/fragments.js';
import {poll} from '../../utils/wait.js';
import {mapBounded} from '../run/map-bounded.js';
import {tolerateOutage} from '../run/tolerate-outage.js';
import type {PastImport} from '../journal/restore-history.js';
import type {RunContext} from '../run/run-context.js';
import type {BackupReading} from '../repository/backup-reading.js';
import type {BackupCollection} from '../repository/collection-view.js';
import type {DeletedRows} from './deleted-rows.js';
import {expectedRows} from './expected-rows.js';
import type {ImportJob} from './import-jobs.js';
import type {ImportTracker} from './import-tracker.js';
import type {StagedBinlogs} from './stage-binlogs.js';
import {findSubmitted, submitOnce} from './submit-import.js';

export type ImportRun = {
	reading: BackupReading;
	milvus: Milvus;
	/** The same, not interrupted by a cancel: the answer to a submission must not be lost. */
	uncancelled: Milvus;
	/** Shared by all collections. */
	imports: ImportTracker;
	/** Shared by all collections: jobs submitted and not yet ended. */
	importLimit: LimitFunction;
	/** The collection that takes the rows. */
	into: CollectionName;
	jobs: readonly ImportJob[];
	/** In events; the others of the collection are partitions that are inserted. */
	firstNumber: number;
	staged: StagedBinlogs;
	/** Rows that go by delta logs which milvault wrote again, by segment (apply-l0-deletes.ts). */
	deleted: ReadonlyMap<string, DeletedRows>;
	stallMs: number;
	/** An existing collection: other programs may import into it too. */
	isShared: boolean;
	/**
	 * Asked before each submission, which goes by name: throws when another collection has it now.
	 */
	assertInto: () => Promise<void>;
	/** What earlier runs of the job have imported, by importName. */
	pastImports: ReadonlyMap<string, PastImport>;
};

/** Rows as the import jobs reported; absent for a partition without rows. */
export type Imported = {
	rows: bigint;
	byPartition: ReadonlyMap<string, bigint>;
	/** Partitions among them whose rows were inserted; absent: none. */
	inserted?: number;
};

/**
 * Imports a collection's binlogs: data first, all partitions at once within the limit, then the
 * deletes of L0 segments. Every job's row count is compared with the backup: Milvus calls a job
 * that found nothing completed.
 *
 * @returns rows that Milvus reports, in all and by partition
 * @throws import-failed, import-stalled, import-incomplete
 */
export async function runImports(run: ImportRun, context: RunContext): Promise<Imported> {
	const {jobs, firstNumber} = run;
	const numbered = jobs.map((job, index) => ({job, number: firstNumber + index}));
	const submitted = await findPast(run, context);
	const submitLimit = pLimit(1);
	let rows = 0n;
	const byPartition = new Map<string, bigint>();
	for (const isL0 of [false, true]) {
		await mapBounded(
			numbered.filter(({job}) => job.isL0 === isL0),
			run.importLimit.concurrency,
			async ({job, number}) => {
				const count = await run.importLimit(async () =>
					runImport(run, job, {number, submitted, submitLimit}, context),
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
 * The name of an import job in the journal: its first directory, relative to the backup, and the
 * number of its directories. The same plan has the same names.
 */
export function importName({groups}: ImportJob): string {
	const [{insert, delta} = {}] = groups;
	return `${insert ?? delta ?? ''} ${groups.length}`;
}

/**
 * Ids of the jobs that earlier runs have submitted, by name; those that may have been submitted are
 * looked up first.
 */
async function findPast(
	run: ImportRun,
	{journal, signal}: RunContext,
): Promise<Map<string, string>> {
	const {milvus, imports, pastImports} = run;
	const {view} = run.reading;
	const ids = new Map(
		[...pastImports].flatMap(([name, {id}]) => (id === undefined ? [] : [[name, id] as const])),
	);
	for (const job of run.jobs) {
		const name = importName(job);
		const past = pastImports.get(name);
		if (past && past.id === undefined) {
			const request = requestOf(run, job);
			const id = await findSubmitted(
				{milvus, api: imports.api, request, signal},
				past,
				new Set(ids.values()),
			);
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
		imports.start(id, collectionKey(run.into));
	}

	return ids;
}

function requestOf({milvus, reading, into, staged}: ImportRun, job: ImportJob): ImportRequest {
	return {
		db: into.db,
		collection: into.name,
		partition: job.partition,
		groups: job.groups.map(({insert, delta}) =>
			[insert, delta]
				.filter(directory => directory !== undefined)
				.map(directory => staged.pathForMilvus(directory)),
		),
		endTs: endTsFor(milvus, reading.view),
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
	context: RunContext,
): Promise<bigint> {
	const {reading, milvus, uncancelled, imports, deleted, isShared} = run;
	const {journal, signal, onEvent} = context;
	const {collection} = reading.view;
	const name = importName(job);
	const rowsBefore = run.pastImports.get(name)?.rows;
	if (rowsBefore !== undefined) {
		imports.end(submitted.get(name) ?? '');
		onEvent({
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
	const expected = job.isL0 ? undefined : await expectedRows(job, reading, {milvus, deleted});
	const submit = async (): Promise<string> => {
		await run.assertInto();
		return submitOnce(
			{
				milvus,
				uncancelled,
				imports,
				source: collection,
				job: name,
				request: requestOf(run, job),
				isShared,
				submitLimit,
				submitted,
			},
			context,
		);
	};

	const jobId = submitted.get(name) ?? (await submit());
	const partition = job.partition ?? '';
	const ended = await untilEnded(run, {jobId, number, partition}, context);
	if (ended.state === 'failed') {
		await journal?.append({
			type: 'import-refused',
			source: collection,
			job: name,
		});
		const reason = ended.reason ?? '';
		throw takesNoPartitionKey(reason)
			? new MilvaultError('milvus-unsupported', {
					feature: fragment('feature-partition-key'),
					version: milvus.version,
				})
			: new MilvaultError('import-failed', {collection, partition, reason});
	}

	const got = expected ? BigInt(ended.rows ?? 0) : 0n;
	if (expected && (got < expected.min || got > expected.max)) {
		throw new MilvaultError('import-incomplete', {
			collection,
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

/**
 * Watches an import job until it is completed or has failed.
 *
 * @throws import-stalled
 */
async function untilEnded(
	{reading, milvus, imports, into, stallMs}: ImportRun,
	{jobId, number, partition}: {jobId: string; number: number; partition: string},
	{signal, onEvent}: RunContext,
): ReturnType<typeof importState> {
	const {collection} = reading.view;
	let seen = '';
	let isPending = true;
	return poll({
		ask: tolerateOutage(async () => {
			const state = await importState(milvus, imports.api, {db: into.db, jobId});
			const isEnded = state.state === 'completed' || state.state === 'failed';
			if (isEnded) {
				imports.end(jobId);
			}

			const now = `${state.state} ${state.percent}`;
			if (now !== seen) {
				seen = now;
				isPending = state.state === 'pending';
				imports.noteChange();
				onEvent({
					type: 'import-progress',
					collection,
					job: number,
					percent: state.percent,
					state: state.state,
					...(isEnded && {rows: state.rows}),
				});
			}

			return isEnded ? state : undefined;
		}),
		// A job in Milvus's queue is alive as long as the jobs before it progress.
		progress: () => (isPending ? `${seen} ${imports.changes}` : seen),
		firstMs: 50,
		maxMs: 500,
		timeoutMs: stallMs,
		onTimeout: waitedMs => new MilvaultError('import-stalled', {collection, partition, waitedMs}),
		signal,
	});
}

/** Milvus up to 2.3 reads `end_ts` as milliseconds, newer ones as a hybrid timestamp. */
function endTsFor(milvus: Milvus, view: BackupCollection): string | undefined {
	const endTsMs = view.record?.cut?.endTsMs;
	if (endTsMs === undefined) {
		return undefined;
	}

	return milvus.features.endTsIsTso ? tsoOfMs(endTsMs) : endTsMs;
}

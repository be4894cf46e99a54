import type {LimitFunction} from 'p-limit';
import type {Milvus} from '../../milvus/milvus.js';
import type {CollectionName} from '../../model/collection-key.js';
import type {CollectionPast} from '../journal/restore-history.js';
import type {BackupReading} from '../repository/backup-reading.js';
import type {RunContext} from '../run/run-context.js';
import {startPhase} from '../run/start-phase.js';
import type {Place} from '../session.js';
import {applyL0Deletes, type AppliedDeletes} from './apply-l0-deletes.js';
import {cutDeletes} from './cut-deletes.js';
import {hasL0} from './expected-count.js';
import {importJobs, importUnits, type ImportJob} from './import-jobs.js';
import type {ImportTracker} from './import-tracker.js';
import {insertPartitions} from './insert-partitions.js';
import {importName, runImports, type Imported} from './run-imports.js';
import {smallPartitions} from './small-partitions.js';
import {stageBinlogs, type StagedBinlogs} from './stage-binlogs.js';

export type RowsToImport = {
	/** Keys relative to the backup, sizes in bytes. */
	objects: ReadonlyMap<string, number>;
	/** There are other files among them, which Milvus would read too: it gets a copy without them. */
	isLittered: boolean;
	/** What earlier runs of the job have imported. */
	imports: CollectionPast['imports'];
	/** Small partitions are inserted; what earlier runs have inserted. Undefined: all are imported. */
	inserts?: CollectionPast['inserts'];
	/** Called when all that can be inserted is in, before the first import job. */
	afterInserts?: () => Promise<void>;
	isContinued: boolean;
	isShared: boolean;
	/** Import jobs go by name: throws when another collection has it now. */
	assertInto: () => Promise<void>;
};

/** The state that the imports of all collections of a restore share, and the Milvus of this one. */
export type ImportTarget = {
	cluster: Place;
	milvus: Milvus;
	uncancelled: Milvus;
	imports: ImportTracker;
	importLimit: LimitFunction;
	insertLimit: LimitFunction;
	stallMs: number;
	flushTimeoutMs: number;
	onStreamed: () => void;
};

/**
 * Brings a collection's rows into Milvus; nothing to do for one without rows.
 *
 * 1. Its binlogs are put where Milvus can read them, but for the partitions whose rows are inserted.
 * 2. Small partitions are inserted (insert-partitions.ts).
 * 3. All others, and what could not be inserted, are imported.
 */
export async function importRows(
	reading: BackupReading,
	into: CollectionName,
	rows: RowsToImport,
	target: ImportTarget,
	context: RunContext,
): Promise<Imported> {
	const {milvus, imports} = target;
	const {view} = reading;
	const {collection} = view;
	const all = importJobs(view, importUnits(milvus, imports.api));
	// Never what an import job may have filled: to insert it again would be to drop it.
	const isImported = new Set(
		all.filter(job => rows.imports.has(importName(job))).map(({partition}) => partition),
	);
	const small = (rows.inserts ? smallPartitions(view, milvus) : []).filter(
		({name}) => !isImported.has(name),
	);
	const isInserted = new Set(small.map(({name}) => name));
	const jobs = all.filter(({partition = ''}) => !isInserted.has(partition));
	if (all.length === 0) {
		return nothingImported;
	}

	const planned = await stageJobs(jobs, {reading, rows, target}, context);
	startPhase(context, collection, 'import');
	context.onEvent({
		type: 'import-planned',
		collection,
		jobs: small.length + planned.jobs.length,
		...(small.length > 0 && {inserted: small.length}),
	});
	const inserted = await insertPartitions(
		{
			reading,
			milvus,
			into,
			partitions: small,
			past: rows.inserts ?? new Map(),
			insertLimit: target.insertLimit,
			flushTimeoutMs: target.flushTimeoutMs,
			assertInto: rows.assertInto,
		},
		context,
	);
	await rows.afterInserts?.();
	const left = all.filter(({partition = ''}) => inserted.left.has(partition));
	const staged =
		left.length > 0
			? await stageJobs(
					[...jobs, ...left],
					// What the first call has copied is there.
					{reading, rows: {...rows, isContinued: rows.isContinued || jobs.length > 0}, target},
					context,
				)
			: planned;
	const imported = await runImports(
		{
			reading,
			milvus,
			uncancelled: target.uncancelled,
			imports,
			importLimit: target.importLimit,
			into,
			jobs: staged.jobs,
			firstNumber: small.length,
			staged,
			deleted: staged.deleted,
			stallMs: target.stallMs,
			isShared: rows.isShared,
			assertInto: rows.assertInto,
			pastImports: rows.imports,
		},
		context,
	);
	return withInserted(imported, inserted.rows);
}

type StagedJobs = StagedBinlogs & Pick<AppliedDeletes, 'deleted'> & {jobs: readonly ImportJob[]};

/** Puts the binlogs of these jobs where Milvus can read them; what is there already stays. */
async function stageJobs(
	jobs: readonly ImportJob[],
	{reading, rows, target}: {reading: BackupReading; rows: RowsToImport; target: ImportTarget},
	context: RunContext,
): Promise<StagedJobs> {
	const {view, repository, backupName, copyLimit} = reading;
	const {cluster, milvus, imports, onStreamed} = target;
	const {jobId, signal, onEvent, crew} = context;
	const {collection} = view;
	if (jobs.length === 0) {
		return {jobs, pathForMilvus: directory => directory, deleted: new Map()};
	}

	startPhase(context, collection, 'copy');
	const staging = {
		view,
		milvus,
		collection,
		collectionId: view.info.collection_id,
		backupName,
		repository,
		cluster,
		jobId,
		objects: rows.inserts ? objectsOf(jobs, rows.objects) : rows.objects,
		isLittered: rows.isLittered,
		isContinued: rows.isContinued,
		copyLimit,
		onStreamed,
		crew,
		signal,
		onEvent,
	};
	const staged = await stageBinlogs(staging);
	if (hasL0(view)) {
		imports.noteCopies();
	}

	const cut: AppliedDeletes = milvus.features.l0
		? {...(await cutDeletes(staging)), deleted: new Map()}
		: await applyL0Deletes(staging);
	return {
		jobs: withoutEmpty(jobs, cut),
		pathForMilvus: directory => cut.paths.get(directory) ?? staged.pathForMilvus(directory),
		deleted: cut.deleted,
	};
}

/** Those in the directories of these jobs, each of which takes whole partitions. */
function objectsOf(
	jobs: readonly ImportJob[],
	objects: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
	const directories = new Set(
		jobs.flatMap(({groups}) => groups.flatMap(({insert, delta}) => [insert, delta])),
	);
	return new Map([...objects].filter(([key]) => directories.has(`${partitionOf(key)}/`)));
}

/** `binlogs/insert_log/<collection>/<partition>` */
function partitionOf(key: string): string {
	return key.split('/').slice(0, 4).join('/');
}

function withInserted(imported: Imported, inserted: ReadonlyMap<string, bigint>): Imported {
	if (inserted.size === 0) {
		return imported;
	}

	return {
		rows: [...inserted.values()].reduce((sum, rows) => sum + rows, imported.rows),
		byPartition: new Map([...imported.byPartition, ...inserted]),
		inserted: inserted.size,
	};
}

/** Of a collection without rows, or of which only the metadata is wanted. */
export const nothingImported: Imported = {rows: 0n, byPartition: new Map()};

/** Deletes of which none is up to the cut, or takes a row away, are not imported. */
function withoutEmpty(
	jobs: readonly ImportJob[],
	{empty}: Pick<AppliedDeletes, 'empty'>,
): ImportJob[] {
	return jobs
		.map(planned => ({
			...planned,
			groups: planned.groups
				.map(({insert, delta}) => ({
					...(insert !== undefined && {insert}),
					...(delta !== undefined && !empty.has(delta) && {delta}),
				}))
				.filter(({insert, delta}) => (insert ?? delta) !== undefined),
		}))
		.filter(({groups}) => groups.length > 0);
}

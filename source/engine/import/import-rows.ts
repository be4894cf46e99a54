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
import {runImports, type Imported} from './run-imports.js';
import {stageBinlogs} from './stage-binlogs.js';

export type RowsToImport = {
	/** Keys relative to the backup, sizes in bytes. */
	objects: ReadonlyMap<string, number>;
	/** There are other files among them, which Milvus would read too: it gets a copy without them. */
	isLittered: boolean;
	/** What earlier runs of the job have imported. */
	imports: CollectionPast['imports'];
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
	stallMs: number;
	onStreamed: () => void;
};

/**
 * Puts a collection's binlogs where Milvus can read them, and imports them; nothing for one without
 * rows. Returns the rows imported.
 */
export async function importRows(
	reading: BackupReading,
	into: CollectionName,
	rows: RowsToImport,
	{cluster, milvus, uncancelled, imports, importLimit, stallMs, onStreamed}: ImportTarget,
	context: RunContext,
): Promise<Imported> {
	const {view, repository, backupName, copyLimit} = reading;
	const {jobId, signal, onEvent, crew} = context;
	const {collection} = view;
	const jobs = importJobs(view, importUnits(milvus, imports.api));
	if (jobs.length === 0) {
		return nothingImported;
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
		objects: rows.objects,
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
	startPhase(context, collection, 'import');
	return runImports(
		{
			reading,
			milvus,
			uncancelled,
			imports,
			importLimit,
			into,
			jobs: withoutEmpty(jobs, cut),
			staged: {
				pathForMilvus: directory => cut.paths.get(directory) ?? staged.pathForMilvus(directory),
			},
			deleted: cut.deleted,
			stallMs,
			isShared: rows.isShared,
			assertInto: rows.assertInto,
			pastImports: rows.imports,
		},
		context,
	);
}

/** Of a collection without rows, or of which only the metadata is wanted. */
export const nothingImported: Imported = {rows: 0n, byPartition: new Map()};

/** Deletes of which none is up to the cut, or takes a row away, are not imported. */
function withoutEmpty(jobs: readonly ImportJob[], {empty}: AppliedDeletes): ImportJob[] {
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

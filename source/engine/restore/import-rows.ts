import type {CollectionName} from '../../model/collection-key.js';
import type {CollectionPast} from '../journal/restore-history.js';
import {applyL0Deletes, type AppliedDeletes} from '../import/apply-l0-deletes.js';
import type {BackupCollection} from '../repository/collection-view.js';
import {cutDeletes} from '../import/cut-deletes.js';
import {hasL0} from '../import/expected-count.js';
import {importJobs, importUnits, type ImportJob} from '../import/import-jobs.js';
import {enter, type RestoreJob} from './restore-job.js';
import {runImports, type Imported} from '../import/run-imports.js';
import {stageBinlogs} from '../import/stage-binlogs.js';

/**
 * Puts a collection's binlogs where Milvus can read them, and imports them; nothing for one without
 * rows. Returns the rows imported.
 */
export async function importRows(
	view: BackupCollection,
	into: CollectionName,
	{
		objects,
		imports,
		isContinued,
		isShared,
		assertInto,
	}: {
		objects: ReadonlyMap<string, number>;
		imports: CollectionPast['imports'];
		isContinued: boolean;
		isShared: boolean;
		/** Import jobs go by name: throws when another collection has it by now. */
		assertInto: () => Promise<void>;
	},
	job: RestoreJob,
): Promise<Imported> {
	const {milvus, request} = job;
	const jobs = request.metaOnly ? [] : importJobs(view, importUnits(milvus, job.api));
	if (jobs.length === 0) {
		return {rows: 0n, byPartition: new Map()};
	}

	enter(job, view, 'copy');
	const staging = {
		...job,
		collection: view.collection,
		collectionId: view.info.collection_id,
		objects,
		isContinued,
	};
	const staged = await stageBinlogs(staging);
	job.temporary.isUsed ||= hasL0(view);
	const cut: AppliedDeletes = milvus.features.l0
		? {...(await cutDeletes({...staging, view})), deleted: new Map()}
		: await applyL0Deletes({...staging, view});
	enter(job, view, 'import');
	return runImports({
		...job,
		view,
		into,
		jobs: withoutEmpty(jobs, cut),
		deleted: cut.deleted,
		staged: {
			pathForMilvus: directory => cut.paths.get(directory) ?? staged.pathForMilvus(directory),
		},
		isShared,
		assertInto,
		pastImports: imports,
		stallMs: job.limits.importStallSeconds * 1000,
	});
}

/** Deletes of which none is up to the cut, or takes a row away, are not imported. */
function withoutEmpty(jobs: readonly ImportJob[], {empty}: AppliedDeletes): ImportJob[] {
	return jobs
		.map(job => ({
			...job,
			groups: job.groups
				.map(({insert, delta}) => ({
					...(insert !== undefined && {insert}),
					...(delta !== undefined && !empty.has(delta) && {delta}),
				}))
				.filter(({insert, delta}) => (insert ?? delta) !== undefined),
		}))
		.filter(({groups}) => groups.length > 0);
}

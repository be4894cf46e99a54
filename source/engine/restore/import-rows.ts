import type {CollectionName} from '../../model/collection-key.js';
import type {CollectionPast} from '../journal/restore-past.js';
import type {BackupCollection} from './backup-collection-view.js';
import {cutDeletes, type CutDeletes} from './cut-deletes.js';
import {importJobs, importUnits, type ImportJob} from './import-jobs.js';
import {enter, type RestoreJob} from './restore-job.js';
import {runImports, type Imported} from './run-imports.js';
import {stageBinlogs} from './stage-binlogs.js';

/** Puts a collection's binlogs where Milvus can read them, and imports them; nothing for one without rows. Returns the rows imported. */
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
	const jobs = request.metaOnly
		? []
		: importJobs(view, importUnits(milvus, job.api));
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
	const cut = await cutDeletes({...staging, view});
	job.temporary.isUsed ||= cut.paths.size > 0;
	enter(job, view, 'import');
	return runImports({
		...job,
		view,
		into,
		jobs: withoutEmpty(jobs, cut),
		staged: {
			pathForMilvus: directory =>
				cut.paths.get(directory) ?? staged.pathForMilvus(directory),
		},
		isShared,
		assertInto,
		pastImports: imports,
		stallMs: job.limits.importStallSeconds * 1000,
	});
}

/** Deletes that are all later than the cut are not imported. */
function withoutEmpty(
	jobs: readonly ImportJob[],
	{empty}: CutDeletes,
): ImportJob[] {
	return jobs
		.map(job =>
			job.isL0
				? {
						...job,
						groups: job.groups.filter(({delta = ''}) => !empty.has(delta)),
					}
				: job,
		)
		.filter(({groups}) => groups.length > 0);
}

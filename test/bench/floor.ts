/*
 * The floor: what the same backup or restore takes when nothing but the unavoidable is done. A
 * program of its own, run by Node as it is, over the built dist/; what to do comes over standard
 * input as JSON.
 *
 * create: all flushes at once, wait for them, then the same copies with 64 in flight. No plan, no
 * check, no metadata. restore: the collections and their partitions, then one import job for each
 * partition, all submitted, and wait. No index, no load, no check.
 */
import {text} from 'node:stream/consumers';
import pMap from 'p-map';
import type * as BackupCollectionViewModule from '../../source/engine/repository/collection-view.js';
import type * as CollectionsModule from '../../source/milvus/collections.js';
import type * as CreateTargetModule from '../../source/engine/restore/create-target.js';
import type * as DatabasesModule from '../../source/milvus/databases.js';
import type * as FlushModule from '../../source/milvus/flush.js';
import type * as ImportJobsModule from '../../source/engine/import/import-jobs.js';
import type * as ImportsModule from '../../source/milvus/imports.js';
import type * as OpenSessionModule from '../../source/engine/open-session.js';
import type * as ReadBackupModule from '../../source/engine/repository/read-backup.js';
import type {Settings} from '../../source/settings/settings.js';

export type FloorWork = {
	settings: Settings;
	db: string;
	/** create: prefix for the copies; restore: the backup's name and the database that it goes to. */
	work: {kind: 'create'; to: string} | {kind: 'restore'; name: string; into: string};
};

const dist = new URL('../../dist/', import.meta.url);
const load = async <Module>(path: string): Promise<Module> =>
	(await import(new URL(path, dist).href)) as Module;

const {settings, db, work} = JSON.parse(await text(process.stdin)) as FloorWork;
const {openSession} = await load<typeof OpenSessionModule>('engine/open-session.js');
const session = await openSession(settings);
const milvus = await session.milvus();
const cluster = await session.clusterPlace();
const repository = await session.repositoryPlace();
const pause = async (ms: number): Promise<void> =>
	new Promise(resolve => {
		setTimeout(resolve, ms);
	});

if (work.kind === 'create') {
	await create(work.to);
} else {
	await restore(work.name, work.into);
}

session.close();

async function create(to: string): Promise<void> {
	const {showCollections, describeCollection} =
		await load<typeof CollectionsModule>('milvus/collections.js');
	const {flush, flushState} = await load<typeof FlushModule>('milvus/flush.js');
	const collections = await showCollections(milvus, db);
	const names = collections.map(({name}) => name);
	const flushed = await flush(milvus, db, names);
	await pMap(names, async name => {
		const {sealed, flushTs} = flushed.get(name)!;
		while (!(await flushState(milvus, {db, name, segmentIds: sealed, flushTs}))) {
			await pause(50);
		}
	});
	const found = await pMap(names, async name => {
		const description = await describeCollection(milvus, db, name);
		const objects: Array<{key: string; sizeBytes: number}> = [];
		for (const kind of ['insert_log', 'delta_log']) {
			const prefix = `${cluster.rootPath}/${kind}/${description!.collectionId}/`;
			for await (const object of cluster.storage.list(prefix)) {
				objects.push(object);
			}
		}

		return objects;
	});
	await pMap(
		found.flat(),
		async ({key, sizeBytes}) =>
			repository.storage.copyFrom(cluster.storage, key, `${to}/${key}`, {
				sizeBytes,
			}),
		{concurrency: 64},
	);
}

async function restore(name: string, into: string): Promise<void> {
	const {readBackup} = await load<typeof ReadBackupModule>('engine/repository/read-backup.js');
	const {backupCollections} = await load<typeof BackupCollectionViewModule>(
		'engine/repository/collection-view.js',
	);
	const {createTarget} = await load<typeof CreateTargetModule>('engine/restore/create-target.js');
	const {importJobs} = await load<typeof ImportJobsModule>('engine/import/import-jobs.js');
	const {submitImport, importState} = await load<typeof ImportsModule>('milvus/imports.js');
	const {createDatabase} = await load<typeof DatabasesModule>('milvus/databases.js');
	const backup = await readBackup(repository, name);
	await createDatabase(milvus, into);
	const ids = await pMap(
		backupCollections(backup),
		async view => {
			await createTarget(milvus, view, {db: into, name: view.name});
			return pMap(
				importJobs(view, {data: 'directory', l0: 1}),
				async ({partition, groups, isL0, storageVersion}) =>
					submitImport(milvus, 'grpc', {
						db: into,
						collection: view.name,
						partition,
						groups: groups.map(({insert, delta}) =>
							[insert, delta]
								.filter(directory => directory !== undefined)
								.map(directory =>
									repository.storage.pathForMilvus(`${repository.rootPath}/${name}/${directory}`),
								),
						),
						endTs: undefined,
						isL0,
						storageVersion,
					}),
			);
		},
		{concurrency: 8},
	);
	for (const jobId of ids.flat()) {
		for (;;) {
			const {state} = await importState(milvus, 'grpc', {db: into, jobId});
			if (state === 'completed') {
				break;
			}

			if (state === 'failed') {
				throw new Error(`import job ${jobId} failed`);
			}

			await pause(100);
		}
	}
}

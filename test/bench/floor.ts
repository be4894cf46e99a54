/*
 * The floor: what the same backup or restore takes when nothing but the unavoidable is done. A
 * program of its own, bundled as milvault is; what to do comes over standard input as JSON.
 *
 * create: all flushes at once, wait for them, then the same copies with 64 in flight. No plan, no
 * check, no metadata. restore: the collections and their partitions, then one import job for each
 * partition, all submitted, and wait. No index, no load, no check.
 */
import {text} from 'node:stream/consumers';
import pMap from 'p-map';
import {importJobs} from '../../source/engine/import/import-jobs.js';
import {openSession} from '../../source/engine/open-session.js';
import {backupCollections} from '../../source/engine/repository/collection-view.js';
import {readBackup} from '../../source/engine/repository/read-backup.js';
import {createTarget} from '../../source/engine/restore/create-target.js';
import {describeCollection, showCollections} from '../../source/milvus/collections.js';
import {createDatabase} from '../../source/milvus/databases.js';
import {flush, flushState} from '../../source/milvus/flush.js';
import {importState, submitImport} from '../../source/milvus/imports.js';
import type {Settings} from '../../source/settings/settings.js';

export type FloorWork = {
	settings: Settings;
	db: string;
	/** create: prefix for the copies; restore: the backup's name and the database that it goes to. */
	work: {kind: 'create'; to: string} | {kind: 'restore'; name: string; into: string};
};

const {settings, db, work} = JSON.parse(await text(process.stdin)) as FloorWork;
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

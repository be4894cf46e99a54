import {showCollections} from '../../milvus/collections.js';
import {
	createDatabase,
	dropDatabase,
	listDatabases,
} from '../../milvus/databases.js';
import type {RestorePlan} from '../../model/plans.js';
import type {OpenedBackup} from '../shared/read-backup.js';
import type {RestoreJob} from './restore-job.js';

/** Makes the missing databases of the plan, each with its properties where the server has such; `created` tells of each at once. */
export async function createDatabases(
	{milvus, created, journal}: RestoreJob,
	plan: RestorePlan,
	backup: OpenedBackup,
): Promise<void> {
	const properties = new Map(
		(backup.info.database_backups ?? []).map(database => [
			database.db_name,
			database.properties ?? [],
		]),
	);
	const there = new Set(
		plan.databasesToCreate.length > 0 ? await listDatabases(milvus) : [],
	);
	for (const db of plan.databasesToCreate) {
		// Made by an earlier run of this job, or by somebody since the plan.
		if (there.has(db)) {
			continue;
		}

		await createDatabase(
			milvus,
			db,
			milvus.features.databaseProperties ? properties.get(db) : undefined,
		);
		created.push(db);
		await journal?.append({type: 'database-created', db});
	}
}

/** After a restore that failed: those that are still empty. */
export async function removeCreatedDatabases({
	unbound: milvus,
	cluster,
	created,
	warn,
}: Pick<
	RestoreJob,
	'unbound' | 'cluster' | 'created' | 'warn'
>): Promise<void> {
	for (const db of created) {
		try {
			if ((await showCollections(milvus, db)).length === 0) {
				await dropDatabase(milvus, db);
			}
		} catch {
			warn({
				code: 'left-behind',
				details: {what: `${db}.`, where: cluster.label},
			});
		}
	}
}

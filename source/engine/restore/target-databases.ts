import {showCollections} from '../../milvus/collections.js';
import {createDatabase, dropDatabase} from '../../milvus/databases.js';
import type {RestorePlan} from '../../model/plans.js';
import type {OpenedBackup} from '../shared/read-backup.js';
import type {RestoreJob} from './restore-collection.js';

/** Makes the missing databases of the plan, each with its properties where the server has such; `created` tells of each at once. */
export async function createDatabases(
	{milvus, created}: RestoreJob,
	plan: RestorePlan,
	backup: OpenedBackup,
): Promise<void> {
	const properties = new Map(
		(backup.info.database_backups ?? []).map(database => [
			database.db_name,
			database.properties ?? [],
		]),
	);
	for (const db of plan.databasesToCreate) {
		await createDatabase(
			milvus,
			db,
			milvus.features.databaseProperties ? properties.get(db) : undefined,
		);
		created.push(db);
	}
}

/** After a restore that failed: those that are still empty. */
export async function removeCreatedDatabases({
	milvus,
	cluster,
	created,
	warn,
}: RestoreJob): Promise<void> {
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

import {showCollections} from '../../milvus/collections.js';
import {createDatabase, dropDatabase, listDatabases} from '../../milvus/databases.js';
import type {Milvus} from '../../milvus/milvus.js';
import type {Outage} from '../../milvus/with-retries.js';
import type {Warning} from '../../model/job-events.js';
import {toMilvaultError, type MilvaultError} from '../../model/milvault-error.js';
import type {RestorePlan} from '../../model/plans.js';
import {isFatal} from '../run/is-fatal.js';
import type {OpenedBackup} from '../repository/read-backup.js';
import type {RunContext} from '../run/run-context.js';
import type {Place} from '../session.js';
import type {RestoreTraces} from './restore-traces.js';

/**
 * Makes the missing databases of the plan, each with its properties where the server has such;
 * `traces` has each at once. A database that cannot be created, for example at the limit of Milvus,
 * does not stop the others.
 *
 * @returns why, by name, for those that are not there
 */
export async function createDatabases(
	plan: RestorePlan,
	backup: OpenedBackup,
	{milvus, outage, traces}: {milvus: Milvus; outage: Outage; traces: RestoreTraces},
	{journal, warn, signal}: RunContext,
): Promise<Map<string, MilvaultError>> {
	const failed = new Map<string, MilvaultError>();
	const properties = new Map(
		(backup.info.database_backups ?? []).map(database => [
			database.db_name,
			database.properties ?? [],
		]),
	);
	const there = new Set(plan.databasesToCreate.length > 0 ? await listDatabases(milvus) : []);
	for (const db of plan.databasesToCreate) {
		// Created by an earlier run of this job, or by another program since the plan.
		if (there.has(db)) {
			continue;
		}

		const awayBefore = outage.count;
		try {
			await createDatabase(
				milvus,
				db,
				milvus.features.databaseProperties ? properties.get(db) : undefined,
			);
		} catch (error) {
			const failure = toMilvaultError(error);
			if (isFatal(failure) || signal?.aborted) {
				throw failure;
			}

			// It may exist already when Milvus stops before it answers.
			const isOurs = outage.count > awayBefore && (await listDatabases(milvus)).includes(db);
			if (!isOurs) {
				const {code, details} = failure;
				failed.set(db, failure);
				warn({
					code: 'database-not-made',
					details: {database: db, error: {code, details}},
				});
				continue;
			}
		}

		traces.addDatabase(db);
		await journal?.append({type: 'database-created', db});
	}

	return failed;
}

/** After a restore that failed: those that are still empty. */
export async function removeCreatedDatabases({
	uncancelled: milvus,
	cluster,
	created,
	warn,
}: {
	uncancelled: Milvus;
	cluster: Place;
	created: readonly string[];
	warn: (warning: Warning) => void;
}): Promise<void> {
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

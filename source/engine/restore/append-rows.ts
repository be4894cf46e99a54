import {rowStatistics} from '../../milvus/collections.js';
import {isUnderName} from '../../milvus/find-collection.js';
import {
	collectionKey,
	type CollectionName,
} from '../../model/collection-key.js';
import {MilvaultError, toMilvaultError} from '../../model/milvault-error.js';
import type {PlannedRestore} from '../../model/plans.js';
import {isKept} from '../journal/is-kept.js';
import type {CollectionPast} from '../journal/restore-past.js';
import {endsTheJob} from '../shared/ends-the-job.js';
import type {Imported} from './run-imports.js';
import {
	checkStatistics,
	readStatistics,
	type Statistics,
} from './check-statistics.js';
import type {BackupCollection} from './backup-collection-view.js';
import {createMissingPartitions} from './create-target.js';
import {importRows} from './import-rows.js';
import {mayBeOutage} from './may-be-outage.js';
import {enter, type Restored, type RestoreJob} from './restore-job.js';
import {settleImports} from './settle-imports.js';

/**
 * Adds a collection's rows to those that are there, whole partitions at a time.
 *
 * @throws restored-differs when the collection has grown by less than was imported; target-changed when another collection than that of
 * the plan, or of the job's earlier run, stands there
 */
export async function appendRows(
	{conflict}: PlannedRestore,
	view: BackupCollection,
	target: CollectionName,
	{objects, past}: {objects: ReadonlyMap<string, number>; past: CollectionPast},
	job: RestoreJob,
): Promise<Restored> {
	const {milvus, journal} = job;
	enter(job, view, 'create');
	const collectionId = past.collectionId ?? conflict?.collectionId ?? '';
	const assertInto = async (): Promise<void> => {
		if (!(await isUnderName(milvus, target, collectionId))) {
			throw new MilvaultError('target-changed', {
				target: collectionKey(target),
			});
		}
	};

	await assertInto();
	await createMissingPartitions(milvus, view, target);
	let before = statisticsOf(past);
	if (!before) {
		before = await readStatistics(milvus, view, target);
		await journal?.append({
			type: 'appending',
			source: view.collection,
			rowsBefore: String(before.rows),
			partitionRowsBefore: Object.fromEntries(
				[...before.byPartition].map(([name, rows]) => [name, String(rows)]),
			),
			collectionId,
		});
	}

	const imported = await importOrTell(
		before.rows,
		view,
		target,
		{objects, past, assertInto},
		job,
	);
	enter(job, view, 'check');
	await assertInto();
	// Rows that somebody else writes meanwhile come on top; fewer can only mean that some are missing.
	await checkStatistics({
		...job,
		view,
		target,
		imported,
		before,
		mayLose: false,
	});
	return {rows: imported.rows, rowsCheckedBy: 'import'};
}

function statisticsOf({
	rowsBefore,
	partitionRowsBefore = {},
}: CollectionPast): Statistics | undefined {
	return rowsBefore === undefined
		? undefined
		: {
				rows: BigInt(rowsBefore),
				byPartition: new Map(
					Object.entries(partitionRowsBefore).map(([name, rows]) => [
						name,
						BigInt(rows),
					]),
				),
			};
}

/** What an append that fails has added stays in somebody's collection: it is told, since a second one would add it again. */
async function importOrTell(
	before: bigint,
	view: BackupCollection,
	target: CollectionName,
	{
		objects,
		past,
		assertInto,
	}: {
		objects: ReadonlyMap<string, number>;
		past: CollectionPast;
		assertInto: () => Promise<void>;
	},
	job: RestoreJob,
): Promise<Imported> {
	const awayBefore = job.outage.count;
	try {
		return await importRows(
			view,
			target,
			{
				objects,
				imports: past.imports,
				isContinued: past.rowsBefore !== undefined,
				isShared: true,
				assertInto,
			},
			job,
		);
	} catch (error) {
		const failure = toMilvaultError(error);
		const {unbound, cluster, warn, journal, signal} = job;
		const isCut =
			endsTheJob(failure) ||
			signal?.aborted === true ||
			mayBeOutage(failure, job.outage, awayBefore);
		const hasWork = job.worked.has(view.collection) || past.imports.size > 0;
		if (isCut && hasWork && isKept(failure, journal)) {
			job.kept.isAny = true;
			throw error;
		}

		const collection = collectionKey(target);
		if (
			!(await settleImports(
				{...job, milvus: unbound},
				{into: target, timeoutMs: settleMs},
			))
		) {
			warn({
				code: 'left-behind',
				details: {what: `import jobs of ${collection}`, where: cluster.label},
			});
		}

		const after = await rowStatistics(unbound, target.db, target.name).catch(
			() => undefined,
		);
		if (after !== undefined && BigInt(after) > before) {
			const rows = (BigInt(after) - before).toString();
			warn({code: 'appended-in-part', details: {collection, rows}});
		}

		throw error;
	}
}

/** So that a cancel returns within ten seconds. */
const settleMs = 7000;

import {partitionStatistics, rowStatistics} from '../../milvus/collections.js';
import type {Milvus} from '../../milvus/milvus.js';
import type {CollectionName} from '../../model/collection-key.js';
import {hasCode, MilvaultError} from '../../model/milvault-error.js';
import {fragment} from '../../model/fragments.js';
import {mapBounded} from '../run/map-bounded.js';
import {metadataConcurrency} from '../../milvus/map-calls.js';
import {poll} from '../../utils/wait.js';
import {tolerateOutage} from '../run/tolerate-outage.js';
import type {BackupCollection} from '../repository/collection-view.js';
import type {Imported} from '../import/run-imports.js';

/**
 * Rows by Milvus's statistics, deletes not subtracted; `byPartition` is empty where there is only
 * one, or the server reports none.
 */
export type Statistics = {
	rows: bigint;
	byPartition: ReadonlyMap<string, bigint>;
};

/** Statistics follow an import within a moment. */
const settleMs = 10_000;

/** Rows of a collection and of each of a backup's partitions in it. */
export async function readStatistics(
	milvus: Milvus,
	view: BackupCollection,
	{db, name}: CollectionName,
): Promise<Statistics> {
	const rows = BigInt(await rowStatistics(milvus, db, name));
	// One partition has what the collection has.
	const partitions = view.partitions.length > 1 ? view.partitions : [];
	try {
		const counts = await mapBounded(
			partitions,
			metadataConcurrency,
			async partition =>
				[
					partition.name,
					BigInt(await partitionStatistics(milvus, db, name, partition.name)),
				] as const,
		);
		return {rows, byPartition: new Map(counts)};
	} catch (error) {
		if (hasCode(error, 'milvus-unsupported')) {
			return {rows, byPartition: new Map()};
		}

		throw error;
	}
}

/**
 * Compares Milvus's statistics with what the import jobs of this run said, in each partition too: a
 * wrong directory puts rows of several partitions into one while the total looks right.
 *
 * @param options.before what was there before, of an append: others may write too, so more is no
 *   difference
 * @param options.mayLose compaction may already have taken rows away: deletes of L0 segments, rows
 *   past their time
 * @param options.isCompacted asked when figures differ: did a compaction change what was there
 *   before, so that they prove nothing?
 * @throws restored-differs with every difference
 */
export async function checkStatistics(options: {
	milvus: Milvus;
	view: BackupCollection;
	target: CollectionName;
	imported: Imported;
	before?: Statistics;
	mayLose: boolean;
	isCompacted?: () => Promise<boolean>;
	signal?: AbortSignal;
}): Promise<void> {
	const {milvus, view, target, isCompacted, signal} = options;
	let differences: string[] = [];
	await poll({
		ask: tolerateOutage(async () => {
			differences = compare(await readStatistics(milvus, view, target), options);
			return differences.length === 0 || (await isCompacted?.()) ? true : undefined;
		}),
		progress: () => differences.join(' '),
		firstMs: 100,
		maxMs: 1000,
		timeoutMs: settleMs,
		onTimeout: () =>
			new MilvaultError('restored-differs', {
				collection: view.collection,
				differences,
			}),
		signal,
	});
}

function compare(
	found: Statistics,
	{imported, before, mayLose}: {imported: Imported; before?: Statistics; mayLose: boolean},
): string[] {
	const differs = (there: bigint, was: bigint, rows: bigint): boolean => {
		const grown = there - was;
		if (before) {
			return !mayLose && grown < rows;
		}

		return mayLose ? grown > rows : grown !== rows;
	};

	const text = (there: bigint, was: bigint, rows: bigint): string =>
		before
			? fragment('rows-grown', {rows, grown: there - was})
			: fragment('rows-in-statistics', {rows, found: there});
	const was = before?.rows ?? 0n;
	return [
		...(differs(found.rows, was, imported.rows) ? [text(found.rows, was, imported.rows)] : []),
		...[...found.byPartition].flatMap(([name, there]) => {
			if (before && !before.byPartition.has(name)) {
				return [];
			}

			const had = before?.byPartition.get(name) ?? 0n;
			const rows = imported.byPartition.get(name) ?? 0n;
			return differs(there, had, rows) ? [`partition ${name}: ${text(there, had, rows)}`] : [];
		}),
	];
}

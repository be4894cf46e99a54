import {countDataNodes} from '../../milvus/nodes.js';
import type {Milvus} from '../../milvus/milvus.js';
import type {PlannedRestore, RestoreRequest} from '../../model/plans.js';
import {importedPerNode, smallPartitions} from '../import/small-partitions.js';
import type {BackupCollection} from '../repository/collection-view.js';
import {withoutTimeToLive} from './time-to-live.js';

/**
 * Which collections of a plan get the rows of their small partitions by inserts instead of imports:
 * all that can, where imports would take longer, which are shared by all collections and run one
 * after another on each data node. Rows that are appended are always imported: what an interrupted
 * insert leaves could not be distinguished from the rows that were there.
 */
export async function planInserts(
	planned: readonly PlannedRestore[],
	views: readonly BackupCollection[],
	{importsOnly, metaOnly, withoutTtl}: RestoreRequest,
	milvus: Milvus,
): Promise<PlannedRestore[]> {
	const counts = planned.map(({action, error}, index) => {
		const view = views[index];
		const isNew = (action === 'create' || action === 'replace') && error === undefined;
		return view && isNew && !importsOnly && !metaOnly
			? smallPartitions(withoutTtl ? withoutTimeToLive(view) : view, milvus).length
			: 0;
	});
	const all = counts.reduce((sum, count) => sum + count, 0);
	if (all <= importedPerNode || all <= importedPerNode * (await countDataNodes(milvus))) {
		return [...planned];
	}

	return planned.map((one, index) => {
		const insertedPartitions = counts[index] ?? 0;
		return insertedPartitions === 0
			? one
			: {...one, importJobs: one.importJobs - insertedPartitions, insertedPartitions};
	});
}

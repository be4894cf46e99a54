import type {Milvus} from '../../milvus/milvus.js';
import {isSameCluster, type ClusterId} from '../../model/cluster-id.js';
import {MilvaultError} from '../../model/milvault-error.js';
import type {BackupPlan, RestorePlan} from '../../model/plans.js';
import type {Place, Session} from '../session.js';
import {listCluster} from '../cluster/list-cluster.js';
import {readBackup, type OpenedBackup} from './read-backup.js';
import type {Bound} from '../journal/journal.js';

/**
 * A job continues where it began, and nowhere else: names in a configuration may have come to mean
 * other places.
 *
 * @throws job-elsewhere
 */
export async function assertSamePlaces(
	session: Session,
	id: string,
	plan: BackupPlan | RestorePlan,
): Promise<void> {
	const repository = await session.repositoryPlace();
	const found = `${repository.label}/${plan.name}`;
	const expected = plan.kind === 'backup' ? plan.to : plan.from;
	if (found !== expected) {
		const what = 'repository';
		throw new MilvaultError('job-elsewhere', {id, what, expected, found});
	}

	const cluster = await session.clusterPlace();
	const data = plan.kind === 'backup' ? plan.from : plan.clusterData;
	if (data !== cluster.label) {
		throw new MilvaultError('job-elsewhere', {
			id,
			what: 'cluster',
			expected: data,
			found: cluster.label,
		});
	}
}

/**
 * An address is no proof: another Milvus may answer there now.
 *
 * @param made ids of collections that earlier runs of the job have made
 * @throws cluster-changed
 */
export async function assertSameCluster(
	milvus: Milvus,
	plan: BackupPlan | RestorePlan,
	made: readonly string[] = [],
): Promise<void> {
	if (!(await isClusterOf(milvus, plan, made))) {
		const {cluster} = plan;
		throw new MilvaultError('cluster-changed', {
			cluster,
			address: milvus.address,
		});
	}
}

/** Does the Milvus that answers there hold what this was planned for? */
export async function isClusterOf(
	milvus: Milvus,
	{clusterId}: {clusterId?: ClusterId},
	made: readonly string[] = [],
): Promise<boolean> {
	const {id, collections} = await listCluster(milvus);
	const collectionIds = collections.map(({collectionId}) => collectionId);
	const {defaultDatabaseMadeNs} = id;
	// A job that an older version started does not record its cluster.
	return isSameCluster(
		clusterId ?? {collections: []},
		{defaultDatabaseMadeNs, collectionIds},
		made,
	);
}

/**
 * The backup of the plan, and of what the job did before: one that was deleted and created again
 * under the same name holds other rows under other keys, and both would end in one collection.
 *
 * @throws backup-changed
 */
export function assertSameBackup(
	{name, from, backupId}: RestorePlan,
	backup: OpenedBackup,
	past: {isStarted: boolean; bound: Bound},
): void {
	const isSame = backup.id === backupId && (!past.isStarted || past.bound.backupId === backupId);
	if (!isSame) {
		throw new MilvaultError('backup-changed', {name, place: from});
	}
}

/**
 * The places and the Milvus of the plan; `--only-failed` adds to the backup of the plan, and to no
 * other under its name.
 *
 * @returns the backup that is added to, if any
 * @throws job-elsewhere, cluster-changed, backup-changed
 */
export async function assertBackupBound({
	session,
	milvus,
	to,
	jobId,
	plan,
	signal,
}: {
	session: Session;
	milvus: Milvus;
	to: Place;
	jobId: string;
	plan: BackupPlan;
	signal?: AbortSignal;
}): Promise<OpenedBackup | undefined> {
	await assertSamePlaces(session, jobId, plan);
	await assertSameCluster(milvus, plan);
	if (!plan.addsToExisting) {
		return undefined;
	}

	const added = await readBackup(to, plan.name, signal);
	if (added.record?.jobId !== plan.addsToId) {
		const {name, to: place} = plan;
		throw new MilvaultError('backup-changed', {name, place});
	}

	return added;
}

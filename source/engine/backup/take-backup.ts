import pLimit from 'p-limit';
import type {BackupInfo} from '../../format/messages.js';
import type {Milvus} from '../../milvus/milvus.js';
import {backupRbac} from '../../milvus/rbac.js';
import type {BackupPlan, CollectionResult, PlannedCollection} from '../../model/plans.js';
import type {LimitSettings} from '../../settings/settings.js';
import type {BackupHistory} from '../journal/backup-history.js';
import type {CollectionBackup} from '../journal/snapshot.js';
import {followSearches} from '../run/follow-searches.js';
import {runCollections} from '../run/run-collections.js';
import type {RunContext} from '../run/run-context.js';
import {warnOfStreaming} from '../run/warn-of-streaming.js';
import type {Places} from '../session.js';
import {sumOfSizes} from './add-to-backup.js';
import {backupCollection} from './backup-collection.js';
import {describeDatabases} from './describe-databases.js';
import type {Control} from '../run/control.js';
import {startTimestamp} from '../cluster/flush-collection.js';
import {removeOne} from './remove-copied.js';

/** Everything that goes into a backup's metadata, and the result of each collection. */
export type BackupContents = {
	info: BackupInfo;
	backedUp: CollectionBackup[];
	results: CollectionResult[];
};

/**
 * A flush takes seconds of waiting: the flushes of the next collections run meanwhile.
 */
const flushedAtOnce = 64;

/** Describes and copies all that the plan names, several collections at once. */
export async function takeBackup(
	plan: BackupPlan,
	{
		milvus,
		places,
		limits,
		control,
		past,
	}: {
		milvus: Milvus;
		places: Places;
		limits: LimitSettings;
		control: Control;
		past: BackupHistory;
	},
	context: RunContext,
): Promise<BackupContents> {
	const {cluster, repository} = places;
	const {jobId, signal} = context;
	const gentle = plan.strategy === 'meta_only' ? 'off' : limits.gentle;
	using following = followSearches(milvus, control, {gentle, onEvent: context.onEvent});
	const rbac = plan.withRbac ? await backupRbac(milvus) : undefined;
	const databases = await describeDatabases(milvus, plan.databases);
	const startTs = await startTimestamp(milvus, signal);
	await following.known;
	const copyLimit = pLimit(limits.copyConcurrency);
	const dataLimit = pLimit(limits.backupCollections);
	const onStreamed = warnOfStreaming(cluster, repository, context);
	const backedUp: CollectionBackup[] = [];
	const keep = ({collection}: PlannedCollection, backup: CollectionBackup): CollectionResult => {
		backedUp.push(backup);
		const {rows, bytes} = backup;
		return {collection, outcome: 'complete', rows, bytes};
	};

	const results = await runCollections<PlannedCollection>(
		plan.collections,
		{milvus, concurrency: Math.max(flushedAtOnce, limits.backupCollections)},
		{
			nameOf: ({collection}) => ({collection}),
			async earlier(planned) {
				const backup = past.copied.get(planned.collection);
				return backup && keep(planned, backup);
			},
			async run(planned, run) {
				const {collection} = planned;
				const backup = await backupCollection(
					planned,
					past.cuts.get(collection),
					{
						plan,
						milvus: run.milvus,
						places,
						limits,
						control,
						startTs,
						copyLimit,
						dataLimit,
						onStreamed,
					},
					run.context,
				);
				await context.journal?.append({type: 'collection-copied', collection, backup});
				return keep(planned, backup);
			},
			async cleanUp(planned) {
				await removeOne(repository, plan.name, planned, context);
			},
		},
		context,
	);
	const info: BackupInfo = {
		id: jobId,
		state_code: 0,
		name: plan.name,
		collection_backups: backedUp.map(backup => backup.info),
		size: sumOfSizes(backedUp.map(backup => backup.info)),
		milvus_version: plan.milvusVersion,
		rbac_meta: rbac,
		database_backups: databases,
	};
	return {info, backedUp, results};
}

import type {
	BackupPlan,
	BackupResult,
	PlannedCollection,
	PlannedRestore,
	RestorePlan,
	RestoreResult,
} from '../../source/model/plans.js';

export function plannedCollection(
	name: string,
	changes: Partial<PlannedCollection> = {},
): PlannedCollection {
	return {
		collection: `default.${name}`,
		db: 'default',
		name,
		collectionId: '1',
		rows: '3000',
		partitions: 1,
		indexes: 1,
		aliases: [],
		loadState: 'Loaded',
		...changes,
	};
}

export function backupPlan(changes: Partial<BackupPlan> = {}): BackupPlan {
	return {
		kind: 'backup',
		name: 'nightly',
		clusterId: {collections: []},
		cluster: 'prod',
		milvusVersion: 'v2.3.5',
		from: 's3://a-bucket/files',
		to: 's3://a-bucket/backup/nightly',
		filter: '*',
		strategy: 'auto',
		withRbac: false,
		databases: ['default'],
		collections: [plannedCollection('orders')],
		warnings: [],
		...changes,
	};
}

export function backupResult(changes: Partial<BackupResult> = {}): BackupResult {
	return {
		kind: 'backup',
		name: 'nightly',
		outcome: 'complete',
		jobId: 'j',
		startedAt: '2026-11-22T10:30:00.000Z',
		endedAt: '2026-11-22T10:31:52.000Z',
		rows: '3000',
		bytes: 142_000,
		objects: 5,
		collections: [
			{
				collection: 'default.orders',
				outcome: 'complete',
				rows: '3000',
				bytes: 142_000,
			},
		],
		warnings: [],
		...changes,
	};
}

export function plannedRestore(
	name: string,
	changes: Partial<PlannedRestore> = {},
): PlannedRestore {
	return {
		source: `default.${name}`,
		target: `default.${name}_r`,
		action: 'create',
		rows: '3000',
		bytes: 142_000,
		partitions: 1,
		indexes: 1,
		importJobs: 1,
		aliases: [],
		willLoad: true,
		...changes,
	};
}

export function restorePlan(changes: Partial<RestorePlan> = {}): RestorePlan {
	return {
		kind: 'restore',
		name: 'nightly',
		backupId: 'f1',
		clusterId: {collections: []},
		cluster: 'prod',
		milvusVersion: 'v2.3.5',
		backupVersion: 'v2.2.16',
		clusterData: 's3://a-bucket/files',
		from: 's3://a-bucket/backup/nightly',
		readsFrom: {place: 's3://a-bucket/backup/nightly', isTemporary: false},
		request: {
			name: 'nightly',
			onConflict: 'fail',
			withIndex: true,
			withLoad: true,
			metaOnly: false,
			withRbac: false,
		},
		databasesToCreate: [],
		collections: [plannedRestore('orders')],
		warnings: [],
		...changes,
	};
}

export function restoreResult(changes: Partial<RestoreResult> = {}): RestoreResult {
	return {
		kind: 'restore',
		name: 'nightly',
		outcome: 'complete',
		jobId: 'j',
		startedAt: '2026-11-22T10:30:00.000Z',
		endedAt: '2026-11-22T10:30:12.000Z',
		rows: '3000',
		collections: [
			{
				collection: 'default.orders',
				target: 'default.orders_r',
				outcome: 'complete',
				rows: '3000',
				bytes: 142_000,
				rowsCheckedBy: 'count',
			},
		],
		warnings: [],
		...changes,
	};
}

import type {Detected, Opened, Target} from '../../../source/dialog/effects.js';
import type {CollectionOverview} from '../../../source/engine/list-collections.js';
import type {
	BackupDetails,
	BackupPlan,
	BackupSummary,
	RestorePlan,
} from '../../../source/model/plans.js';
import type {Canned} from './canned-dialog.js';

export const detected: Detected = {
	clusters: [{name: 'prod-eu', address: 'milvus.example:19530'}],
	repositories: ['prod-eu'],
	isConfigured: true,
	isMilvusHere: false,
	configFile: '~/.config/milvault/milvault.yaml',
	warnings: [],
	practice: {
		isRunning: false,
		isInstalled: false,
		directory: '~/.local/share/milvault/practice',
		cacheDirectory: '~/.cache/milvault',
	},
};

export const opened: Opened = {
	cluster: 'prod-eu',
	repository: 'prod-eu',
	version: '2.3.5',
	address: 'milvus.example:19530',
	repositoryPlace: 's3://backups/backup',
	flags: {},
};

export function seen(db: string, name: string, rows: number, description = ''): CollectionOverview {
	return {
		collection: `${db}.${name}`,
		db,
		name,
		description,
		rows: String(rows),
		aboutBytes: rows * 500,
		loadState: rows > 1000 ? 'Loaded' : 'NotLoad',
		isWorking: false,
	};
}

export const collections: CollectionOverview[] = [
	seen('default', 'hello_milvus', 3000, '最简单的示例 hello'),
	seen('default', 'products', 40_100_233, '商品向量（图像与文字）'),
	seen('sales', 'orders', 12_000_000),
	seen('sales', 'refunds', 0),
];

export const backups: BackupSummary[] = [
	{
		name: 'nightly_2026_11_25',
		state: 'complete',
		createdAt: '2026-11-25T08:30:00Z',
		cluster: 'prod-eu',
		milvusVersion: '2.3.5',
		madeBy: 'milvault',
		collections: 4,
		rows: '52103233',
		bytes: 61_000_000_000,
		verified: {at: '2026-11-25T09:00:00Z', level: 'quick', outcome: 'complete'},
	},
	{name: 'torn', state: 'unfinished', madeBy: 'milvault'},
];

export const details: BackupDetails = {
	...backups[0]!,
	databases: ['default', 'sales'],
	contents: [content('default', 'hello_milvus', '3000'), content('sales', 'orders', '12000000')],
	failed: [],
	warnings: [],
};

function content(db: string, name: string, rows: string): BackupDetails['contents'][number] {
	return {
		collection: `${db}.${name}`,
		db,
		name,
		description: '订单',
		rows,
		bytes: Number(rows) * 500,
		loadState: 'Loaded',
		aliases: [],
		isDynamic: false,
		fields: [],
		partitions: [],
		indexes: [],
		properties: {},
	};
}

export const targets: Target[] = [
	{
		source: 'default.hello_milvus',
		target: 'default.hello_milvus',
		rows: '3000',
		isFree: true,
		freeName: 'default.hello_milvus',
	},
	{
		source: 'sales.orders',
		target: 'sales.orders',
		rows: '12000000',
		isFree: false,
		conflict: {rows: '11000000', differences: [], isAlias: false},
		freeName: 'sales.orders_restored',
	},
];

export const backupPlan: BackupPlan = {
	kind: 'backup',
	name: 'nightly_2026_11_25',
	clusterId: {collections: []},
	cluster: 'prod-eu',
	milvusVersion: '2.3.5',
	from: 's3://a-bucket/files',
	to: 's3://backups/backup/nightly_2026_11_25',
	filter: '*',
	strategy: 'auto',
	withRbac: false,
	databases: ['default', 'sales'],
	collections: collections.map(({collection, db, name, rows, loadState}) => ({
		collection,
		db,
		name,
		collectionId: '1',
		rows,
		partitions: 1,
		indexes: 1,
		aliases: [],
		loadState,
	})),
	warnings: [],
};

export const restorePlan: RestorePlan = {
	kind: 'restore',
	name: 'nightly_2026_11_25',
	backupId: 'f1',
	clusterId: {collections: []},
	cluster: 'prod-eu',
	milvusVersion: '2.3.5',
	backupVersion: '2.3.5',
	from: 's3://backups/backup/nightly_2026_11_25',
	clusterData: 's3://a-bucket/files',
	readsFrom: {place: 's3://backups/backup', isTemporary: false},
	request: {
		name: 'nightly_2026_11_25',
		onConflict: 'fail',
		withIndex: true,
		withLoad: true,
		metaOnly: false,
		withRbac: false,
	},
	databasesToCreate: [],
	collections: [],
	warnings: [],
};

/** A cluster with four collections and a repository with one whole backup. */
export const usual: Canned = {
	detect: {value: detected},
	open: {value: opened},
	jobs: {value: []},
	overview: {value: {backups: 2, last: backups[0]}},
	look: {value: {databases: ['default', 'sales'], collections}},
	backups: {value: backups},
	details: {value: details},
	planBackup: request => ({
		...backupPlan,
		name: request.name ?? '',
		filter: request.filter ?? '*',
	}),
	targets: {value: targets},
	planRestore: request => ({...restorePlan, request}),
	start: {value: {jobId: '0f8b2c64-0000-4000-8000-000000000000'}},
};

import type {Milvus} from '../../milvus/milvus.js';
import type {Warning} from '../../model/job-events.js';
import type {PlannedRestore} from '../../model/plans.js';
import {fragment} from '../../model/fragments.js';
import type {Place} from '../session.js';
import type {OpenedBackup} from '../repository/read-backup.js';
import type {BackupCollection} from '../repository/collection-view.js';
import {hasL0} from '../import/expected-count.js';
import {clusteringKeys} from '../metadata/recorded-schema.js';
import {readsDirectly, temporaryPrefix} from '../import/stage-binlogs.js';

/** What a person must know of a restore before it starts. */
export function restoreWarnings(restore: {
	milvus: Milvus;
	backup: OpenedBackup;
	repository: Place;
	cluster: Place;
	planned: readonly PlannedRestore[];
	/** Of what is planned, in the same order. */
	views: readonly BackupCollection[];
	/** Databases that will be made. */
	databases: readonly string[];
}): Warning[] {
	const {milvus, backup, repository, cluster, databases} = restore;
	const isPossible = (_: unknown, index: number): boolean =>
		restore.planned[index]?.error === undefined;
	const planned = restore.planned.filter(isPossible);
	const views = restore.views.filter(isPossible);
	return [
		...missingWarnings(backup),
		...refusedWarnings(restore.planned),
		...replaceWarnings(planned),
		...appendWarnings(planned),
		...expiryWarnings(planned),
		...backupWarnings(milvus, backup, planned),
		...placeWarnings(repository, cluster, planned),
		...schemaWarnings(milvus, planned, views),
		...l0Warnings(milvus, planned, views),
		...databaseWarnings(milvus, backup, databases),
	];
}

/** What a restore of this backup cannot bring back, because it is not in it. */
function missingWarnings({record}: OpenedBackup): Warning[] {
	const warnings: Warning[] = (record?.failed ?? []).map(({collection}) => ({
		code: 'not-in-backup',
		details: {collection},
	}));
	if (record?.strategy === 'meta_only') {
		warnings.push({code: 'without-rows', details: {}});
	}

	return warnings;
}

function refusedWarnings(planned: readonly PlannedRestore[]): Warning[] {
	return planned.flatMap(({source, error}) =>
		error ? [{code: 'not-possible', details: {collection: source, error}}] : [],
	);
}

/** Milvus takes a key twice. */
function appendWarnings(planned: readonly PlannedRestore[]): Warning[] {
	const collections = planned
		.filter(
			({action, conflict, rows}) =>
				action === 'append' && (conflict?.rows !== '0' || conflict.isUncounted) && rows !== '0',
		)
		.map(({target}) => target);
	const without = planned
		.filter(({action, rows}) => action === 'append' && rows === '0')
		.map(({target}) => target);
	return [
		...(collections.length === 0
			? []
			: [{code: 'rows-added-again' as const, details: {collections}}]),
		...(without.length === 0
			? []
			: [{code: 'nothing-appended' as const, details: {collections: without}}]),
	];
}

function expiryWarnings(planned: readonly PlannedRestore[]): Warning[] {
	const living = planned.flatMap(({target, rows, timeToLive}) =>
		timeToLive ? [{collection: target, rows, ...timeToLive}] : [],
	);
	const expiring = living
		.filter(({isLeftOut, expired, soon}) => !isLeftOut && !(expired === '0' && soon === '0'))
		.map(({isLeftOut: _isLeftOut, ...rest}) => rest);
	const leftOut = living
		.filter(({isLeftOut}) => isLeftOut)
		.map(({collection, seconds}) => ({collection, seconds}));
	return [
		...(expiring.length > 0
			? [{code: 'rows-expire' as const, details: {collections: expiring}}]
			: []),
		...(leftOut.length > 0
			? [{code: 'ttl-left-out' as const, details: {collections: leftOut}}]
			: []),
	];
}

/**
 * For any reason: --meta-only, a backup without rows, an old backup of a collection that has grown.
 */
function replaceWarnings(planned: readonly PlannedRestore[]): Warning[] {
	const collections = planned.flatMap(({action, target, rows, conflict}) =>
		action === 'replace' && BigInt(conflict?.rows ?? 0) > 2n * BigInt(rows)
			? [{collection: target, rows: conflict?.rows ?? '0', left: rows}]
			: [],
	);
	const uncounted = planned.flatMap(({action, target, conflict}) =>
		action === 'replace' && conflict?.isUncounted
			? [{collection: target, rows: conflict.rows}]
			: [],
	);
	return [
		...(collections.length === 0
			? []
			: [{code: 'replaced-by-fewer' as const, details: {collections}}]),
		...(uncounted.length === 0
			? []
			: [
					{
						code: 'replaced-uncounted' as const,
						details: {collections: uncounted},
					},
				]),
	];
}

function backupWarnings(
	milvus: Milvus,
	backup: OpenedBackup,
	planned: readonly PlannedRestore[],
): Warning[] {
	const warnings: Warning[] = [];
	if (!backup.record) {
		warnings.push({
			code: 'content-not-verifiable',
			details: {name: backup.name},
		});
	}

	for (const warning of backup.record?.warnings ?? []) {
		if (
			warning.code === 'not-cut-at-one-time' ||
			warning.code === 'late-deletes-may-return' ||
			warning.code === 'compacted-across-cut' ||
			warning.code === 'not-flushed'
		) {
			warnings.push(warning);
		}
	}

	if (!milvus.features.rename && planned.some(({action}) => action === 'create')) {
		warnings.push({
			code: 'working-name-unavailable',
			details: {version: milvus.version},
		});
	}

	if (!milvus.features.isRunLive) {
		warnings.push({code: 'not-run-live', details: {version: milvus.version}});
	}

	return warnings;
}

/**
 * Data that Milvus cannot read in place is copied to where it can; between two stores it passes
 * through this machine.
 */
function placeWarnings(
	repository: Place,
	cluster: Place,
	planned: readonly PlannedRestore[],
): Warning[] {
	const bytes = planned
		.filter(({importJobs: jobs}) => jobs > 0)
		.reduce((sum, collection) => sum + collection.bytes, 0);
	if (bytes === 0 || readsDirectly(repository, cluster)) {
		return [];
	}

	const warnings: Warning[] = [
		{
			code: 'temporary-copy',
			details: {
				place: `${cluster.storage.place}/${temporaryPrefix(cluster, '')}`,
				bytes,
			},
		},
	];
	if (!cluster.storage.canCopyFrom(repository.storage)) {
		warnings.push({
			code: 'streamed-copy',
			details: {from: repository.label, to: cluster.label},
		});
	}

	return warnings;
}

/** What older servers do not know of a schema. */
function schemaWarnings(
	milvus: Milvus,
	planned: readonly PlannedRestore[],
	views: readonly BackupCollection[],
): Warning[] {
	if (milvus.features.clusteringKey) {
		return [];
	}

	return planned.flatMap(({action, target}, index): Warning[] => {
		const view = views[index];
		const keys =
			view && (action === 'create' || action === 'replace')
				? clusteringKeys(milvus.messages, view)
				: [];
		return keys.length === 0
			? []
			: [
					{
						code: 'not-restored',
						details: {
							collection: target,
							what: fragment('clustering-key', {fields: keys.join(', ')}),
						},
					},
				];
	});
}

/** milvault does what Milvus would do itself: a warning says so. */
function l0Warnings(
	milvus: Milvus,
	planned: readonly PlannedRestore[],
	views: readonly BackupCollection[],
): Warning[] {
	if (milvus.features.l0) {
		return [];
	}

	const collections = planned
		.filter(({importJobs}, index) => importJobs > 0 && views[index] && hasL0(views[index]))
		.map(({target}) => target);
	return collections.length === 0
		? []
		: [
				{
					code: 'l0-deletes-applied',
					details: {collections, version: milvus.version},
				},
			];
}

function databaseWarnings(
	milvus: Milvus,
	backup: OpenedBackup,
	databases: readonly string[],
): Warning[] {
	if (milvus.features.databaseProperties) {
		return [];
	}

	return (backup.info.database_backups ?? [])
		.filter(
			({db_name: db = 'default', properties = []}) =>
				databases.includes(db) && properties.length > 0,
		)
		.map(({db_name: db = 'default'}) => ({
			code: 'not-restored',
			details: {collection: `${db}.`, what: fragment('database-properties')},
		}));
}

import pLimit from 'p-limit';
import {importApi, type ImportApi} from '../milvus/imports.js';
import type {Milvus} from '../milvus/milvus.js';
import {assertCollectionName, collectionKey, type CollectionName} from '../model/collection-key.js';
import {
	assertFilterMatches,
	matchesCollection,
	matchesDatabase,
	parseFilter,
} from '../model/filter.js';
import type {Warning} from '../model/job-events.js';
import {hasCode, MilvaultError} from '../model/milvault-error.js';
import type {PlannedRestore, RestorePlan, RestoreOptions, RestoreRequest} from '../model/plans.js';
import {assertRenamesMatch, parseRenames, renamedTarget, type Rename} from '../model/rename.js';
import {resolveTargets, type ResolvedTarget} from '../model/resolve-targets.js';
import {wholeRequest} from '../model/whole-request.js';
import {fragment} from '../model/fragments.js';
import {assertMetadata} from './metadata/check-metadata.js';
import {backupCollections, type BackupCollection} from './repository/collection-view.js';
import {importJobs, importJobsAtOnce, importUnits} from './import/import-jobs.js';
import {asRequested} from './restore/as-requested.js';
import {lookUpTargets} from './restore/look-up-targets.js';
import {assertOverridable, overridesOf} from './restore/override.js';
import {planInserts} from './restore/plan-inserts.js';
import {restoreWarnings} from './restore/restore-warnings.js';
import {timeToLiveOf} from './restore/time-to-live.js';
import {unsupportedIn} from './restore/unsupported.js';
import {readsDirectly, temporaryPrefix} from './import/stage-binlogs.js';
import {mapBounded} from './run/map-bounded.js';
import {metadataConcurrency} from '../milvus/map-calls.js';
import {listCluster} from './cluster/list-cluster.js';
import {assertNotBeingWritten} from './locks/hold-lock.js';
import {readBackup, type OpenedBackup} from './repository/read-backup.js';
import {nearestNames} from '../utils/nearest-names.js';
import type {Place, Session} from './session.js';

/**
 * Describes everything that a restore will do, before it does anything; reads only.
 *
 * Filters and renames use names in the backup. One that matches nothing is an error with near
 * names.
 *
 * @throws flags-exclude, override-no-match, one-collection-needed, bad-collection-name,
 * filter-syntax, filter-no-match, rename-syntax, rename-no-match, conflict-no-match, same-target,
 * target-exists, target-differs, alias-leads-nowhere, backup-missing, backup-unfinished, locked,
 * metadata-unreadable, metadata-differs, snapshot-format, milvus-unsupported,
 * unknown-storage-version
 */
export async function planRestore(session: Session, options: RestoreOptions): Promise<RestorePlan> {
	const request = wholeRequest(options);
	assertNamedOnce(request);
	const filter = parseFilter(request.filter);
	const renames = parseRenames(request.renames ?? []);
	const repository = await session.repositoryPlace();
	await repository.storage.ensureReachable();
	const backup = await readFinished(repository, request.name);
	const views = backupCollections(backup);
	const databases = databasesOf(backup, views);
	const targetOf = ({db, name}: CollectionName): CollectionName => {
		const target = renamedTarget(renames, {db, name});
		return {db: target.db, name: `${target.name}${request.suffix ?? ''}`};
	};

	assertFilterMatches(filter, databases, views, targetOf);
	const chosen = views.filter(view => matchesCollection(filter, view));
	const databaseRecords = databases.filter(db => matchesDatabase(filter, db));
	const metadataWarnings = await checkMetadata(
		repository,
		backup,
		request.filter === undefined ? undefined : chosen.map(one => one.collection),
	);
	assertRenamesMatch(renames, chosen, databaseRecords);
	assertResolutionsMatch(request, chosen);
	const overrides = overridesOf(request, chosen);

	const milvus = await session.milvus();
	assertSupported(milvus, request);
	const unsupported = unsupportedOf(milvus, request, chosen);
	const api = await importApi(milvus);
	const cluster = await session.clusterPlace();
	const wanted = chosen.map(view => ({
		source: {db: view.db, name: view.name},
		target: targetOf(view),
	}));
	// Before Milvus is asked for anything by such a name.
	for (const {target} of wanted) {
		assertCollectionName(target.name, milvus);
	}

	const there = await listCluster(milvus);
	// A drill stays under working names: whatever there is, it is beside it.
	const existing = request.drill
		? {targets: new Map<string, never>(), aliases: new Set<string>()}
		: await lookUpTargets(milvus, there.databases, wanted, chosen);
	const resolved = resolveTargets(
		wanted,
		source => request.resolutions?.[collectionKey(source)] ?? request.onConflict,
		existing.targets,
		new Set([
			...there.collections.map(collection => collectionKey(collection)),
			...existing.aliases,
		]),
	);

	const missingDatabases = databasesToCreate(databaseRecords, {
		chosen,
		renames,
		possible: resolved.filter(({source}) => !unsupported.has(collectionKey(source))),
		existing: there.databases,
	});
	const copyLimit = pLimit(session.settings.limits.copyConcurrency);
	const decided = await mapBounded(
		[...resolved.entries()],
		metadataConcurrency,
		async ([index, target]) => {
			const view = chosen[index]!;
			const reason = unsupported.get(view.collection);
			if (reason && target.action !== 'skip') {
				return refusedCollection(view, target, reason);
			}

			const override = overrides.get(view.collection);
			assertOverridable(target, override);
			const plan = planCollection(milvus, api, request, asRequested(view, request), target);
			const timeToLive = await timeToLiveOf(plan, view, {
				milvus,
				repository,
				backupName: request.name,
				copyLimit,
				withoutTtl: request.withoutTtl ?? false,
				nowMs: Date.now(),
			});
			return {...plan, ...(override && {override}), ...(timeToLive && {timeToLive})};
		},
	);
	const planned = await planInserts(decided, chosen, request, milvus);
	return {
		kind: 'restore',
		name: request.name,
		backupId: backup.id,
		cluster: session.cluster.name,
		clusterId: there.id,
		milvusVersion: milvus.buildTag,
		backupVersion: backup.info.milvus_version ?? '',
		from: `${repository.label}/${request.name}`,
		clusterData: cluster.label,
		readsFrom: readsFrom(repository, cluster, request.name, planned),
		request,
		databasesToCreate: missingDatabases,
		...(milvus.features.parallelImports && {
			importJobsAtOnce: importJobsAtOnce(milvus, session.settings.limits),
		}),
		collections: planned,
		warnings: [
			...metadataWarnings,
			...restoreWarnings({
				milvus,
				backup,
				repository,
				cluster,
				planned,
				views: chosen,
				databases: missingDatabases,
			}),
		],
	};
}

/** @throws flags-exclude */
function assertNamedOnce({suffix, renames}: RestoreRequest): void {
	if (suffix !== undefined && renames?.length) {
		throw new MilvaultError('flags-exclude', {
			first: '--suffix',
			second: '--rename',
		});
	}
}

/** Where Milvus reads the binlogs from: the repository, or temporary copies. */
function readsFrom(
	repository: Place,
	cluster: Place,
	name: string,
	planned: readonly PlannedRestore[],
): RestorePlan['readsFrom'] {
	return readsDirectly(repository, cluster)
		? {place: `${repository.label}/${name}`, isTemporary: false}
		: {
				place: `${cluster.storage.place}/${temporaryPrefix(cluster, '')}`,
				isTemporary: planned.some(({importJobs}) => importJobs > 0),
			};
}

/**
 * A backup that another run is creating now is locked: it will be complete in a while.
 */
async function readFinished(repository: Place, name: string): Promise<OpenedBackup> {
	try {
		return await readBackup(repository, name);
	} catch (error) {
		if (hasCode(error, 'backup-unfinished')) {
			await assertNotBeingWritten(repository, name);
		}

		throw error;
	}
}

/** @returns what is wrong with it and keeps nothing from being restored */
async function checkMetadata(
	repository: Place,
	backup: OpenedBackup,
	collections: readonly string[] | undefined,
): Promise<Warning[]> {
	const warnings: Warning[] = [];
	await assertMetadata(repository, backup, {
		collections,
		warn(warning) {
			warnings.push(warning);
		},
	});
	return warnings;
}

/** @throws conflict-no-match for a collection that the backup does not hold, with near names */
function assertResolutionsMatch(
	{resolutions = {}}: RestoreRequest,
	chosen: readonly BackupCollection[],
): void {
	const names = chosen.map(({collection}) => collection);
	for (const [collection, how] of Object.entries(resolutions)) {
		if (!names.includes(collection)) {
			throw new MilvaultError('conflict-no-match', {
				text: `${collection}:${how}`,
				near: nearestNames(collection, names),
			});
		}
	}
}

function databasesOf(backup: OpenedBackup, views: readonly BackupCollection[]): string[] {
	return [
		...new Set([
			...(backup.info.database_backups ?? []).map(({db_name: db}) => db || 'default'),
			...views.map(({db}) => db),
		]),
	];
}

/** Databases that the collections to be made need, and those that the backup records. */
function databasesToCreate(
	records: readonly string[],
	{
		chosen,
		renames,
		possible,
		existing,
	}: {
		chosen: readonly BackupCollection[];
		renames: readonly Rename[];
		/** What this Milvus can restore. */
		possible: readonly ResolvedTarget[];
		existing: readonly string[];
	},
): string[] {
	const renamed = new Map(
		renames.flatMap(rename =>
			rename.kind === 'database' ? [[rename.from, rename.to] as const] : [],
		),
	);
	const needed = new Set([
		...records.filter(db => isRecordNeeded(db, chosen, possible)).map(db => renamed.get(db) ?? db),
		...possible.filter(({action}) => action !== 'skip').map(({target}) => target.db),
	]);
	return [...needed].filter(db => !existing.includes(db)).toSorted();
}

/**
 * A database is made for its own record only when no collection of it was sent elsewhere by a
 * rename.
 */
function isRecordNeeded(
	db: string,
	chosen: readonly BackupCollection[],
	resolved: readonly ResolvedTarget[],
): boolean {
	const own = resolved.filter(({source}) => source.db === db);
	return chosen.every(view => view.db !== db) || own.some(({target}) => target.db === db);
}

function assertSupported(milvus: Milvus, request: RestoreRequest): void {
	const {version, features} = milvus;
	const refuse = (feature: string): never => {
		throw new MilvaultError('milvus-unsupported', {feature, version});
	};

	if (request.withRbac && !features.rbacBackup) {
		refuse(fragment('feature-rbac-restore'));
	}

	const resolutions = Object.values(request.resolutions ?? {});
	if ([request.onConflict, ...resolutions].includes('replace') && !features.rename) {
		refuse('--on-conflict replace');
	}
}

/**
 * Why collections cannot be restored into this Milvus, by source; the others can.
 *
 * @throws the first of these reasons, where there are no others
 */
function unsupportedOf(
	milvus: Milvus,
	{metaOnly}: RestoreRequest,
	chosen: readonly BackupCollection[],
): Map<string, MilvaultError> {
	const reasons = new Map<string, MilvaultError>();
	for (const view of chosen) {
		const reason = unsupportedIn(view, milvus, {withRows: !metaOnly});
		if (reason) {
			reasons.set(view.collection, reason);
		}
	}

	const [first] = reasons.values();
	if (first && reasons.size === chosen.length) {
		throw first;
	}

	return reasons;
}

/** One that is in the plan, and fails. */
function refusedCollection(
	view: BackupCollection,
	{target, action, conflict}: ResolvedTarget,
	{code, details}: MilvaultError,
): PlannedRestore {
	return {
		source: view.collection,
		target: collectionKey(target),
		action,
		conflict,
		rows: '0',
		bytes: 0,
		partitions: view.partitions.length,
		indexes: 0,
		importJobs: 0,
		aliases: [],
		willLoad: false,
		error: {code, details},
	};
}

function planCollection(
	milvus: Milvus,
	api: ImportApi,
	request: RestoreRequest,
	view: BackupCollection,
	{target, action, conflict}: ResolvedTarget,
): PlannedRestore {
	const isSkipped = action === 'skip';
	const jobs = isSkipped || request.metaOnly ? [] : importJobs(view, importUnits(milvus, api));
	const isNew = action === 'create' || action === 'replace';
	return {
		source: view.collection,
		target: collectionKey(target),
		action,
		conflict,
		rows: isSkipped || request.metaOnly ? '0' : view.rows.toString(),
		bytes: isSkipped || request.metaOnly ? 0 : view.bytes,
		partitions: view.partitions.length,
		indexes: isNew && request.withIndex ? view.indexes.length : 0,
		importJobs: jobs.length,
		aliases: isNew && !request.drill ? (view.info.aliases ?? []) : [],
		willLoad: isNew && request.withIndex && request.withLoad && view.loadState !== 'NotLoad',
	};
}

import {describeCollection, rowStatistics, showCollections} from '../milvus/collections.js';
import {describeIndexes} from '../milvus/indexes.js';
import {loadState} from '../milvus/loading.js';
import type {Milvus} from '../milvus/milvus.js';
import {unlessMissing} from '../milvus/recognise-error.js';
import {showPartitions} from '../milvus/partitions.js';
import {assertBackupName, defaultBackupName} from '../model/backup-name.js';
import {collectionKey, isWorkingName} from '../model/collection-key.js';
import {
	assertFilterMatches,
	isNamed,
	matchesCollection,
	matchesDatabase,
	parseFilter,
	type Filter,
} from '../model/filter.js';
import type {Warning} from '../model/job-events.js';
import {MilvaultError} from '../model/milvault-error.js';
import type {BackupPlan, BackupOptions, BackupRequest, PlannedCollection} from '../model/plans.js';
import {fragment} from '../model/fragments.js';
import {metadataConcurrency} from '../milvus/map-calls.js';
import {listCluster, type ClusterContents} from './cluster/list-cluster.js';
import {mapBounded} from './run/map-bounded.js';
import {findLeftovers, type KnownJobs} from './repository/leftovers.js';
import {readBackup} from './repository/read-backup.js';
import {assertNameIsFree} from './repository/claim-name.js';
import {assertRootPath} from './cluster/assert-root-path.js';
import type {Place, Session} from './session.js';

/**
 * Describes everything that a backup will do, before it does anything; reads only.
 *
 * @throws bad-backup-name, filter-syntax, filter-no-match, nothing-to-back-up, name-taken,
 * milvus-unsupported (`--rbac` on a server without it), and errors of Milvus and the repository
 */
export async function planBackup(
	session: Session,
	options: BackupOptions = {},
	/** Where collections of restores are recognised by their ids; default: in the repository only. */
	{knownJobs}: {knownJobs?: KnownJobs} = {},
): Promise<BackupPlan> {
	const request: BackupRequest = {
		...options,
		strategy: options.strategy ?? 'auto',
		withRbac: options.withRbac ?? false,
	};
	const name = request.name ?? defaultBackupName(new Date());
	assertBackupName(name);
	const filter = parseFilter(request.filter);
	const milvus = await session.milvus();
	if (request.withRbac && !milvus.features.rbacBackup) {
		throw new MilvaultError('milvus-unsupported', {
			feature: fragment('feature-rbac-backup'),
			version: milvus.version,
		});
	}

	const [from, to] = await Promise.all([session.clusterPlace(), session.repositoryPlace()]);
	await to.storage.ensureReachable({mayBeNew: true});
	await from.storage.ensureReachable();
	const failed = request.onlyFailed ? await failedIn(to, name) : undefined;
	if (!failed) {
		await assertNameIsFree(to, name);
	}

	const contents = await listCluster(milvus);
	assertFilterMatches(filter, contents.databases, contents.collections);
	const matching = contents.collections.filter(
		collection =>
			matchesCollection(filter, collection) &&
			(!failed || failed.collections.includes(collectionKey(collection))),
	);
	if (failed && matching.length === 0) {
		throw new MilvaultError('collection-vanished', {
			collection: failed.collections.join(', '),
		});
	}

	const leftovers = await findLeftovers(
		to,
		matching.filter(collection => !isNamed(filter, collection)),
		knownJobs,
	);
	const chosen = matching.filter(({collectionId}) => !leftovers.has(collectionId));
	const described = await mapBounded(chosen, metadataConcurrency, async collection =>
		planCollection(milvus, collection),
	);
	const collections = described.filter(one => one !== undefined);
	assertFilterMatches(filter, contents.databases, [
		...collections,
		...matching.filter(({collectionId}) => leftovers.has(collectionId)),
	]);
	const isAnyWanted = filter.parts.some(part => part.collection !== undefined);
	if (collections.length === 0 && isAnyWanted) {
		throw new MilvaultError('nothing-to-back-up', {filter: filter.text});
	}

	if (request.strategy !== 'meta_only') {
		await assertRootPath(milvus, from, collections);
	}

	return {
		kind: 'backup',
		name,
		cluster: session.cluster.name,
		clusterId: contents.id,
		milvusVersion: milvus.buildTag,
		from: from.label,
		to: `${to.label}/${name}`,
		filter: filter.text,
		strategy: request.strategy,
		withRbac: request.withRbac,
		...(failed && {addsToExisting: true, addsToId: failed.madeBy}),
		databases: contents.databases.filter(db => matchesDatabase(filter, db)),
		collections,
		warnings: [
			...unfinishedWarnings(matching, leftovers),
			...namedWarnings(filter, collections),
			...warningsOf(milvus, request, chosen, {from, to}),
		],
	};
}

/** @throws backup-missing, backup-unfinished, nothing-failed */
async function failedIn(
	repository: Place,
	name: string,
): Promise<{madeBy: string; collections: string[]}> {
	const {record} = await readBackup(repository, name);
	if (!record || record.failed.length === 0) {
		throw new MilvaultError('nothing-failed', {name});
	}

	return {
		madeBy: record.jobId,
		collections: record.failed.map(({collection}) => collection),
	};
}

/**
 * Collections of an unfinished restore are not user data; a filter with their own name still backs
 * them up.
 */
function unfinishedWarnings(
	matching: ClusterContents['collections'],
	leftovers: ReadonlyMap<string, string>,
): Warning[] {
	const collections = matching.filter(({collectionId}) => leftovers.has(collectionId));
	return collections.length === 0
		? []
		: [
				{
					code: 'unfinished-restore',
					details: {
						collections: collections.map(one => collectionKey(one)),
						jobs: [...new Set(leftovers.values())],
					},
				},
			];
}

/** What only looks like a restore's, and what nothing leads to. */
function namedWarnings(filter: Filter, collections: readonly PlannedCollection[]): Warning[] {
	const keysOf = (some: readonly PlannedCollection[]): string[] =>
		some.map(({collection}) => collection);
	const likely = collections.filter(one => isWorkingName(one.name) && !isNamed(filter, one));
	const unreachable = collections.filter(one => one.isUnreachable);
	return [
		...(likely.length > 0
			? [
					{
						code: 'perhaps-unfinished-restore' as const,
						details: {collections: keysOf(likely)},
					},
				]
			: []),
		...(unreachable.length > 0
			? [
					{
						code: 'collections-unreachable' as const,
						details: {collections: keysOf(unreachable)},
					},
				]
			: []),
	];
}

/**
 * Undefined for a collection that was dropped meanwhile; a collection that is listed and not found
 * by its name stays in the plan.
 */
async function planCollection(
	milvus: Milvus,
	listed: ClusterContents['collections'][number],
): Promise<PlannedCollection | undefined> {
	const {db, name, collectionId} = listed;
	for (let tries = 1; ; tries++) {
		const planned = await unlessMissing(describePlanned(milvus, listed));
		if (planned) {
			return planned;
		}

		const shown = await unlessMissing(showCollections(milvus, db));
		if (!shown?.some(one => one.id === collectionId && one.name === name)) {
			return undefined;
		}

		if (tries === 2) {
			return {
				collection: collectionKey({db, name}),
				db,
				name,
				collectionId,
				rows: '0',
				partitions: 0,
				indexes: 0,
				aliases: [],
				loadState: 'NotLoad',
				isUnreachable: true,
			};
		}
	}
}

/** Undefined for a collection that was dropped while we looked. */
async function describePlanned(
	milvus: Milvus,
	{db, name}: ClusterContents['collections'][number],
): Promise<PlannedCollection | undefined> {
	const description = await describeCollection(milvus, db, name);
	if (!description) {
		return undefined;
	}

	const [rows, partitions, indexes, state] = await Promise.all([
		rowStatistics(milvus, db, name),
		showPartitions(milvus, db, name),
		describeIndexes(milvus, db, name),
		loadState(milvus, db, name),
	]);
	return {
		collection: collectionKey({db, name}),
		db,
		name,
		collectionId: description.collectionId,
		rows,
		partitions: partitions.length,
		indexes: indexes.length,
		aliases: description.aliases,
		loadState: state,
	};
}

function warningsOf(
	milvus: Milvus,
	request: BackupRequest,
	chosen: ClusterContents['collections'],
	{from, to}: {from: Place; to: Place},
): Warning[] {
	const warnings: Warning[] = [];
	const isDataTaken = request.strategy !== 'meta_only';
	if (isDataTaken && request.strategy === 'skip_flush') {
		warnings.push({code: 'not-flushed', details: {}});
	}

	if (isDataTaken && !milvus.features.lateDeletes) {
		warnings.push({code: 'late-deletes-may-return', details: {}});
	}

	if (isDataTaken && !milvus.features.flushTimestamp && chosen.length > 0) {
		warnings.push({
			code: 'not-cut-at-one-time',
			details: {
				collections: chosen.map(collection => collectionKey(collection)),
			},
		});
	}

	if (isDataTaken && !to.storage.canCopyFrom(from.storage)) {
		warnings.push({
			code: 'streamed-copy',
			details: {from: from.label, to: to.label},
		});
	}

	if (!milvus.features.isRunLive) {
		warnings.push({
			code: 'not-run-live',
			details: {version: milvus.version},
		});
	}

	return warnings;
}

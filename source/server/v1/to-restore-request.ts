import {getBackup} from '../../engine/get-backup.js';
import type {Session} from '../../engine/session.js';
import {collectionKey, parseCollectionKey} from '../../model/collection-key.js';
import {matchesCollection, parseFilter} from '../../model/filter.js';
import type {CollectionOverride, RestoreRequest} from '../../model/plans.js';
import {parseRenames, renamedTarget} from '../../model/rename.js';
import {RequestError} from '../problem.js';
import {filterOf, partsOf, partsOfDatabases, renamesOf} from './filters.js';
import {assertOurPlace, rejectUnsupported} from './reject-unsupported.js';
import type {V1RestoreRequest} from './requests.js';

/**
 * What a restore of milvus-backup means for us. `dropExistCollection` replaces: the old collection
 * goes when the new one has been checked, not before. `skipCreateCollection` appends. Neither: what
 * is there already is an error.
 *
 * @throws RequestError 400, and what reading the backup throws
 */
export async function toRestoreRequest(
	request: V1RestoreRequest,
	session: Session,
	signal?: AbortSignal,
): Promise<RestoreRequest> {
	const {backup_name: name} = request;
	if (!name) {
		throw new RequestError(400, 'bad-request', texts => texts.missing(['backup_name']));
	}

	assertOurPlace(await session.repositoryPlace(), {
		bucket: request.bucket_name,
		path: request.path,
		pathKey: 'path',
	});
	assertSupported(request);
	const naming = namingOf(request);
	const filter = await filterByTargets(
		request,
		naming,
		{name, session, signal},
		request.restorePlan ? partsOfPlan(request) : filterOf(request),
	);
	const withIndex = request.restoreIndex ?? false;
	return {
		name,
		filter,
		...naming,
		onConflict: request.dropExistCollection
			? 'replace'
			: request.skipCreateCollection
				? 'append'
				: 'fail',
		withIndex,
		// milvus-backup never loads.
		withLoad: false,
		metaOnly: request.metaOnly ?? false,
		withRbac: request.rbac ?? false,
		...overridesOf(request),
	};
}

/** As there, 0 and an empty text say nothing. */
function overridesOf({restorePlan}: V1RestoreRequest): Pick<RestoreRequest, 'overrides'> {
	const entries = (restorePlan?.mapping ?? []).flatMap(({source, colls}) =>
		(colls ?? []).flatMap(({source: name, override}): Array<[string, CollectionOverride]> => {
			const {shardNum, description} = override ?? {};
			return shardNum || description
				? [
						[
							collectionKey({db: source, name}),
							{
								...(shardNum && {shards: shardNum}),
								...(description && {description}),
							},
						],
					]
				: [];
		}),
	);
	return entries.length > 0 ? {overrides: Object.fromEntries(entries)} : {};
}

function assertSupported(request: V1RestoreRequest): void {
	if (request.dropExistCollection && request.skipCreateCollection) {
		throw new RequestError(400, 'bad-request', texts => texts.dropAndSkip);
	}

	const {restorePlan: plan, collection_suffix: suffix} = request;
	if (plan && (suffix || hasKeys(request.collection_renames))) {
		throw new RequestError(400, 'bad-request', texts => texts.planAndNames);
	}

	if (request.useAutoIndex) {
		rejectUnsupported('useAutoIndex', refusals => refusals.autoIndex);
	}

	if (request.dropExistIndex) {
		rejectUnsupported('dropExistIndex', refusals => refusals.dropIndex);
	}

	if (request.maxShardNum) {
		rejectUnsupported('maxShardNum', refusals => refusals.maxShards);
	}

	const skipped = Object.values(request.skipParams ?? {}).flatMap(keys => keys ?? []);
	if (skipped.length > 0) {
		rejectUnsupported('skipParams', refusals => refusals.skipParams);
	}

	if (hasKeys(request.ezkMapping)) {
		rejectUnsupported('ezkMapping', refusals => refusals.encryption);
	}
}

type Naming = Pick<RestoreRequest, 'suffix' | 'renames'>;

/** A map of names wins over a suffix. */
function namingOf(request: V1RestoreRequest): Naming {
	const mapping = request.restorePlan?.mapping ?? [];
	if (mapping.length > 0) {
		return {
			renames: mapping.flatMap(({source, target, colls}) =>
				colls && colls.length > 0
					? colls.map(one => `${source}.${one.source}:${target}.${one.target}`)
					: [`${source}.*:${target}.*`],
			),
		};
	}

	const {collection_renames: renames, collection_suffix: suffix} = request;
	if (renames && hasKeys(renames)) {
		return {renames: renamesOf(renames)};
	}

	return suffix ? {suffix} : {};
}

/** A plan restores what it maps. */
function partsOfPlan({restorePlan}: V1RestoreRequest): string | undefined {
	const parts = (restorePlan?.mapping ?? []).flatMap(({source, colls}) =>
		colls && colls.length > 0 ? colls.map(one => `${source}.${one.source}`) : [`${source}.*`],
	);
	return parts.length > 0 ? parts.join(',') : undefined;
}

/** Filters of names after the rename choose among what the other filters leave. */
async function filterByTargets(
	request: V1RestoreRequest,
	{suffix = '', renames = []}: Naming,
	{name, session, signal}: {name: string; session: Session; signal?: AbortSignal},
	sources: string | undefined,
): Promise<string | undefined> {
	const planned = request.restorePlan?.filter;
	const wanted = hasKeys(planned)
		? partsOf(planned ?? {})
		: partsOfDatabases(request.db_collections_after_rename);
	if (wanted.length === 0) {
		return sources;
	}

	const {contents} = await getBackup(session, name, {signal});
	const from = parseFilter(sources);
	const to = parseFilter(wanted.join(','));
	const rules = parseRenames(renames);
	const chosen = contents
		.map(({collection}) => parseCollectionKey(collection))
		.filter(source => matchesCollection(from, source))
		.filter(source => {
			const target = renamedTarget(rules, source);
			return matchesCollection(to, {
				db: target.db,
				name: `${target.name}${suffix}`,
			});
		})
		.map(source => collectionKey(source));
	if (chosen.length === 0) {
		throw new RequestError(400, 'filter-no-match', texts => texts.nothingChosen(wanted));
	}

	return chosen.join(',');
}

function hasKeys(object: object | null | undefined): boolean {
	return Object.keys(object ?? {}).length > 0;
}

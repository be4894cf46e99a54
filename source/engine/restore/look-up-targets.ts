import {listAllAliases} from '../../milvus/aliases.js';
import {describeCollection} from '../../milvus/collections.js';
import {isDanglingAlias} from '../../milvus/dangling-alias.js';
import type {Milvus} from '../../milvus/milvus.js';
import {unlessMissing} from '../../milvus/recognise-error.js';
import {collectionKey, type CollectionName} from '../../model/collection-key.js';
import type {CollectionKey} from '../../model/job-events.js';
import type {Existing} from '../../model/resolve-targets.js';
import {schemaDifferences} from '../../model/schema-differences.js';
import {fragment} from '../../model/fragments.js';
import {mapBounded} from '../run/map-bounded.js';
import {metadataConcurrency} from '../../milvus/map-calls.js';
import type {BackupCollection} from '../repository/collection-view.js';
import {targetRows} from './target-rows.js';

/**
 * The existing collection of each target name on the cluster, and every alias; reads only.
 */
export async function lookUpTargets(
	milvus: Milvus,
	databases: readonly string[],
	wanted: ReadonlyArray<{source: CollectionName; target: CollectionName}>,
	chosen: readonly BackupCollection[],
): Promise<{targets: Map<CollectionKey, Existing>; aliases: Set<string>}> {
	const targets = new Map<CollectionKey, Existing>();
	const targetDatabases = [...new Set(wanted.map(({target}) => target.db))].filter(db =>
		databases.includes(db),
	);
	const aliases = new Set(
		(
			await mapBounded(targetDatabases, metadataConcurrency, async db =>
				(await listAllAliases(milvus, db)).map(({alias}) => collectionKey({db, name: alias})),
			)
		).flat(),
	);
	await mapBounded([...wanted.entries()], metadataConcurrency, async ([index, {target}]) => {
		if (!databases.includes(target.db)) {
			return;
		}

		const found = await describeCollection(milvus, target.db, target.name);
		if (!found) {
			if (await isDanglingAlias(milvus, target)) {
				targets.set(collectionKey(target), {
					leadsNowhere: true,
					rows: '0',
					differences: [fragment('alias-of-dropped')],
				});
			}

			return;
		}

		const rows = await unlessMissing(targetRows(milvus, {db: target.db, name: found.name}));
		if (rows === undefined) {
			return;
		}

		const isAlias = found.name !== target.name;
		targets.set(collectionKey(target), {
			...(isAlias ? {} : {collectionId: found.collectionId}),
			...rows,
			differences: isAlias
				? [fragment('alias-of', {collection: collectionKey(found)})]
				: schemaDifferences(chosen[index]!.info.schema, found.schema),
		});
	});
	return {targets, aliases};
}

import {showDatabases} from '../../milvus/databases.js';
import {showCollections} from '../../milvus/collections.js';
import {metadataConcurrency} from '../../milvus/map-calls.js';
import type {Milvus} from '../../milvus/milvus.js';
import {unlessMissing} from '../../milvus/recognise-error.js';
import {clusterId, type ClusterId} from '../../model/cluster-id.js';
import {defaultDatabase, type CollectionName} from '../../model/collection-key.js';
import {mapBounded} from '../run/map-bounded.js';

export type ClusterContents = {
	id: ClusterId;
	databases: string[];
	collections: Array<CollectionName & {collectionId: string}>;
};

/** Every database and collection, by name: one call per database. */
export async function listCluster(milvus: Milvus): Promise<ClusterContents> {
	const databases = await showDatabases(milvus);
	const listed = await mapBounded(databases, metadataConcurrency, async ({name: db}) => {
		// Undefined when it was dropped since it was listed.
		const shown = await unlessMissing(showCollections(milvus, db));
		return {
			db,
			collections: shown
				?.map(({name, id}) => ({db, name, collectionId: id}))
				.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
		};
	});
	const there = listed.filter(({collections}) => collections !== undefined);
	const collections = there.flatMap(one => one.collections ?? []);
	return {
		id: clusterId(
			databases.find(({name}) => name === defaultDatabase)?.createdNs,
			collections.map(one => one.collectionId),
		),
		databases: there.map(({db}) => db),
		collections,
	};
}

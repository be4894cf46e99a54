import type {CollectionName} from '../model/collection-key.js';
import {describeCollection, showCollections} from './collections.js';
import {listDatabases} from './databases.js';
import type {Milvus} from './milvus.js';
import {unlessMissing} from './recognise-error.js';

/**
 * The current name of a collection: its name may change, its id stays. Undefined when it is gone.
 */
export async function findCollection(
	milvus: Milvus,
	db: string,
	collectionId: string,
): Promise<CollectionName | undefined> {
	// In its own database first: it is hardly ever in another.
	const others = async (): Promise<string[]> =>
		(await listDatabases(milvus)).filter(one => one !== db);
	for (const databases of [async () => [db], others]) {
		for (const one of await databases()) {
			const shown = await unlessMissing(showCollections(milvus, one));
			const found = shown?.find(({id}) => id === collectionId);
			if (found) {
				return {db: one, name: found.name};
			}
		}
	}

	return undefined;
}

/** Does this name, not as an alias, lead to that very collection? */
export async function isUnderName(
	milvus: Milvus,
	{db, name}: CollectionName,
	collectionId: string,
): Promise<boolean> {
	const there = await describeCollection(milvus, db, name);
	return there?.name === name && there.collectionId === collectionId;
}

import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {ok} from './rows.js';

/** Removes a test's database with all that is in it; one that is not there is fine. */
export async function dropDatabase(client: MilvusClient, db: string): Promise<void> {
	const {db_names: databases} = ok(await client.listDatabases());
	if (!databases.includes(db)) {
		return;
	}

	const {data: collections} = ok(await client.showCollections({db_name: db}));
	for (const {name} of collections) {
		const {aliases} = ok(await client.describeCollection({db_name: db, collection_name: name}));
		for (const alias of aliases) {
			// The SDK passes the database on; only its type does not know it.
			const request = {db_name: db, alias};
			ok(await client.dropAlias(request));
		}

		ok(await client.dropCollection({db_name: db, collection_name: name}));
	}

	ok(await client.dropDatabase({db_name: db}));
}

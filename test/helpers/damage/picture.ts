import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {makeReadable, rowsByPartition, structureOf} from '../datasets/snapshot.js';
import {ok} from '../milvus/rows.js';

/**
 * All that is in a database as one text, to be compared: names, structure and rows by partition of
 * each collection.
 */
export async function pictureOf(client: MilvusClient, db: string): Promise<string> {
	const {data} = ok(await client.showCollections({db_name: db}));
	const collections: unknown[] = [];
	for (const name of data.map(({name}) => name).toSorted()) {
		// An alias stays with the collection of the source that holds it.
		const {aliases: _, ...structure} = await structureOf(client, db, name);
		const rows: Record<string, Array<[string, string]>> = {};
		if (structure.indexes.length > 0) {
			await makeReadable(client, db, name);
			const found = await rowsByPartition(client, db, name);
			for (const [partition, values] of Object.entries(found)) {
				rows[partition] = [...values].toSorted(([a], [b]) => (a < b ? -1 : 1));
			}
		}

		collections.push({name, structure, rows});
	}

	return JSON.stringify(collections);
}

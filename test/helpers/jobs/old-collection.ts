import type {ExecutionContext} from 'ava';
import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {DataType, allRows, ok} from '../milvus/rows.js';
import {assertSameRows} from '../milvus/same-rows.js';
import type {Before, KillScene} from './kill-scene.js';

/**
 * A collection that stands where one is to be restored: other rows, loaded, with an alias of its
 * own.
 */
export type OldCollection = {
	db: string;
	name: string;
	id: string;
	alias: string;
	rows: ReadonlyMap<string, string>;
};

export async function makeOld(
	{client}: KillScene,
	db: string,
	name: string,
): Promise<OldCollection> {
	const {db_names: there} = ok(await client.listDatabases());
	if (!there.includes(db)) {
		ok(await client.createDatabase({db_name: db}));
	}

	const collection = {db_name: db, collection_name: name};
	ok(
		await client.createCollection({
			...collection,
			fields: [
				{name: 'id', data_type: DataType.Int64, is_primary_key: true},
				{name: 'v', data_type: DataType.FloatVector, dim: 2},
			],
		}),
	);
	ok(
		await client.insert({
			...collection,
			data: Array.from({length: 20}, (_, index) => ({
				id: String(index),
				v: [index, 1],
			})),
		}),
	);
	ok(
		await client.createIndex({
			...collection,
			field_name: 'v',
			index_type: 'FLAT',
			metric_type: 'L2',
		}),
	);
	const alias = `${name}_live`;
	ok(await client.createAlias({...collection, alias}));
	ok(await client.loadCollectionSync(collection));
	const {collectionID: id} = ok(await client.describeCollection(collection));
	return {
		db,
		name,
		id,
		alias,
		rows: await allRows(client, db, name),
	};
}

/** Where the old one is: under its name, or aside, or gone with its successor in place. */
export type Stands = 'there' | 'aside' | 'replaced';

/**
 * Of the old collection every row is there, under its name or aside; or it has been replaced by all
 * of the new one.
 */
export async function assertNothingLost(
	t: ExecutionContext,
	{client}: KillScene,
	old: OldCollection,
	{jobId, successor}: {jobId: string; successor: Before},
): Promise<Stands> {
	const {db, name, id, alias, rows} = old;
	const aside = `${name}_old_${jobId.slice(0, 8)}`;
	const there = await idOf(client, db, name);
	for (const [stands, where] of [
		['there', name],
		['aside', aside],
	] as const) {
		if ((await idOf(client, db, where)) === id) {
			assertSameRows(t, await allRows(client, db, where), rows, where);
			if (stands === 'there') {
				t.is(await idOf(client, db, alias), id, alias);
			}

			// Once something has its name, that is whole.
			if (there !== undefined && there !== id) {
				assertSameRows(t, await allRows(client, db, name), successor.rows);
			}

			return stands;
		}
	}

	t.not(there, undefined, `${name} is gone`);
	assertSameRows(t, await allRows(client, db, name), successor.rows);
	return 'replaced';
}

async function idOf(client: MilvusClient, db: string, name: string): Promise<string | undefined> {
	const {value} = ok(await client.hasCollection({db_name: db, collection_name: name}));
	return value
		? ok(await client.describeCollection({db_name: db, collection_name: name})).collectionID
		: undefined;
}

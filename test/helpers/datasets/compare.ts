import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import type {ExecutionContext} from 'ava';
import {allRows} from '../milvus/rows.js';
import {assertSameRows} from '../milvus/same-rows.js';
import type {CatalogueEntry, Databases} from './catalogue.js';
import {rowsOfTenants, tenantNames} from './tenants.js';
import {
	makeReadable,
	rowsByPartition,
	searchResults,
	structureOf,
	type Found,
	type Structure,
} from './snapshot.js';

/** A catalogue on a server. */
export type Where = {client: MilvusClient; databases: Databases};

export async function structuresOf(
	{client, databases}: Where,
	entries: readonly CatalogueEntry[],
): Promise<Structure[]> {
	const found: Structure[] = [];
	for (const {db, name} of entries) {
		found.push(await structureOf(client, databases[db], name));
	}

	return found;
}

/** Loads all of them whole, side by side. */
export async function makeAllReadable(
	{client, databases}: Where,
	entries: readonly CatalogueEntry[],
): Promise<void> {
	await Promise.all(
		entries.map(async ({db, name}) => {
			await makeReadable(client, databases[db], name);
		}),
	);
}

/**
 * Compares the rows of a restored collection with those of the one that was backed up, partition by
 * partition, and what searches find. Both are readable.
 */
export async function assertSameContents(
	t: ExecutionContext,
	entry: CatalogueEntry,
	{source, restored}: {source: Where; restored: Where},
): Promise<void> {
	const expected = await contentsOf(source, entry);
	const found = await contentsOf(restored, entry);
	t.deepEqual(sizes(expected.rows), sizes(found.rows), entry.name);
	t.deepEqual(
		sizes(found.rows),
		typeof entry.rows === 'number' ? {all: entry.rows} : {...entry.rows},
		entry.name,
	);
	for (const [partition, rows] of Object.entries(expected.rows)) {
		if (rows.size > 0) {
			assertSameRows(t, found.rows[partition] ?? new Map(), rows, `${entry.name}, ${partition}`);
		}
	}

	assertSameFound(t, entry, found.search, expected.search);
	if (entry.name === 'tenants') {
		const {client, databases} = restored;
		t.deepEqual(
			await rowsOfTenants(client, databases[entry.db]),
			Object.fromEntries(tenantNames.map(tenant => [tenant, 20])),
		);
	}
}

/**
 * The same keys in the same order; distances differ in their last bits between versions of Milvus.
 */
function assertSameFound(
	t: ExecutionContext,
	{name, search}: CatalogueEntry,
	found: Found[][],
	expected: Found[][],
): void {
	const keys = (results: Found[][]) => results.map(result => result.map(({key}) => key));
	t.deepEqual(keys(found), keys(expected), name);
	t.is(found.length, search?.vectors.length ?? 0, name);
	for (const [index, {distance}] of found.flat().entries()) {
		const other = expected.flat()[index]!.distance;
		t.true(
			Math.abs(distance - other) <= 1e-5 * Math.max(1, Math.abs(other)),
			`${name}: ${distance} instead of ${other}`,
		);
	}
}

type Contents = {
	rows: Record<string, Map<string, string>>;
	search: Found[][];
};

async function contentsOf(
	{client, databases}: Where,
	{db: which, name, rows, search}: CatalogueEntry,
): Promise<Contents> {
	const db = databases[which];
	return {
		rows:
			typeof rows === 'number'
				? {all: await allRows(client, db, name)}
				: await rowsByPartition(client, db, name),
		search: search ? await searchResults(client, db, name, search) : [],
	};
}

function sizes(rows: Record<string, Map<string, string>>) {
	return Object.fromEntries(Object.entries(rows).map(([partition, {size}]) => [partition, size]));
}

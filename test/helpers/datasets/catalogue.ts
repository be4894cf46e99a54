import {randomBytes} from 'node:crypto';
import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {dropDatabase} from '../milvus/drop-database.js';
import {ok} from '../milvus/rows.js';
import {makeBare} from './bare.js';
import {documentRows, makeDocuments} from './documents.js';
import {everythingRows, makeEverything} from './everything.js';
import {makePartly, partlyRows} from './partly.js';
import {makeTenants, tenantNames} from './tenants.js';
import {makeVacant} from './vacant.js';
import {binaryVector, floatVector} from './values.js';
import type {CatalogueOptions} from './catalogue-options.js';

/** What one collection of the catalogue is known to hold. */
export type CatalogueEntry = {
	/** Which of the databases. */
	db: 'first' | 'second';
	name: string;
	/**
	 * Rows after all deletes, by partition; of one with a partition key, which cannot be asked by
	 * partition, in all.
	 */
	rows: number | Readonly<Record<string, number>>;
	search?: {field: string; vectors: number[][]};
};

export type Databases = {first: string; second: string; empty: string};

/** Names for three databases of a test, and where a restore puts them. */
export function catalogueDatabases(): {from: Databases; to: Databases} {
	const unique = randomBytes(3).toString('hex');
	const names = (tail: string): Databases => ({
		first: `catalogue_${unique}_first${tail}`,
		second: `catalogue_${unique}_second${tail}`,
		empty: `catalogue_${unique}_empty${tail}`,
	});
	return {from: names(''), to: names('_to')};
}

/** Makes one collection of each kind, in two databases, and a third database without any. */
export async function makeCatalogue(
	client: MilvusClient,
	{first, second, empty}: Databases,
	options: CatalogueOptions,
): Promise<void> {
	for (const db of [first, second, empty]) {
		ok(await client.createDatabase({db_name: db}));
	}

	await Promise.all([
		makeEverything(client, first, options),
		makeDocuments(client, first),
		makeBare(client, first),
		makeTenants(client, second),
		makePartly(client, second, options),
		makeVacant(client, second, options),
		makeBare(client, second, {first: 1000, rows: 70}),
	]);
}

export async function dropDatabases(client: MilvusClient, databases: Databases): Promise<void> {
	for (const db of Object.values(databases)) {
		await dropDatabase(client, db);
	}
}

export function catalogue(options: CatalogueOptions): CatalogueEntry[] {
	return [
		{
			db: 'first',
			name: 'everything',
			rows: everythingRows,
			search: {
				field: 'v',
				vectors: [3, 42, 250].map(row => floatVector(16, row)),
			},
		},
		{
			db: 'first',
			name: 'documents',
			rows: {_default: documentRows},
			search: {
				field: 'fingerprint',
				vectors: [0, 57].map(row => binaryVector(128, row)),
			},
		},
		{db: 'first', name: 'bare', rows: {_default: 50}},
		{
			db: 'second',
			name: 'tenants',
			rows: tenantNames.length * 20,
			search: {field: 'v', vectors: [1, 199].map(row => floatVector(8, row))},
		},
		{
			db: 'second',
			name: 'partly',
			rows: partlyRows(options),
			search: {field: 'v', vectors: [1, 149].map(row => floatVector(4, row))},
		},
		{db: 'second', name: 'vacant', rows: {_default: 0}},
		{db: 'second', name: 'bare', rows: {_default: 70}},
	];
}

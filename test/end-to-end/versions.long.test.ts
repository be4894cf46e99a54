import {rm} from 'node:fs/promises';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {planRestore} from '../../source/engine/plan-restore.js';
import {restoreBackup} from '../../source/engine/restore-backup.js';
import type {Session} from '../../source/engine/session.js';
import {verifyBackups} from '../../source/engine/verify-backups.js';
import type {ErrorCode} from '../../source/model/error-codes.js';
import {practiceVersions} from '../../source/practice/practice-paths.js';
import {cacheDir} from '../helpers/runner/cache-dir.js';
import {makeBare} from '../helpers/datasets/bare.js';
import {backUpCatalogue, catalogueBackup} from '../helpers/datasets/back-up-catalogue.js';
import {
	catalogue,
	catalogueDatabases,
	makeCatalogue,
	type Databases,
} from '../helpers/datasets/catalogue.js';
import type {CatalogueOptions} from '../helpers/datasets/catalogue-options.js';
import {assertSameContents, makeAllReadable, structuresOf} from '../helpers/datasets/compare.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {ok} from '../helpers/milvus/rows.js';
import {openSdkByDatabase} from '../helpers/milvus/sdk-by-database.js';
import {startMilvus, type RunningMilvus} from '../helpers/servers/milvus.js';

/*
 * Every Milvus of the package registry that milvault names as run, one after another, each a server
 * of its own on local storage: all kinds of collections backed up, verified, restored beside the
 * source, and put in the place of what has changed meanwhile, compared row by row.
 */

for (const version of practiceVersions) {
	test.serial(
		`Milvus ${version}: a backup is whole, is restored beside its source, and replaces what has changed since`,
		async t => {
			const began = performance.now();
			const server = await startMilvus({
				version,
				cacheDir: cacheDir(),
				storage: {type: 'local'},
				withAuthorization: true,
				name: 'matrix',
			});
			try {
				await thereBackAndInPlace(t, server);
				t.log(`${Math.round((performance.now() - began) / 1000)} s`);
			} finally {
				await server.stop();
			}
		},
	);
}

/** What the data of a version's test has not; features.ts says why. */
const without: Partial<Record<string, Partial<CatalogueOptions>>> = {
	'2.3.0': {withArrays: false, withUpserts: false, withLateDeletes: false},
	'2.3.2': {withArrays: false, withUpserts: false},
};

/**
 * What the importer of a version cannot take: such a collection fails by itself, before a wrong row
 * is there, and leaves nothing. `rewritten` has a row that was written again after a delete.
 */
const cannot: Partial<Record<string, Readonly<Record<string, [code: ErrorCode, reason: RegExp]>>>> =
	{
		'2.2.12': {tenants: ['milvus-unsupported', /with a partition key/]},
		'2.3.0': {
			rewritten: ['milvus-unsupported', /written again/],
			tenants: ['milvus-unsupported', /with a partition key/],
		},
		'2.3.2': {rewritten: ['milvus-unsupported', /written again/]},
	};

async function thereBackAndInPlace(t: ExecutionContext, server: RunningMilvus): Promise<void> {
	const {version} = server;
	const isOld = version.startsWith('2.2.');
	const options = {isOld, ...without[version]};
	const rewritten = {db: 'first', name: 'rewritten', rows: 50} as const;
	const back = [...catalogue(options), ...(isOld ? [] : [rewritten])].filter(
		({name}) => !(name in (cannot[version] ?? {})),
	);
	const {from, to} = catalogueDatabases();
	const client = await openSdkByDatabase(server);
	const directory = path.join(server.dataDir, 'backups');
	try {
		await makeCatalogue(client, from, options);
		if (!isOld) {
			await makeRewritten(client, from.first);
		}

		const source = {client, databases: from};
		const before = await structuresOf(source, back);
		const session = await sessionFor(t, {
			server,
			repository: {type: 'local', path: directory},
		});
		await backUpCatalogue(t, session, from);
		const verified = await verifyBackups(session, [catalogueBackup], {
			level: 'full',
		});
		t.is(verified.outcome, 'complete', JSON.stringify(verified));

		const restored = {client, databases: to};
		const same = async (): Promise<void> => {
			t.deepEqual(await structuresOf(restored, back), before);
			await makeAllReadable(restored, back);
			for (const entry of back) {
				await assertSameContents(t, entry, {source, restored});
			}
		};

		await restore(t, session, {version, from, to, onConflict: 'fail'});
		await makeAllReadable(source, back);
		await same();

		await change(client, to);
		await restore(t, session, {version, from, to, onConflict: 'replace'});
		await same();
		for (const db of [to.first, to.second]) {
			const {data} = ok(await client.showCollections({db_name: db}));
			t.is(data.length, back.filter(entry => to[entry.db] === db).length, 'nothing is left behind');
		}
	} finally {
		await client.closeConnection();
		await rm(directory, {recursive: true, force: true});
	}
}

/** Rows go, and a partition comes, in what was restored. */
async function change(client: MilvusClient, {first, second}: Databases): Promise<void> {
	const bare = {db_name: first, collection_name: 'bare'};
	ok(await client.delete({...bare, filter: 'id in [1, 2, 3]'}));
	const partly = {db_name: second, collection_name: 'partly'};
	ok(await client.createPartition({...partly, partition_name: 'autumn'}));
}

async function restore(
	t: ExecutionContext,
	session: Session,
	options: {
		version: string;
		from: Databases;
		to: Databases;
		onConflict: 'fail' | 'replace';
	},
): Promise<void> {
	const {version, from, to, onConflict} = options;
	const plan = await planRestore(session, {
		name: catalogueBackup,
		renames: (['first', 'second', 'empty'] as const).map(db => `${from[db]}.*:${to[db]}.*`),
		onConflict,
		withIndex: true,
		withLoad: true,
		metaOnly: false,
		withRbac: false,
	});
	const result = await restoreBackup(session, plan);
	const failed = result.collections.filter(({error}) => error);
	const expected = cannot[version] ?? {};
	t.deepEqual(
		failed.map(({collection}) => collection.split('.')[1]),
		Object.keys(expected),
		JSON.stringify(result),
	);
	for (const [index, [code, reason]] of Object.values(expected).entries()) {
		t.is(failed[index]?.error?.code, code);
		t.regex(JSON.stringify(failed[index]?.error?.details), reason);
	}

	t.is(result.outcome, failed.length === 0 ? 'complete' : 'partial');
}

async function makeRewritten(client: MilvusClient, db: string): Promise<void> {
	await makeBare(client, db, {name: 'rewritten'});
	ok(
		await client.upsert({
			db_name: db,
			collection_name: 'rewritten',
			data: [{id: 7, v: [7, 7, 7, 7]}],
		}),
	);
}

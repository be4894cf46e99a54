import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import type {ExecutionContext} from 'ava';
import {planRestore} from '../../../source/engine/plan-restore.js';
import {listImports} from '../../../source/milvus/imports.js';
import {parseCollectionKey} from '../../../source/model/collection-key.js';
import type {OnConflict, PlannedRestore, RestorePlan} from '../../../source/model/plans.js';
import {poll} from '../../../source/utils/wait.js';
import {structureOf} from '../datasets/snapshot.js';
import {allRows, ok} from '../milvus/rows.js';
import {assertSameRows} from '../milvus/same-rows.js';
import {readLocks, readStagedObjects} from './backup-objects.js';
import {continueJob} from './continue-job.js';
import type {JobSetting} from './job-setting.js';
import type {KillScene} from './kill-scene.js';

/** A restore of the scene's backup into another database, by default of both collections. */
export async function restoreOf(
	{session, db, reference}: KillScene,
	to: string,
	{onConflict = 'fail', only}: {onConflict?: OnConflict; only?: 'items' | 'plain'} = {},
): Promise<RestorePlan> {
	return planRestore(session, {
		name: reference,
		...(only && {filter: `${db}.${only}`}),
		renames: [`${db}.*:${to}.*`],
		onConflict,
		withIndex: true,
		withLoad: true,
		metaOnly: false,
		withRbac: false,
	});
}

/** What must have come of a restore, besides the rows of the backup. */
export type Expected = {
	to: string;
	/** Default: both. */
	only?: 'items' | 'plain';
	/** Appended: what was there before, by collection. */
	there?: ReadonlyMap<string, ReadonlyMap<string, string>>;
	/** Of what was replaced, by collection; the restored one has them now. */
	aliases?: Readonly<Record<string, readonly string[]>>;
	/** Import jobs that the server knew of the collection before, by collection; default none. */
	importsBefore?: ReadonlyMap<string, readonly string[]>;
};

/**
 * Continues a restore that was killed, and compares what came of it with the source: every row
 * once, every import job once, nothing left beside it.
 */
export async function finishRestore(
	t: ExecutionContext,
	scene: KillScene,
	setting: JobSetting,
	{id, plan, ...expected}: {id: string; plan: RestorePlan} & Expected,
): Promise<void> {
	const {session} = scene;
	await continueJob(t, setting, id);
	await assertRestored(t, scene, expected);
	for (const planned of plan.collections) {
		await assertImportedOnce(t, scene, planned, expected);
	}

	t.deepEqual([...(await readStagedObjects(session, id)).keys()], []);
	t.deepEqual([...(await readLocks(session, plan.name)).keys()], []);
}

/**
 * Compares collections with those of the scene: rows, how many are counted, structure, and that
 * nothing else is in their database.
 */
export async function assertRestored(
	t: ExecutionContext,
	scene: KillScene,
	{to, only, there, aliases}: Expected,
): Promise<void> {
	const {client, collections} = scene;
	const names = only ? [only] : [...collections.keys()];
	t.deepEqual(await namesIn(client, to), names);
	for (const name of names) {
		const {rows, structure} = collections.get(name)!;
		const before = there?.get(name);
		const expected = new Map([...rows, ...(before ?? [])]);
		const total = rows.size + (before?.size ?? 0);
		await untilCounted(scene, to, name, total);
		t.is(await countOf(scene, to, name), total, `${name}: rows counted`);
		assertSameRows(t, await allRows(client, to, name), expected, name);
		t.deepEqual(
			await structureOf(client, to, name),
			{
				...structure,
				aliases: [...structure.aliases, ...(aliases?.[name] ?? [])].toSorted(),
			},
			name,
		);
	}
}

/** Everything in a database. */
export async function namesIn(client: MilvusClient, db: string): Promise<string[]> {
	const {data} = ok(await client.showCollections({db_name: db}));
	return data.map(({name}) => name).toSorted();
}

/** Appended rows are served some seconds after they were imported. */
async function untilCounted(
	scene: KillScene,
	db: string,
	name: string,
	rows: number,
): Promise<void> {
	await poll({
		ask: async () => ((await countOf(scene, db, name)) >= rows ? true : undefined),
		firstMs: 100,
		maxMs: 1000,
		timeoutMs: 60_000,
		// The comparison shows what exists then.
		onTimeout: () => new Error(`${name} never has ${rows} rows`),
	});
}

/**
 * By count(*), which counts two rows of one key twice; by its segments where the server cannot
 * count (2.2).
 */
async function countOf({client, server}: KillScene, db: string, name: string): Promise<number> {
	const collection = {db_name: db, collection_name: name};
	if (server.version.startsWith('2.2')) {
		const {data} = ok(await client.getCollectionStatistics(collection));
		return Number(data['row_count']);
	}

	const {data} = ok(
		await client.query({
			...collection,
			output_fields: ['count(*)'],
			consistency_level: 0,
		}),
	);
	return Number(data[0]?.['count(*)']);
}

/** The server's own list of import jobs: as many as planned, each of other files. */
async function assertImportedOnce(
	t: ExecutionContext,
	scene: KillScene,
	{target, importJobs}: PlannedRestore,
	{importsBefore}: Expected,
): Promise<void> {
	const {name} = parseCollectionKey(target);
	const before = new Set(importsBefore?.get(name));
	const listed = await importsOf(scene, target);
	const files = listed.filter(({id}) => !before.has(id)).map(({files: read}) => read);
	t.is(files.length, importJobs, `${name}: ${files.join(' | ')}`);
	t.is(new Set(files).size, importJobs, `${name}: ${files.join(' | ')}`);
}

/** The import jobs that the server knows of a collection. */
export async function importsOf(
	{session}: KillScene,
	collection: string,
): Promise<ReadonlyArray<{id: string; files: string | undefined}>> {
	const {db, name} = parseCollectionKey(collection);
	return listImports(await session.milvus(), 'grpc', {db, collection: name});
}

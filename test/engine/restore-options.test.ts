import {randomBytes} from 'node:crypto';
import {cp, readFile, rm, writeFile} from 'node:fs/promises';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {createBackup} from '../../source/engine/create-backup.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import {planRestore} from '../../source/engine/plan-restore.js';
import {restoreBackup} from '../../source/engine/restore-backup.js';
import type {JobEvent, Outcome} from '../../source/model/job-events.js';
import type {RestorePlan, RestoreRequest, RestoreResult} from '../../source/model/plans.js';
import {assertEventsAddUp, phasesOf} from '../helpers/program/assert-events.js';
import {makeBare} from '../helpers/datasets/bare.js';
import {makeDocuments} from '../helpers/datasets/documents.js';
import {makeReadable, structureOf} from '../helpers/datasets/snapshot.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {allRows, ok, openSdk} from '../helpers/milvus/rows.js';
import {watchMilvus} from '../helpers/milvus/watch-milvus.js';
import {assertSameRows} from '../helpers/milvus/same-rows.js';
import {asOlderRecord} from '../helpers/backups/metadata-damages.js';
import {servers} from '../helpers/servers/servers.js';

/*
 * What a person can ask of a restore, on Milvus 2.3.5 with local storage. The backup holds, in a
 * database, `goods` (an alias, an index, loaded) and `bills` (nothing but rows), and a collection
 * in the database default.
 */

const {milvus235local} = servers();
const db = `options_${randomBytes(3).toString('hex')}`;
const other = `${db}_other`;
const plain = `${db}_plain`;
const repository = {
	type: 'local',
	path: path.join(milvus235local.dataDir, db),
} as const;
const client = await openSdk(milvus235local);

test.before(async () => {
	ok(await client.createDatabase({db_name: db}));
	ok(await client.createDatabase({db_name: other}));
	await makeBare(client, db, {name: 'goods', rows: 60});
	await makeReadable(client, db, 'goods');
	// The SDK passes the database on; only its type does not know it.
	const alias = {db_name: db, collection_name: 'goods', alias: 'goods_now'};
	ok(await client.createAlias(alias));
	await makeBare(client, db, {name: 'bills', rows: 50});
	await makeBare(client, 'default', {name: plain, rows: 40});
});

test.after.always(async () => {
	await dropDatabase(client, db);
	await dropDatabase(client, other);
	for (const name of [plain, `${plain}_recover`]) {
		await client.dropCollection({collection_name: name});
	}

	await client.closeConnection();
	await rm(repository.path, {recursive: true, force: true});
});

test.serial('a backup of collections of several databases', async t => {
	const session = await sessionFor(t, {server: milvus235local, repository});
	const plan = await planBackup(session, {
		name: 'options',
		filter: `${plain},${db}.*`,
		strategy: 'auto',
		withRbac: false,
	});
	const result = await createBackup(session, plan);
	t.is(result.outcome, 'complete', JSON.stringify(result));
	t.deepEqual(
		result.collections.map(({collection, rows}) => [collection, rows]),
		[
			[`default.${plain}`, '40'],
			[`${db}.bills`, '50'],
			[`${db}.goods`, '60'],
		],
	);
});

test.serial('a suffix: beside the originals, whose aliases stay where they are', async t => {
	const {result} = await restore(t, {suffix: '_recover'});
	t.deepEqual(targets(result), [
		`default.${plain}_recover`,
		`${db}.bills_recover`,
		`${db}.goods_recover`,
	]);
	t.deepEqual(result.warnings, [
		{
			code: 'alias-held-elsewhere',
			details: {
				alias: 'goods_now',
				holder: 'goods',
				target: `${db}.goods_recover`,
			},
		},
	]);
	t.deepEqual(await structureOf(client, db, 'goods_recover'), {
		...(await structureOf(client, db, 'goods')),
		aliases: [],
	});
	t.deepEqual((await structureOf(client, db, 'goods')).aliases, ['goods_now']);
	t.is(result.collections[2]?.rowsCheckedBy, 'count');
	await Promise.all([
		assertCopy(t, ['default', plain], ['default', `${plain}_recover`]),
		assertCopy(t, [db, 'bills'], [db, 'bills_recover']),
		assertCopy(t, [db, 'goods'], [db, 'goods_recover']),
	]);
});

test.serial(
	'one collection is chosen and renamed into another database, with its alias',
	async t => {
		const {plan, result} = await restore(t, {
			filter: `${db}.goods`,
			renames: [`${db}.*:${db}_elsewhere.*`, `${db}.goods:${other}.wares`],
		});
		t.deepEqual(targets(result), [`${other}.wares`]);
		t.deepEqual(plan.databasesToCreate, []);
		t.deepEqual(result.warnings, []);
		t.deepEqual(await collections(other), ['wares']);
		t.deepEqual(await structureOf(client, other, 'wares'), await structureOf(client, db, 'goods'));
		await assertCopy(t, [db, 'goods'], [other, 'wares']);
	},
);

test.serial('what is there is not touched: fail, skip, rename', async t => {
	const before = await collections(db);
	await t.throwsAsync(restore(t, {filter: `${db}.*`}), {
		code: 'target-exists',
	});
	const skipped = await restore(t, {filter: `${db}.*`, onConflict: 'skip'});
	t.is(skipped.result.outcome, 'complete');
	t.deepEqual(
		skipped.result.collections.map(({outcome, rows}) => [outcome, rows]),
		[
			['skipped', '0'],
			['skipped', '0'],
		],
	);
	t.deepEqual(await collections(db), before);

	const names = ['bills_restored', 'bills_restored_2'];
	for (const name of names) {
		const {result} = await restore(t, {
			filter: `${db}.bills`,
			onConflict: 'rename',
		});
		t.deepEqual(targets(result), [`${db}.${name}`]);
	}

	await Promise.all(names.map(async name => assertCopy(t, [db, 'bills'], [db, name])));

	t.deepEqual(await collections(db), [...before, ...names].toSorted());
});

test.serial('append: rows come to those that are there, and the growth is the result', async t => {
	await makeBare(client, other, {name: 'bills', first: 5000, rows: 30});
	await makeReadable(client, other, 'bills');
	const before = await allRows(client, other, 'bills');
	const {plan, result, events} = await restore(t, {
		filter: `${db}.bills`,
		renames: [`${db}.*:${other}.*`],
		onConflict: 'append',
	});
	t.is(plan.collections[0]?.action, 'append');
	t.is(result.rows, '50');
	t.deepEqual(phasesOf(events, `${db}.bills`), ['check', 'create', 'copy', 'import', 'check']);
	await reload(other, 'bills');
	assertSameRows(
		t,
		await allRows(client, other, 'bills'),
		new Map([...before, ...(await allRows(client, db, 'bills'))]),
	);
});

test.serial('append into another schema, or through an alias, is refused', async t => {
	await makeDocuments(client, other);
	for (const [target, difference] of [
		[`${other}.documents`, 'field id is missing'],
		[`${db}.goods_now`, `it is an alias of ${db}.goods`],
	] as const) {
		const error = await t.throwsAsync(
			restore(t, {
				filter: plain,
				renames: [`${plain}:${target}`],
				onConflict: 'append',
			}),
			{code: 'target-differs'},
		);
		t.regex(error?.message ?? '', new RegExp(difference));
	}
});

test.serial('metadata only: all but rows', async t => {
	const {plan, result, events} = await restore(t, {
		filter: `${db}.goods`,
		suffix: '_shape',
		metaOnly: true,
	});
	t.is(plan.collections[0]?.importJobs, 0);
	t.is(result.rows, '0');
	t.false(phasesOf(events, `${db}.goods`).includes('import'));
	t.deepEqual(await structureOf(client, db, 'goods_shape'), {
		...(await structureOf(client, db, 'goods')),
		aliases: [],
	});
	await reload(db, 'goods_shape');
	t.is((await allRows(client, db, 'goods_shape')).size, 0);
});

test.serial('data only: no index, not loaded', async t => {
	const {result} = await restore(t, {
		filter: `${db}.goods`,
		suffix: '_data',
		withIndex: false,
		withLoad: false,
	});
	t.is(result.collections[0]?.rowsCheckedBy, 'import');
	t.deepEqual(await structureOf(client, db, 'goods_data'), {
		...(await structureOf(client, db, 'goods')),
		aliases: [],
		indexes: [],
		loadState: 'LoadStateNotLoad',
		partitionLoadStates: {},
	});
	await assertCopy(t, [db, 'goods'], [db, 'goods_data']);
});

test.serial('with an index, which is there before the rows, and without loading', async t => {
	const {calls} = await restore(t, {
		filter: `${db}.goods`,
		suffix: '_index',
		withLoad: false,
	});
	t.deepEqual(
		calls.filter(rpc => rpc === 'CreateIndex' || rpc === 'Import'),
		['CreateIndex', 'Import'],
	);
	t.deepEqual(await structureOf(client, db, 'goods_index'), {
		...(await structureOf(client, db, 'goods')),
		aliases: [],
		loadState: 'LoadStateNotLoad',
		partitionLoadStates: {},
	});
});

test.serial(
	'a restore that finds too few rows leaves nothing behind; the other collection is restored',
	async t => {
		const directory = path.join(repository.path, 'short');
		await cp(path.join(repository.path, 'options'), directory, {
			recursive: true,
		});
		for (const file of ['full_meta.json', 'segment_meta.json']) {
			const meta = path.join(directory, 'meta', file);
			const text = await readFile(meta, 'utf8');
			await writeFile(meta, text.replace('"num_of_rows":60', '"num_of_rows":61'));
		}

		// An older backup that says so everywhere: else it is refused before anything is made.
		const file = path.join(directory, 'meta/milvault.json');
		const record = JSON.parse(asOlderRecord(await readFile(file, 'utf8'))) as {
			rows: string;
			collections: Array<{collection: string; rows: string}>;
		};
		for (const one of [
			record,
			...record.collections.filter(({collection}) => collection.endsWith('.goods')),
		]) {
			one.rows = String(Number(one.rows) + 1);
		}

		await writeFile(file, JSON.stringify(record));

		const before = await collections(other);
		const {result, events} = await restore(
			t,
			{
				name: 'short',
				filter: `${db}.*`,
				renames: [`${db}.goods:${other}.goods`, `${db}.bills:${other}.paid`],
			},
			'partial',
		);
		t.like(result.collections, [
			{target: `${other}.paid`, outcome: 'complete', rows: '50'},
			{
				target: `${other}.goods`,
				outcome: 'failed',
				rows: '0',
				error: {
					code: 'import-incomplete',
					details: {expected: '61', got: '60'},
				},
			},
		]);
		t.true(phasesOf(events, `${db}.goods`).includes('import'));
		t.deepEqual(await collections(other), [...before, 'paid'].toSorted());
		t.deepEqual(await aliases(other), ['goods_now of wares']);
		await assertCopy(t, [db, 'bills'], [other, 'paid']);
	},
);

async function restore(
	t: ExecutionContext,
	request: Partial<RestoreRequest>,
	outcome: Outcome = 'complete',
): Promise<{plan: RestorePlan; result: RestoreResult; events: JobEvent[]; calls: string[]}> {
	const calls: string[] = [];
	const session = watchMilvus(
		await sessionFor(t, {server: milvus235local, repository}),
		rpc => void calls.push(rpc),
	);
	const plan = await planRestore(session, {
		name: 'options',
		onConflict: 'fail',
		withIndex: true,
		withLoad: true,
		metaOnly: false,
		withRbac: false,
		...request,
	});
	const events: JobEvent[] = [];
	const result = await restoreBackup(session, plan, {
		onEvent: event => events.push(event),
	});
	t.is(result.outcome, outcome, JSON.stringify(result));
	assertEventsAddUp(t, events, result);
	const names = [...(await collections(db)), ...(await collections(other))];
	t.deepEqual(
		names.filter(name => name.includes('_milvault_')),
		[],
	);
	return {plan, result, events, calls};
}

async function assertCopy(
	t: ExecutionContext,
	source: readonly [db: string, name: string],
	copy: readonly [db: string, name: string],
): Promise<void> {
	await makeReadable(client, ...source);
	await makeReadable(client, ...copy);
	assertSameRows(t, await allRows(client, ...copy), await allRows(client, ...source), copy[1]);
}

/** Rows that were imported into a loaded collection are seen when it is loaded again. */
async function reload(db: string, name: string): Promise<void> {
	const collection = {db_name: db, collection_name: name};
	ok(await client.releaseCollection(collection));
	ok(await client.loadCollectionSync(collection));
}

function targets({collections}: RestoreResult): Array<string | undefined> {
	return collections.map(({target}) => target);
}

async function collections(name: string): Promise<string[]> {
	const {data} = ok(await client.showCollections({db_name: name}));
	return data.map(collection => collection.name).toSorted();
}

async function aliases(name: string): Promise<string[]> {
	const found: string[] = [];
	for (const collection of await collections(name)) {
		const structure = await structureOf(client, name, collection);
		found.push(...structure.aliases.map(alias => `${alias} of ${collection}`));
	}

	return found;
}

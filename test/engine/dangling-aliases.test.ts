import {randomBytes} from 'node:crypto';
import test, {type ExecutionContext} from 'ava';
import {cleanJob} from '../../source/engine/clean-job.js';
import {createBackup} from '../../source/engine/create-backup.js';
import type {JournalEntry} from '../../source/engine/journal/journal.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import {planRestore} from '../../source/engine/plan-restore.js';
import {restoreBackup} from '../../source/engine/restore-backup.js';
import type {Session} from '../../source/engine/session.js';
import {hasCode} from '../../source/model/milvault-error.js';
import {makeBare} from '../helpers/datasets/bare.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {ok, openSdk} from '../helpers/milvus/rows.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';

/*
 * Milvus keeps an alias when its collection is dropped, and whatever gets the alias's name then
 * cannot be found by it.
 */

const server = servers().milvus235;
const client = await openSdk(server);
const db = `dangling_${randomBytes(3).toString('hex')}`;
const repository = settingsOf(await newBucket(), {rootPath: 'b'});
const name = 'aliases';
const about = (collection: string) => ({
	db_name: db,
	collection_name: collection,
});

test.after.always(async () => {
	for (const alias of ['prod', 'live']) {
		await client.dropAlias({db_name: db, alias} as {alias: string});
	}

	await dropDatabase(client, db);
	await client.closeConnection();
});

async function opened(t: ExecutionContext): Promise<Session> {
	return sessionFor(t, {server, repository});
}

async function names(): Promise<string[]> {
	const {data} = ok(await client.showCollections({db_name: db}));
	return data.map(one => one.name).toSorted();
}

async function makeDangling(alias: string): Promise<void> {
	await makeBare(client, db, {name: `${alias}_v1`, rows: 0});
	ok(await client.createAlias({...about(`${alias}_v1`), alias}));
	ok(await client.dropCollection(about(`${alias}_v1`)));
}

async function dropAlias(alias: string): Promise<void> {
	ok(await client.dropAlias({db_name: db, alias} as {alias: string}));
}

test.serial('a collection with an alias, backed up', async t => {
	ok(await client.createDatabase({db_name: db}));
	await makeBare(client, db, {name: 'rows', rows: 40});
	ok(await client.createAlias({...about('rows'), alias: 'live'}));
	const session = await opened(t);
	const plan = await planBackup(session, {name, filter: `${db}.*`});
	t.is((await createBackup(session, plan)).outcome, 'complete');
});

test.serial(
	'a plan sees that a target is an alias that leads nowhere; a name that was dropped a moment ago is free',
	async t => {
		await makeDangling('prod');
		await makeBare(client, db, {name: 'gone', rows: 0});
		ok(await client.dropCollection(about('gone')));
		const session = await opened(t);
		const to = (target: string) => ({
			name,
			renames: [`${db}.rows:${db}.${target}`],
		});
		for (const onConflict of ['fail', 'replace', 'append'] as const) {
			const error = await t.throwsAsync(planRestore(session, {...to('prod'), onConflict}));
			t.true(hasCode(error, 'alias-leads-nowhere'), String(error));
			t.deepEqual((error as {details?: unknown}).details, {
				targets: [`${db}.prod`],
			});
		}

		const renamed = await planRestore(session, {
			...to('prod'),
			onConflict: 'rename',
		});
		t.is(renamed.collections[0]?.target, `${db}.prod_restored`);
		const skipped = await planRestore(session, {
			...to('prod'),
			onConflict: 'skip',
		});
		t.is(skipped.collections[0]?.action, 'skip');
		const free = await planRestore(session, to('gone'));
		t.is(free.collections[0]?.action, 'create');
		const live = await planRestore(session, {
			...to('live'),
			onConflict: 'rename',
		});
		t.is(live.collections[0]?.target, `${db}.live_restored`);
		await dropAlias('prod');
	},
);

test.serial(
	'an alias that comes to lead nowhere during the restore takes no collection’s name: nothing is lost or left',
	async t => {
		const session = await opened(t);
		const plan = await planRestore(session, {
			name,
			renames: [`${db}.rows:${db}.prod`],
			withIndex: false,
		});
		const entries: JournalEntry[] = [];
		let isMade = false;
		const journal = {
			entries: [],
			async append(entry: JournalEntry) {
				entries.push(entry);
				if (entry.type === 'import-ended' && !isMade) {
					isMade = true;
					await makeDangling('prod');
				}
			},
		};
		const result = await restoreBackup(session, plan, {journal});
		t.deepEqual(result.collections[0]?.error, {
			code: 'alias-leads-nowhere',
			details: {targets: [`${db}.prod`]},
		});
		t.deepEqual(await names(), ['rows']);
		const cleaned = await cleanJob(session, plan, {
			jobId: result.jobId,
			journal: {entries, async append() {}},
		});
		t.deepEqual(cleaned, {removed: [], warnings: []});
		await dropAlias('prod');
	},
);

test.serial(
	'a collection that Milvus lists and does not find fails by its name, and is never left out in silence',
	async t => {
		await makeDangling('prod');
		await makeBare(client, db, {name: 'hidden', rows: 30});
		ok(
			await client.renameCollection({
				...about('hidden'),
				new_collection_name: 'prod',
				new_db_name: db,
			}),
		);
		t.deepEqual(await names(), ['prod', 'rows']);
		const session = await opened(t);
		const whole = await planBackup(session, {
			name: 'whole',
			filter: `${db}.*`,
		});
		t.deepEqual(whole.warnings[0], {
			code: 'collections-unreachable',
			details: {collections: [`${db}.prod`]},
		});
		const partial = await createBackup(session, whole);
		t.is(partial.outcome, 'partial');
		t.deepEqual(
			partial.collections.map(({collection, error}) => [collection, error?.code]),
			[
				[`${db}.prod`, 'collection-unreachable'],
				[`${db}.rows`, undefined],
			],
		);
		const named = await planBackup(session, {
			name: 'named',
			filter: `${db}.prod`,
		});
		t.is((await createBackup(session, named)).outcome, 'failed');
		await dropAlias('prod');
		const added = await planBackup(session, {name: 'whole', onlyFailed: true});
		t.is((await createBackup(session, added)).outcome, 'complete');
		ok(await client.dropCollection(about('prod')));
	},
);

test.serial(
	'a collection that was dropped gets its alias back, which Milvus kept without it',
	async t => {
		ok(await client.dropCollection(about('rows')));
		const session = await opened(t);
		const plan = await planRestore(session, {name, withIndex: false});
		t.is(plan.collections[0]?.action, 'create');
		const result = await restoreBackup(session, plan);
		t.is(result.outcome, 'complete');
		t.false(result.warnings.some(({code}) => code === 'alias-held-elsewhere'));
		const {collectionID: id} = ok(await client.describeCollection(about('rows')));
		t.is(ok(await client.describeCollection(about('live'))).collectionID, id);
	},
);

import {randomBytes, randomUUID} from 'node:crypto';
import test, {type ExecutionContext} from 'ava';
import {cleanJob} from '../../source/engine/clean-job.js';
import {createBackup} from '../../source/engine/create-backup.js';
import type {Journal, JournalEntry} from '../../source/engine/journal/journal.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import {planRestore} from '../../source/engine/plan-restore.js';
import {restoreBackup} from '../../source/engine/restore-backup.js';
import type {Session} from '../../source/engine/session.js';
import {allocateTimestamp} from '../../source/milvus/timestamps.js';
import {workingName} from '../../source/model/collection-key.js';
import type {RestoreOptions, RestorePlan} from '../../source/model/plans.js';
import {makeBare} from '../helpers/datasets/bare.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {allRows, ok, openSdk} from '../helpers/milvus/rows.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';

/* What stands under a restore's working name is its own only when its journal has the id. */

const server = servers().milvus235;
const client = await openSdk(server);
const db = `working_${randomBytes(3).toString('hex')}`;
const to = `${db}_to`;
const repository = settingsOf(await newBucket(), {rootPath: 'b'});
const name = 'names';

/** As long as Milvus takes them, and different at their ends only. */
const long = ['aa', 'bb', 'cc'].map(end => `${'l'.repeat(252)}_${end}`);
const rowsOf = new Map(
	long.map((one, index) => [one, {first: index * 1000, rows: 50 + index * 20}]),
);

test.serial('collections with long names and a short one, backed up', async t => {
	ok(await client.createDatabase({db_name: db}));
	ok(await client.createDatabase({db_name: to}));
	for (const [one, rows] of rowsOf) {
		await makeBare(client, db, {
			name: one.slice(0, 200) + one.slice(-2),
			...rows,
		});
	}

	await makeBare(client, db, {name: 'plain', rows: 30});
	const session = await opened(t);
	const plan = await planBackup(session, {name, filter: `${db}.*`});
	t.is((await createBackup(session, plan)).outcome, 'complete');
});

test.after.always(async () => {
	await dropDatabase(client, db);
	await dropDatabase(client, to);
	await client.closeConnection();
});

async function opened(t: ExecutionContext): Promise<Session> {
	return sessionFor(t, {server, repository});
}

async function idOf(collection: string): Promise<string> {
	return ok(
		await client.describeCollection({
			db_name: to,
			collection_name: collection,
		}),
	).collectionID;
}

async function names(): Promise<string[]> {
	const {data} = ok(await client.showCollections({db_name: to}));
	return data.map(one => one.name).toSorted();
}

async function keysOf(collection: string): Promise<string[]> {
	const about = {db_name: to, collection_name: collection};
	ok(
		await client.createIndex({
			...about,
			field_name: 'v',
			index_type: 'FLAT',
			metric_type: 'L2',
		}),
	);
	ok(await client.loadCollectionSync(about));
	return [...(await allRows(client, to, collection)).keys()];
}

const longRequest = (changes: Partial<RestoreOptions> = {}) => ({
	name,
	filter: long.map(one => `${db}.${one.slice(0, 200)}${one.slice(-2)}`).join(','),
	renames: long.map(one => `${db}.${one.slice(0, 200)}${one.slice(-2)}:${to}.${one}`),
	withIndex: false,
	...changes,
});

test.serial(
	'three targets of 255 characters that differ at their ends only are restored at once without their indexes, each with its own rows',
	async t => {
		const session = await opened(t);
		const plan = await planRestore(session, longRequest());
		const result = await restoreBackup(session, plan);
		t.is(result.outcome, 'complete', JSON.stringify(result));
		t.deepEqual(await names(), long);
		for (const one of long) {
			const {first, rows} = rowsOf.get(one)!;
			const keys = (await keysOf(one)).map(Number).toSorted((a, b) => a - b);
			t.deepEqual(
				keys,
				Array.from({length: rows}, (_, index) => first + index),
				one.slice(-2),
			);
		}
	},
);

test.serial(
	'and in the place of what is there: no good collection is dropped for another one’s rows',
	async t => {
		const session = await opened(t);
		const before = await Promise.all(long.map(async one => idOf(one)));
		const plan = await planRestore(session, longRequest({onConflict: 'replace'}));
		t.deepEqual(
			plan.collections.map(({action}) => action),
			['replace', 'replace', 'replace'],
		);
		const result = await restoreBackup(session, plan);
		t.is(result.outcome, 'complete', JSON.stringify(result));
		t.deepEqual(await names(), long);
		for (const [index, one] of long.entries()) {
			t.not(await idOf(one), before[index]);
			const {first, rows} = rowsOf.get(one)!;
			const keys = (await keysOf(one)).map(Number);
			t.is(keys.length, rows);
			t.is(Math.min(...keys), first);
			ok(await client.dropCollection({db_name: to, collection_name: one}));
		}
	},
);

const key = `${to}.plain`;
const plainRequest = {
	name,
	filter: `${db}.plain`,
	renames: [`${db}.plain:${key}`],
} as const;

/** A new job's id, and the name under which it restores `plain`. */
function newJob(): {jobId: string; working: string} {
	const jobId = randomUUID();
	return {jobId, working: workingName({db: to, name: 'plain'}, jobId).name};
}

/**
 * The journal of a job whose process ended after it had written that it creates, and before it
 * wrote what it made.
 */
async function creating(
	session: Session,
	{backupId}: RestorePlan,
	working: string,
): Promise<JournalEntry[]> {
	return [
		{type: 'started', startedAt: new Date().toISOString(), backupId},
		{
			type: 'creating',
			source: `${db}.plain`,
			working: `${to}.${working}`,
			after: await allocateTimestamp(await session.milvus()),
		},
	];
}

function journalOf(entries: readonly JournalEntry[]): Journal {
	return {entries, async append() {}};
}

test.serial(
	'what a job made before it could write its id down is made anew: it is empty, and younger than the job’s intention',
	async t => {
		const session = await opened(t);
		const plan = await planRestore(session, plainRequest);
		const {jobId, working} = newJob();
		const entries = await creating(session, plan, working);
		await makeBare(client, to, {name: working, rows: 0});
		const result = await restoreBackup(session, plan, {
			jobId,
			journal: journalOf(entries),
		});
		t.is(result.outcome, 'complete', JSON.stringify(result));
		t.deepEqual(await names(), ['plain']);
		t.is((await keysOf('plain')).length, 30);
		ok(await client.dropCollection({db_name: to, collection_name: 'plain'}));
	},
);

for (const [whose, isOlder, rows] of [
	['older than the job’s intention', true, 0],
	['not empty, although nothing of it was ever flushed', false, 5],
] as const) {
	test.serial(
		`a collection under the working name that is ${whose} belongs to another program: it is neither filled nor dropped, by a restore or by a clean`,
		async t => {
			const session = await opened(t);
			const plan = await planRestore(session, plainRequest);
			const {jobId, working} = newJob();
			const make = async (): Promise<void> => makeBare(client, to, {name: working, rows});
			if (isOlder) {
				await make();
			}

			const entries = await creating(session, plan, working);
			if (!isOlder) {
				await make();
			}

			const id = await idOf(working);
			const journal = journalOf(entries);
			const result = await restoreBackup(session, plan, {jobId, journal});
			t.is(result.collections[0]?.error?.code, 'working-taken');
			t.is(await idOf(working), id);
			const cleaned = await cleanJob(session, plan, {jobId, journal});
			t.deepEqual(cleaned.removed, []);
			t.deepEqual(
				cleaned.warnings.map(({code}) => code),
				['not-proven-own'],
			);
			t.is(await idOf(working), id);
			t.is((await keysOf(working)).length, rows);
			ok(await client.dropCollection({db_name: to, collection_name: working}));
		},
	);
}

test.serial(
	'a working collection that another program renames is noticed before its name is used again, and stays',
	async t => {
		const session = await opened(t);
		const plan = await planRestore(session, {
			...plainRequest,
			withIndex: false,
		});
		const {jobId, working} = newJob();
		const entries: JournalEntry[] = [];
		let isRenamed = false;
		const result = await restoreBackup(session, plan, {
			jobId,
			journal: {
				entries: [],
				async append(entry) {
					entries.push(entry);
					if (entry.type === 'import-ended' && !isRenamed) {
						isRenamed = true;
						ok(
							await client.renameCollection({
								db_name: to,
								collection_name: working,
								new_collection_name: 'mine',
								new_db_name: to,
							}),
						);
						// Another program's collection, under the name that was free.
						await makeBare(client, to, {name: working, rows: 7});
					}
				},
			},
		});
		t.deepEqual(result.collections[0]?.error, {
			code: 'working-changed',
			details: {working: `${to}.${working}`, now: `${to}.mine`},
		});
		t.deepEqual(await names(), ['mine', working].toSorted());
		const journal = journalOf(entries);
		const again = await restoreBackup(session, plan, {jobId, journal});
		t.is(again.collections[0]?.error?.code, 'working-changed');
		const cleaned = await cleanJob(session, plan, {jobId, journal});
		t.deepEqual(cleaned, {
			removed: [],
			warnings: [
				{
					code: 'renamed-meanwhile',
					details: {collection: `${to}.mine`, working: `${to}.${working}`},
				},
			],
		});
		t.is((await keysOf('mine')).length, 30);
		t.is((await keysOf(working)).length, 7);
		for (const one of ['mine', working]) {
			ok(await client.dropCollection({db_name: to, collection_name: one}));
		}
	},
);

test.serial(
	'rows are appended to the collection of the plan, not to another one that took its name',
	async t => {
		const session = await opened(t);
		await makeBare(client, to, {name: 'plain', rows: 1, first: 900});
		const plan = await planRestore(session, {
			...plainRequest,
			onConflict: 'append',
		});
		ok(
			await client.renameCollection({
				db_name: to,
				collection_name: 'plain',
				new_collection_name: 'first',
				new_db_name: to,
			}),
		);
		await makeBare(client, to, {name: 'plain', rows: 2, first: 800});
		const result = await restoreBackup(session, plan);
		t.is(result.collections[0]?.error?.code, 'target-changed');
		t.is((await keysOf('plain')).length, 2);
		t.is((await keysOf('first')).length, 1);
		for (const one of ['plain', 'first']) {
			ok(await client.dropCollection({db_name: to, collection_name: one}));
		}
	},
);

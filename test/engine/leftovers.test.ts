import {randomBytes, randomUUID} from 'node:crypto';
import test, {type ExecutionContext} from 'ava';
import {createBackup} from '../../source/engine/create-backup.js';
import type {JournalEntry} from '../../source/engine/journal/journal.js';
import {toJournalLine} from '../../source/engine/journal/plain.js';
import {listCollections} from '../../source/engine/list-collections.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import {writeSharedJob} from '../../source/engine/repository/shared-jobs.js';
import type {Session} from '../../source/engine/session.js';
import {hasCode} from '../../source/model/milvault-error.js';
import {makeBare} from '../helpers/datasets/bare.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {ok, openSdk} from '../helpers/milvus/rows.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';

/* What a restore left is what its journal names by id; a name proves nothing. */

const server = servers().milvus235;
const client = await openSdk(server);
const db = `leftovers_${randomBytes(3).toString('hex')}`;
const repository = settingsOf(await newBucket(), {rootPath: 'b'});
const jobId = randomUUID();
const left = `rows_milvault_${jobId.slice(0, 8)}`;
const own = 'x_milvault_deadbeef';

test.after.always(async () => {
	await dropDatabase(client, db);
	await client.closeConnection();
});

async function opened(t: ExecutionContext): Promise<Session> {
	return sessionFor(t, {server, repository});
}

test.serial('a database of its own', async t => {
	ok(await client.createDatabase({db_name: db}));
	for (const name of ['rows', left, own]) {
		await makeBare(client, db, {name, rows: 10});
	}

	t.pass();
});

/** What the journal of a restore says that made `left`. */
async function entries(id?: string): Promise<JournalEntry[]> {
	const {collectionID} = ok(await client.describeCollection({db_name: db, collection_name: left}));
	const source = 'default.rows';
	return [
		{type: 'started', startedAt: new Date().toISOString()},
		{type: 'creating', source, working: `${db}.${left}`},
		{type: 'created', source, collectionId: id ?? collectionID},
	];
}

const names = (keys: readonly string[]): string[] => keys.toSorted();

test.serial(
	'a collection that is only named like a restore’s is backed up like any other, and told',
	async t => {
		const session = await opened(t);
		const plan = await planBackup(session, {name: 'all', filter: `${db}.*`});
		t.deepEqual(names(plan.collections.map(({name}) => name)), names(['rows', left, own]));
		t.deepEqual(plan.warnings[0], {
			code: 'perhaps-unfinished-restore',
			details: {collections: names([`${db}.${left}`, `${db}.${own}`])},
		});
		const result = await createBackup(session, plan);
		t.is(result.outcome, 'complete');
		t.is(result.rows, '30');
		const seen = await listCollections(session);
		t.false(seen.collections.some(({db: of, isWorking}) => of === db && isWorking));
	},
);

for (const [where, isShared] of [
	['on this machine', false],
	['in the repository', true],
] as const) {
	test.serial(
		`what the journal of a restore ${where} has by its id is left out, with its job, unless it is asked for by its name`,
		async t => {
			const session = await opened(t);
			const known = {
				knownJobs: async (idStart: string) =>
					!isShared && jobId.startsWith(idStart) ? [{jobId, entries: await entries()}] : [],
			};
			if (isShared) {
				const place = await session.repositoryPlace();
				for (const [index, entry] of (await entries()).entries()) {
					await writeSharedJob(
						place,
						jobId,
						`journal/${String(index).padStart(8, '0')}.json`,
						`${toJournalLine(entry)}\n`,
					);
				}
			}

			const plan = await planBackup(session, {name: 'whole', filter: `${db}.*`}, known);
			t.deepEqual(names(plan.collections.map(({name}) => name)), names(['rows', own]));
			t.deepEqual(plan.warnings[0], {
				code: 'unfinished-restore',
				details: {collections: [`${db}.${left}`], jobs: [jobId]},
			});
			const seen = await listCollections(session, known);
			t.deepEqual(
				seen.collections
					.filter(({db: of, isWorking}) => of === db && isWorking)
					.map(({name}) => name),
				[left],
			);
			const named = await planBackup(session, {name: 'named', filter: `${db}.${left}`}, known);
			t.deepEqual(
				named.collections.map(({name}) => name),
				[left],
			);
		},
	);
}

test.serial('a journal that has another id under that name leaves nothing out', async t => {
	const session = await sessionFor(t, {
		server,
		repository: settingsOf(await newBucket(), {rootPath: 'b'}),
	});
	const plan = await planBackup(
		session,
		{name: 'other', filter: `${db}.*`},
		{knownJobs: async () => [{jobId, entries: await entries('1')}]},
	);
	t.true(plan.collections.some(({name}) => name === left));
});

test.serial(
	'a filter that names something and yields no collection is an error, not a backup of nothing',
	async t => {
		const session = await opened(t);
		const empty = `${db}_empty`;
		ok(await client.createDatabase({db_name: empty}));
		t.teardown(async () => dropDatabase(client, empty));
		const error = await t.throwsAsync(planBackup(session, {name: 'nothing', filter: `${empty}.*`}));
		t.true(hasCode(error, 'nothing-to-back-up'), String(error));
		const record = await planBackup(session, {
			name: 'record',
			filter: `${empty}.`,
		});
		t.deepEqual(record.databases, [empty]);
	},
);

import {randomBytes} from 'node:crypto';
import test, {type ExecutionContext} from 'ava';
import {createBackup} from '../../source/engine/create-backup.js';
import {removeBackup} from '../../source/engine/repository/remove-backup.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import {planRestore} from '../../source/engine/plan-restore.js';
import {restoreBackup} from '../../source/engine/restore-backup.js';
import type {Session} from '../../source/engine/session.js';
import {hasCode} from '../../source/model/milvault-error.js';
import type {RestoreOptions, RestorePlan} from '../../source/model/plans.js';
import {insertBare, makeBare} from '../helpers/datasets/bare.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {stateOf} from '../helpers/jobs/continue-job.js';
import {jobSetting, milvaultIn, runKilled, type JobSetting} from '../helpers/jobs/job-setting.js';
import {allRows, ok, openSdk} from '../helpers/milvus/rows.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';

/*
 * A job continues with what it was planned for: the backup, the collections and the Milvus, by what
 * tells them apart, never by their names.
 */

const {milvus235: server, milvus235local} = servers();
const client = await openSdk(server);
const db = `bound_${randomBytes(3).toString('hex')}`;
const repository = settingsOf(await newBucket(), {rootPath: 'b'});
const source = 'rows';
const target = 'rows_r';

test.after.always(async () => {
	await dropDatabase(client, db);
	await client.closeConnection();
});

async function opened(t: ExecutionContext): Promise<Session> {
	return sessionFor(t, {
		server: {...server, cluster: {...server.cluster, name: 'c'}},
		repository,
	});
}

/** The collection with these rows only, and a backup of it, again under the same name. */
async function backUp(
	t: ExecutionContext,
	name: string,
	rows: {first: number; rows: number},
): Promise<Session> {
	const session = await opened(t);
	await removeBackup(await session.repositoryPlace(), name);
	ok(await client.dropCollection({db_name: db, collection_name: source}));
	await makeBare(client, db, {name: source, ...rows});
	const plan = await planBackup(session, {name, filter: `${db}.${source}`});
	t.is((await createBackup(session, plan)).outcome, 'complete');
	return session;
}

async function keysOf(collection: string): Promise<number[]> {
	const about = {db_name: db, collection_name: collection};
	await client.createIndex({
		...about,
		field_name: 'v',
		index_type: 'FLAT',
		metric_type: 'L2',
	});
	ok(await client.loadCollectionSync(about));
	const keys = [...(await allRows(client, db, collection)).keys()];
	return keys.map(Number).toSorted((a, b) => a - b);
}

async function names(): Promise<string[]> {
	const {data} = ok(await client.showCollections({db_name: db}));
	return data.map(one => one.name).toSorted();
}

const range = (first: number, rows: number): number[] =>
	Array.from({length: rows}, (_, index) => first + index);

/** A restore without indexes, killed (-9) right after its rows were imported. */
async function cutShort(
	t: ExecutionContext,
	setting: JobSetting,
	session: Session,
	options: RestoreOptions,
): Promise<{id: string; plan: RestorePlan; working: string}> {
	const plan = await planRestore(session, {...options, withIndex: false});
	const {id, isKilled} = await runKilled(
		setting,
		{kind: 'restore', plan},
		{on: 'journal', name: 'import-ended', nth: 1, when: 'after'},
	);
	t.true(isKilled);
	const [planned] = plan.collections;
	const name = planned!.target.split('.')[1]!;
	return {id, plan, working: `${name}_milvault_${id.slice(0, 8)}`};
}

test.serial('a database of its own', async t => {
	ok(await client.createDatabase({db_name: db}));
	await makeBare(client, db, {name: source});
	t.pass();
});

test.serial(
	'a restore whose backup was made anew since is not gone on with: continue is refused, the same command takes away what it had made and restores the new rows only',
	async t => {
		const name = 'anew';
		const setting = await jobSetting(t, server, repository);
		const before = await backUp(t, name, {first: 0, rows: 40});
		const {id, working} = await cutShort(t, setting, before, {
			name,
			suffix: '_r',
		});
		t.true((await names()).includes(working));
		await backUp(t, name, {first: 1000, rows: 60});

		// A line that is lost before anything was looked at costs nothing.
		const lost = await milvaultIn(setting, ['jobs', 'continue', id, '--address', '127.0.0.1:1']);
		t.is(lost.exitCode, 5, lost.stderr);
		for (const _ of [1, 2]) {
			const {exitCode, result} = await milvaultIn(setting, ['jobs', 'continue', id, '--json']);
			t.is(exitCode, 1);
			t.like(result, {error: {code: 'backup-changed'}});
		}

		t.deepEqual(await names(), [source, working].toSorted());
		const again = await milvaultIn(setting, ['restore', name, '--suffix', '_r', '--data-only']);
		t.is(again.exitCode, 0, again.stderr);
		t.regex(again.stderr, new RegExp(`job ${id.slice(0, 8)} .*starts again`));
		t.deepEqual(await names(), [source, target]);
		t.deepEqual(await keysOf(target), range(1000, 60));
		t.is(await stateOf(setting, id), undefined);
		ok(await client.dropCollection({db_name: db, collection_name: target}));
	},
);

test.serial(
	'what such a job had made can be cleaned instead, although its backup is another one',
	async t => {
		const name = 'cleaned';
		const setting = await jobSetting(t, server, repository);
		const before = await backUp(t, name, {first: 0, rows: 40});
		const {id, working} = await cutShort(t, setting, before, {
			name,
			suffix: '_r',
		});
		await backUp(t, name, {first: 1000, rows: 60});
		const {exitCode, stdout} = await milvaultIn(setting, ['jobs', 'clean', id]);
		t.is(exitCode, 0);
		t.true(stdout.includes(working), stdout);
		t.deepEqual(await names(), [source]);
	},
);

test.serial(
	'an interrupted restore without indexes is continued by the same command, and by no other',
	async t => {
		const name = 'same';
		const setting = await jobSetting(t, server, repository);
		const session = await backUp(t, name, {first: 0, rows: 40});
		const {id} = await cutShort(t, setting, session, {name, suffix: '_r'});
		const args = ['restore', name, '--suffix', '_r'];
		const other = await milvaultIn(setting, [...args, '--dry-run']);
		t.false(other.stderr.includes('Continuing job'));
		const {exitCode, stderr} = await milvaultIn(setting, [...args, '--data-only']);
		t.is(exitCode, 0, stderr);
		t.true(stderr.includes(`Continuing job ${id.slice(0, 8)}`), stderr);
		t.is(await stateOf(setting, id), 'complete');
		t.deepEqual(await names(), [source, target]);
		t.deepEqual(await keysOf(target), range(0, 40));
	},
);

test.serial(
	'after another collection came to stand under the target, the same command looks again and plans anew',
	async t => {
		const name = 'same';
		const setting = await jobSetting(t, server, repository);
		const session = await opened(t);
		const {id} = await cutShort(t, setting, session, {
			name,
			suffix: '_r',
			onConflict: 'replace',
		});
		ok(await client.dropCollection({db_name: db, collection_name: target}));
		await makeBare(client, db, {name: target, first: 500, rows: 10});
		const args = [
			'restore',
			name,
			'--suffix',
			'_r',
			'--data-only',
			'--on-conflict',
			'replace',
			'--confirm',
			`${db}.${target}`,
			'--json',
		];
		const first = await milvaultIn(setting, args);
		t.is(first.exitCode, 1);
		t.like(first.lines.at(-1), {
			collections: [{error: {code: 'target-changed'}}],
		});
		t.deepEqual(await names(), [source, target]);
		t.deepEqual(await keysOf(target), range(500, 10));
		const second = await milvaultIn(setting, args);
		t.is(second.exitCode, 0, second.stderr);
		t.is(await stateOf(setting, id), undefined);
		t.deepEqual(await names(), [source, target]);
		t.deepEqual(await keysOf(target), range(0, 40));
		ok(await client.dropCollection({db_name: db, collection_name: target}));
	},
);

test.serial(
	'neither a restore nor a backup goes on with another Milvus that answers under the address by now',
	async t => {
		const name = 'same';
		const session = await opened(t);
		const other = await sessionFor(t, {
			server: {
				...milvus235local,
				cluster: {
					...milvus235local.cluster,
					name: 'c',
					storage: server.cluster.storage,
				},
			},
			repository,
		});
		const restore = await planRestore(session, {name, suffix: '_r'});
		const refused = await t.throwsAsync(restoreBackup(other, restore));
		t.true(hasCode(refused, 'cluster-changed'), String(refused));
		const backup = await planBackup(session, {
			name: 'elsewhere',
			filter: `${db}.*`,
		});
		const error = await t.throwsAsync(createBackup(other, backup));
		t.true(hasCode(error, 'cluster-changed'), String(error));
		const {storage, rootPath} = await session.repositoryPlace();
		t.false(await storage.hasPrefix(`${rootPath}/elsewhere/`));
	},
);

test.serial(
	'a backup that was changed or made anew after the plan was shown is not restored by it, whoever runs it',
	async t => {
		const name = 'shown';
		const session = await backUp(t, name, {first: 0, rows: 5});
		const plan = await planRestore(session, {name, suffix: '_r'});
		await insertBare(client, db, {name: source, first: 100, rows: 5});
		await backUp(t, name, {first: 0, rows: 5});
		const error = await t.throwsAsync(restoreBackup(session, plan));
		t.true(hasCode(error, 'backup-changed'), String(error));
		t.deepEqual(await names(), [source]);
	},
);

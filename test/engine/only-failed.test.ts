import {randomBytes} from 'node:crypto';
import test from 'ava';
import {createBackup} from '../../source/engine/create-backup.js';
import {getBackup} from '../../source/engine/get-backup.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import {hasCode} from '../../source/model/milvault-error.js';
import {makeBare} from '../helpers/datasets/bare.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {restoreInto} from '../helpers/program/restore-into.js';
import {ok, openSdk} from '../helpers/milvus/rows.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';

/*
 * Collections that are dropped, or created again, while they are backed up; and what failed added
 * later.
 */

const server = servers().milvus235;
const sdk = await openSdk(server);
const db = `failed_${randomBytes(4).toString('hex')}`;
const repository = settingsOf(await newBucket(), {rootPath: 'b'});
const backup = (onlyFailed = false) =>
	({
		name: 'whole',
		filter: `${db}.*`,
		strategy: 'auto',
		withRbac: false,
		onlyFailed,
	}) as const;

test.after.always(async () => {
	await dropDatabase(sdk, db);
	await dropDatabase(sdk, `${db}_to`);
	await sdk.closeConnection();
});

test.serial(
	'a collection that is dropped and one that is made anew fail, the others are backed up, and what is there again is added',
	async t => {
		ok(await sdk.createDatabase({db_name: db}));
		for (const name of ['kept', 'dropped', 'anew']) {
			await makeBare(sdk, db, {name, rows: 40});
		}

		const session = await sessionFor(t, {server, repository});
		const plan = await planBackup(session, backup());
		// After the plan, which is when a backup of hours meets it.
		for (const name of ['dropped', 'anew']) {
			ok(await sdk.dropCollection({db_name: db, collection_name: name}));
		}

		await makeBare(sdk, db, {name: 'anew', rows: 70});
		const first = await createBackup(session, plan);
		t.is(first.outcome, 'partial');
		t.deepEqual(
			first.collections.map(({collection, error}) => [collection, error?.code]),
			[
				[`${db}.anew`, 'collection-vanished'],
				[`${db}.dropped`, 'collection-vanished'],
				[`${db}.kept`, undefined],
			],
		);
		const before = await getBackup(session, 'whole');
		t.is(before.state, 'partial');
		t.deepEqual(
			before.contents.map(({name, rows}) => [name, rows]),
			[['kept', '40']],
		);

		const again = await planBackup(session, backup(true));
		t.deepEqual(
			again.collections.map(({name}) => name),
			['anew'],
		);
		const second = await createBackup(session, again);
		t.is(second.outcome, 'complete', JSON.stringify(second));
		const after = await getBackup(session, 'whole');
		t.deepEqual(
			after.contents.map(({name, rows}) => [name, rows]),
			[
				['anew', '70'],
				['kept', '40'],
			],
		);
		t.deepEqual(
			after.failed.map(({collection}) => collection),
			[`${db}.dropped`],
		);
		const {result} = await restoreInto(session, 'whole', `${db}_to`, {
			from: db,
		});
		t.is(result.outcome, 'complete', JSON.stringify(result));
		t.deepEqual(
			result.collections.map(({rows}) => rows),
			['70', '40'],
		);
	},
);

test.serial('adding that fails leaves the backup as it was', async t => {
	const session = await sessionFor(t, {server, repository});
	await makeBare(sdk, db, {name: 'dropped', rows: 10});
	const plan = await planBackup(session, backup(true));
	ok(await sdk.dropCollection({db_name: db, collection_name: 'dropped'}));
	const before = await getBackup(session, 'whole');
	const result = await createBackup(session, plan);
	t.is(result.outcome, 'failed');
	t.deepEqual(await getBackup(session, 'whole'), before);
});

test.serial('where nothing failed there is nothing to add', async t => {
	const session = await sessionFor(t, {server, repository});
	await makeBare(sdk, db, {name: 'dropped', rows: 10});
	t.is((await createBackup(session, await planBackup(session, backup(true)))).outcome, 'complete');
	t.is((await getBackup(session, 'whole')).state, 'complete');
	const error = await t.throwsAsync(planBackup(session, backup(true)));
	t.true(hasCode(error, 'nothing-failed'));
});

import {randomBytes} from 'node:crypto';
import path from 'node:path';
import test from 'ava';
import {planRestore} from '../../source/engine/plan-restore.js';
import {restoreBackup} from '../../source/engine/restore-backup.js';
import {openStorage} from '../../source/storage/open-storage.js';
import {
	fixturesDirectory,
	putBackupFiles,
	readBackupFiles,
} from '../helpers/backups/backup-files.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {backup, restore, restored} from '../helpers/fake-milvus/backup-and-restore.js';
import {openFakeSession} from '../helpers/fake-milvus/fake-session.js';
import {putFixture} from '../helpers/fake-milvus/put-fixture.js';
import {allRows, ok, openSdk} from '../helpers/milvus/rows.js';
import {settingsOf} from '../helpers/backups/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';

/*
 * A restore brings rows with the times at which they were first written; collection.ttl.seconds
 * counts from there.
 */

const {milvus235} = servers();
const unique = randomBytes(4).toString('hex');
const repository = settingsOf('milvus-data', {rootPath: `ttl-${unique}`});
const db = `ttl_${unique}`;
const sdk = await openSdk(milvus235);
const about = {db_name: db, collection_name: 'shop_items'};
const key = 'collection.ttl.seconds';

test.before('a backup whose collection has a time to live of a minute', async () => {
	const storage = await openStorage(repository);
	const files = await readBackupFiles(path.join(fixturesDirectory, 'shop_peer'));
	await putBackupFiles(
		storage,
		`${repository.rootPath}/minute`,
		new Map(
			[...files].map(([name, body]) => [
				name,
				name.startsWith('meta/')
					? Buffer.from(body.toString().replaceAll('"864000000"', '"60"'))
					: body,
			]),
		),
	);
	storage.close();
	ok(await sdk.createDatabase({db_name: db}));
});

test.after.always(async () => {
	await dropDatabase(sdk, db);
	await sdk.closeConnection();
});

const request = {
	name: 'minute',
	filter: 'shop_items',
	renames: [`default.*:${db}.*`],
};

test.serial(
	'rows that are past their time to live are counted in the plan and told in the report, before Milvus takes them away',
	async t => {
		const session = await sessionFor(t, {server: milvus235, repository});
		const plan = await planRestore(session, request);
		const expire = {
			code: 'rows-expire',
			details: {
				collections: [
					{
						collection: `${db}.shop_items`,
						rows: '400',
						seconds: 60,
						expired: '400',
						soon: '0',
					},
				],
			},
		} as const;
		t.deepEqual(
			plan.warnings.filter(({code}) => code === 'rows-expire'),
			[expire],
		);
		const result = await restoreBackup(session, plan);
		t.is(result.outcome, 'complete', JSON.stringify(result));
		t.deepEqual(
			result.warnings.filter(({code}) => code === 'rows-expire'),
			[expire],
		);
		const {properties} = ok(await sdk.describeCollection(about));
		t.is(properties.find(one => one.key === key)?.value, '60');
	},
);

test.serial(
	'without their time to live all rows stay, are counted, and how to set it again is told',
	async t => {
		const session = await sessionFor(t, {server: milvus235, repository});
		const plan = await planRestore(session, {
			...request,
			renames: undefined,
			filter: 'shop_items',
			suffix: `_${unique}`,
			withoutTtl: true,
		});
		const {target} = plan.collections[0]!;
		t.like(plan.collections[0], {timeToLive: {seconds: 60, isLeftOut: true}});
		t.deepEqual(
			plan.warnings.filter(({code}) => code === 'ttl-left-out' || code === 'rows-expire'),
			[
				{
					code: 'ttl-left-out',
					details: {collections: [{collection: target, seconds: 60}]},
				},
			],
		);
		const name = target.replace('default.', '');
		t.teardown(async () => sdk.dropCollection({collection_name: name}));
		const result = await restoreBackup(session, plan);
		t.is(result.outcome, 'complete', JSON.stringify(result));
		t.like(result.collections[0], {rows: '395', rowsCheckedBy: 'count'});
		const made = ok(await sdk.describeCollection({collection_name: name}));
		t.deepEqual(
			made.properties.filter(one => one.key === key),
			[],
		);
		t.is((await allRows(sdk, 'default', name)).size, 395);
	},
);

const ageSeconds = (timestamp: string): number =>
	Math.floor((Date.now() - Number(BigInt(timestamp) >> 18n)) / 1000);
/** When shop_items of the fixture was made; its rows are a little younger. */
const made = '470639819636080654';

for (const [what, seconds, expired, soon] of [
	['are far from their end are not mentioned', 86_400 * 30, undefined, '0'],
	['pass their time within a day are mentioned', 43_200, '0', '400'],
	['are past it are counted', -86_400, '400', '0'],
] as const) {
	test(`simulated Milvus 2.6.6: rows that ${what}`, async t => {
		const opened = await openFakeSession(t, {version: '2.6.6'});
		const {state} = opened.fake;
		const shop = await putFixture(state, {
			backup: 'shop_peer',
			collection: 'shop_items',
		});
		const value = String(ageSeconds(made) + seconds);
		shop.properties = [{key, value}];
		shop.schema.properties = [{key, value}];
		await backup(opened);
		const plan = await planRestore(opened.session, {name: 'b', suffix: '_x'});
		const found = plan.warnings.find(({code}) => code === 'rows-expire');
		t.deepEqual(
			found?.details,
			expired === undefined
				? undefined
				: {
						collections: [
							{
								collection: 'default.shop_items_x',
								rows: '400',
								seconds: Number(value),
								expired,
								soon,
							},
						],
					},
		);

		const {result} = await restore(opened, {withoutTtl: true});
		t.is(result.outcome, 'complete', JSON.stringify(result));
		const {schema, properties} = restored(state, 'shop_items');
		t.deepEqual(
			[...properties, ...(schema.properties ?? [])].filter(one => one.key === key),
			[],
		);
	});
}

test('simulated Milvus 2.6.6: rows that are appended are under the time to live of what they are appended to', async t => {
	const opened = await openFakeSession(t, {version: '2.6.6'});
	const {state} = opened.fake;
	const shop = await putFixture(state, {
		backup: 'shop_peer',
		collection: 'shop_items',
	});
	await backup(opened);
	shop.properties = [{key, value: '60'}];
	const plan = await planRestore(opened.session, {
		name: 'b',
		onConflict: 'append',
		withoutTtl: true,
	});
	t.like(plan.collections[0], {
		action: 'append',
		timeToLive: {seconds: 60, expired: '400', soon: '0'},
	});
	t.true(plan.warnings.some(({code}) => code === 'rows-expire'));
});

test('simulated Milvus 2.6.6: where times cannot be read the plan says that rows may vanish', async t => {
	const opened = await openFakeSession(t, {version: '2.6.6'});
	const {state} = opened.fake;
	const shop = await putFixture(state, {
		backup: 'shop_peer',
		collection: 'shop_items',
	});
	shop.properties = [{key, value: '60'}];
	for (const segment of shop.segments) {
		segment.storageVersion = 2;
	}

	await backup(opened);
	const plan = await planRestore(opened.session, {name: 'b', suffix: '_x'});
	t.deepEqual(plan.warnings.find(({code}) => code === 'rows-expire')?.details, {
		collections: [{collection: 'default.shop_items_x', rows: '400', seconds: 60}],
	});
});

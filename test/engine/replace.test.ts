import {randomBytes} from 'node:crypto';
import test, {type ExecutionContext} from 'ava';
import {createBackup} from '../../source/engine/create-backup.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import {planRestore} from '../../source/engine/plan-restore.js';
import {restoreBackup} from '../../source/engine/restore-backup.js';
import type {Session} from '../../source/engine/session.js';
import {hasCode} from '../../source/model/milvault-error.js';
import {lossesOf, unconfirmedOf} from '../../source/model/losses.js';
import type {RestoreRequest} from '../../source/model/plans.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {allRows, ok, openSdk} from '../helpers/milvus/rows.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import {assertSameRows} from '../helpers/milvus/same-rows.js';
import {servers} from '../helpers/servers/servers.js';
import {makeSmallCollections} from '../helpers/milvus/small-collections.js';

/*
 * In the place of what is there: the old collection stays as it is until its successor has been
 * checked.
 */

const server = servers().milvus235;
const sdk = await openSdk(server);
const db = `replace_${randomBytes(4).toString('hex')}`;
const repository = settingsOf(await newBucket(), {rootPath: 'b'});
const name = 'whole';

test.serial('two collections, backed up', async t => {
	await makeSmallCollections(sdk, db);
	const session = await sessionFor(t, {server, repository});
	const plan = await planBackup(session, {
		name,
		filter: `${db}.*`,
		strategy: 'auto',
		withRbac: false,
	});
	t.is((await createBackup(session, plan)).outcome, 'complete');
});

test.after.always(async () => {
	await dropDatabase(sdk, db);
	await sdk.closeConnection();
});

const request = (changes: Partial<RestoreRequest> = {}): RestoreRequest => ({
	name,
	filter: `${db}.plain`,
	onConflict: 'replace',
	withIndex: true,
	withLoad: true,
	metaOnly: false,
	withRbac: false,
	...changes,
});

const about = {db_name: db, collection_name: 'plain'};

async function names(): Promise<string[]> {
	const {data} = ok(await sdk.showCollections({db_name: db}));
	return data.map(one => one.name).toSorted();
}

async function idOf(collection: string): Promise<string> {
	const {collectionID} = ok(await sdk.describeCollection({...about, collection_name: collection}));
	return collectionID;
}

async function opened(t: ExecutionContext): Promise<Session> {
	return sessionFor(t, {server, repository});
}

test.serial(
	'a collection is replaced: it answers until the moment of the swap, then the restored one does, under its aliases too',
	async t => {
		const before = await allRows(sdk, db, 'plain');
		ok(await sdk.delete({...about, filter: 'pk in ["key 1", "key 2"]'}));
		ok(await sdk.createAlias({...about, alias: 'live'}));
		const old = await idOf('plain');
		const changed = await allRows(sdk, db, 'plain');
		t.is(changed.size, before.size - 2);
		const session = await opened(t);
		const plan = await planRestore(session, request());
		t.deepEqual(
			plan.collections.map(({action, conflict}) => [action, conflict?.collectionId]),
			[['replace', old]],
		);
		const seen: string[] = [];
		let looking: Promise<unknown> = Promise.resolve();
		const result = await restoreBackup(session, plan, {
			onEvent(event) {
				if (event.type === 'phase-started' && event.phase !== 'finish') {
					looking = looking.then(async () => seen.push(await idOf('plain')));
				}
			},
		});
		await looking;
		t.is(result.outcome, 'complete', JSON.stringify(result));
		t.true(seen.length >= 4);
		t.deepEqual([...new Set(seen.slice(0, 3))], [old]);
		const now = await idOf('plain');
		t.not(now, old);
		t.is(await idOf('live'), now);
		t.deepEqual(await names(), ['items', 'plain']);
		assertSameRows(t, await allRows(sdk, db, 'plain'), before);
		const found = ok(
			await sdk.search({
				...about,
				collection_name: 'live',
				data: [0.1, 0.2, 0.3, 0.4],
				limit: 3,
			}),
		);
		t.is(found.results.length, 3);
		ok(await sdk.dropAlias({db_name: db, alias: 'live'} as {alias: string}));
	},
);

test.serial(
	'what would be lost is told before: a full collection that would be empty, or hold far fewer rows, or get none',
	async t => {
		const session = await opened(t);
		const warningsOf = async (changes: Partial<RestoreRequest>) =>
			(await planRestore(session, request(changes))).warnings.filter(
				({code}) =>
					code === 'replaced-by-fewer' ||
					code === 'nothing-appended' ||
					code === 'rows-added-again',
			);
		const rows = String((await allRows(sdk, db, 'plain')).size);
		const collection = `${db}.plain`;
		t.deepEqual(await warningsOf({metaOnly: true}), [
			{
				code: 'replaced-by-fewer',
				details: {collections: [{collection, rows, left: '0'}]},
			},
		]);
		t.deepEqual(await warningsOf({}), []);
		t.deepEqual(await warningsOf({metaOnly: true, onConflict: 'append'}), [
			{code: 'nothing-appended', details: {collections: [collection]}},
		]);

		const bare = await planBackup(session, {
			name: 'bare',
			filter: collection,
			strategy: 'meta_only',
			withRbac: false,
		});
		t.is((await createBackup(session, bare)).outcome, 'complete');
		const plan = await planRestore(session, request({name: 'bare'}));
		t.deepEqual(lossesOf(plan), [{target: collection, rows, left: '0'}]);
		t.deepEqual(unconfirmedOf(lossesOf(plan)), {
			targets: [collection],
			emptied: [collection],
		});
		t.true(plan.warnings.some(({code}) => code === 'replaced-by-fewer'));
	},
);

test.serial(
	'a successor that is not what was backed up never takes the place: exit 8, and the old one is as it was',
	async t => {
		const old = await idOf('plain');
		const rows = await allRows(sdk, db, 'plain');
		const session = await opened(t);
		const plan = await planRestore(session, request());
		let spoiling: Promise<unknown> | undefined;
		const result = await restoreBackup(session, plan, {
			onEvent(event) {
				if (event.type === 'phase-started' && event.phase === 'load') {
					spoiling ??= (async () => {
						const working = (await names()).find(one => one.includes('_milvault_'))!;
						ok(
							await sdk.createPartition({
								db_name: db,
								collection_name: working,
								partition_name: 'spoilt',
							}),
						);
						ok(
							await sdk.insert({
								db_name: db,
								collection_name: working,
								data: [{pk: 'not in the backup', v: [1, 2, 3, 4]}],
							}),
						);
					})();
				}
			},
		});
		await spoiling;
		t.is(result.outcome, 'failed');
		t.is(result.collections[0]?.error?.code, 'restored-differs');
		t.is(await idOf('plain'), old);
		t.deepEqual(await names(), ['items', 'plain']);
		assertSameRows(t, await allRows(sdk, db, 'plain'), rows);
	},
);

test.serial('a collection that was made anew since the plan is left alone', async t => {
	const session = await opened(t);
	const plan = await planRestore(session, request());
	const [planned] = plan.collections;
	const stale = {
		...plan,
		collections: [{...planned!, conflict: {...planned!.conflict!, collectionId: '1'}}],
	};
	const old = await idOf('plain');
	const result = await restoreBackup(session, stale);
	t.is(result.collections[0]?.error?.code, 'target-changed');
	t.is(await idOf('plain'), old);
	t.deepEqual(await names(), ['items', 'plain']);
});

test.serial(
	'an alias is no collection to replace; where nothing stands, replace creates; aliases of others move only when asked',
	async t => {
		const session = await opened(t);
		const error = await t.throwsAsync(
			planRestore(session, request({renames: [`${db}.plain:${db}.items_current`]})),
		);
		t.true(hasCode(error, 'target-is-alias'), String(error));
		const items = await idOf('items');
		for (const moveAliases of [false, true]) {
			const target = `items_${moveAliases ? 'b' : 'a'}`;
			const plan = await planRestore(
				session,
				request({
					filter: `${db}.items`,
					renames: [`${db}.items:${db}.${target}`],
					moveAliases,
				}),
			);
			t.is(plan.collections[0]?.action, 'create');
			const result = await restoreBackup(session, plan);
			t.is(result.outcome, 'complete');
			t.is(await idOf('items_current'), moveAliases ? await idOf(target) : items);
			t.is(
				result.warnings.some(({code}) => code === 'alias-held-elsewhere'),
				!moveAliases,
			);
		}
	},
);

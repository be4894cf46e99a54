import {randomBytes} from 'node:crypto';
import {rm} from 'node:fs/promises';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {createBackup} from '../../source/engine/create-backup.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import {planRestore} from '../../source/engine/plan-restore.js';
import {restoreBackup} from '../../source/engine/restore-backup.js';
import {MilvaultError} from '../../source/model/milvault-error.js';
import type {RestoreOptions} from '../../source/model/plans.js';
import {makeBare} from '../helpers/datasets/bare.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {ok, openSdk} from '../helpers/milvus/rows.js';
import {servers} from '../helpers/servers/servers.js';

/*
 * Shards and a description of one's own for what is restored, as milvus-backup's newest takes them
 * (restorePlan.mapping[].colls[].override), and names of collections by the rule of the Milvus that
 * is to have them; on Milvus 2.3.5 with local storage.
 */

const {milvus235local} = servers();
const db = `overrides_${randomBytes(3).toString('hex')}`;
const repository = {
	type: 'local',
	path: path.join(milvus235local.dataDir, db),
} as const;
const client = await openSdk(milvus235local);

const open = async (t: ExecutionContext) => sessionFor(t, {server: milvus235local, repository});

test.before(async () => {
	ok(await client.createDatabase({db_name: db}));
	await makeBare(client, db, {name: 'goods', rows: 60});
	await makeBare(client, db, {name: 'bills', rows: 50});
});

test.after.always(async () => {
	await dropDatabase(client, db);
	await client.closeConnection();
	await rm(repository.path, {recursive: true, force: true});
});

test.serial('a backup of two collections of one shard', async t => {
	const session = await open(t);
	const plan = await planBackup(session, {name: 'two-1.0', filter: `${db}.*`});
	const {outcome} = await createBackup(session, plan);
	t.is(outcome, 'complete');
	t.deepEqual(await look('goods'), {shards: 1, description: ''});
});

async function look(name: string): Promise<{shards: number; description: string}> {
	const there = ok(await client.describeCollection({db_name: db, collection_name: name}));
	return {
		shards: Number(there.shards_num),
		description: there.schema.description,
	};
}

async function restore(t: ExecutionContext, options: Partial<RestoreOptions>) {
	const session = await open(t);
	const plan = await planRestore(session, {name: 'two-1.0', ...options});
	return {plan, result: await restoreBackup(session, plan)};
}

test.serial(
	'the restored collection has the shards and the description that were wanted, and the comparison knows it',
	async t => {
		const {plan, result} = await restore(t, {
			suffix: '_wanted',
			overrides: {
				[`${db}.goods`]: {shards: 2, description: 'as “wanted”, 中文'},
				[`${db}.bills`]: {description: 'bills of 2026'},
			},
		});
		t.is(result.outcome, 'complete', JSON.stringify(result));
		t.deepEqual(result.warnings, []);
		t.deepEqual(
			result.collections.map(({rows, otherwise}) => [rows, otherwise ?? []]),
			[
				['50', []],
				['60', []],
			],
		);
		t.deepEqual(
			plan.collections.map(({override}) => override),
			[{description: 'bills of 2026'}, {shards: 2, description: 'as “wanted”, 中文'}],
		);
		t.deepEqual(await look('goods_wanted'), {
			shards: 2,
			description: 'as “wanted”, 中文',
		});
		t.deepEqual(await look('bills_wanted'), {
			shards: 1,
			description: 'bills of 2026',
		});
	},
);

test.serial('of the one that is chosen, also when it takes a place', async t => {
	const {result} = await restore(t, {
		filter: `${db}.goods`,
		suffix: '_wanted',
		onConflict: 'replace',
		overrides: {'*': {shards: 3}},
	});
	t.is(result.outcome, 'complete', JSON.stringify(result));
	t.deepEqual(await look('goods_wanted'), {shards: 3, description: ''});
});

for (const [title, options, code, details] of [
	[
		'for one collection, of two',
		{suffix: '_x', overrides: {'*': {shards: 2, description: 'd'}}},
		'one-collection-needed',
		{options: ['--shards', '--description'], count: 2},
	],
	[
		'for a collection that is not chosen',
		{
			suffix: '_x',
			filter: `${db}.goods`,
			overrides: {[`${db}.bills`]: {shards: 2}},
		},
		'override-no-match',
		{collection: `${db}.bills`},
	],
	[
		'for rows that are appended',
		{
			filter: `${db}.goods`,
			onConflict: 'append',
			overrides: {'*': {shards: 2}},
		},
		'flags-exclude',
		{first: '--shards', second: '--on-conflict append'},
	],
	[
		'a name with $, which this Milvus does not take',
		{renames: [`${db}.goods:${db}.go$ods`]},
		'bad-collection-name',
		{
			name: 'go$ods',
			version: '2.3.5',
			rule: 'a letter or _ first, then letters, digits or _, at most 255 characters',
			suggestion: 'go_ods',
		},
	],
	[
		'a filter by the new name, as milvus-backup’s is',
		{suffix: '_new', filter: `${db}.goods_new`},
		'filter-no-match',
		{near: [`${db}.goods`]},
	],
] as ReadonlyArray<readonly [string, Partial<RestoreOptions>, string, object]>) {
	test.serial(`refused before anything is asked: ${title}`, async t => {
		const session = await open(t);
		const error = (await t.throwsAsync(planRestore(session, {name: 'two-1.0', ...options}), {
			instanceOf: MilvaultError,
		})) as MilvaultError;
		t.is(error.code as string, code);
		t.like(error.details, details);
	});
}

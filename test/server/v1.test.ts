import {randomBytes} from 'node:crypto';
import test, {type ExecutionContext} from 'ava';
import {poll} from '../../source/utils/wait.js';
import {jobSetting} from '../helpers/jobs/job-setting.js';
import {openKillScene} from '../helpers/jobs/kill-scene.js';
import {startServer, type RunningServer} from '../helpers/program/running-server.js';
import {allRows, ok} from '../helpers/milvus/rows.js';
import {servers} from '../helpers/servers/servers.js';

/*
 * /api/v1, as scripts for milvus-backup call it, of the built program over a socket, against a real
 * Milvus on a real MinIO.
 */

const scene = await openKillScene(servers().milvus235);
const {db, reference} = scene;

test.after.always(async () => {
	await scene.close();
});

const open = async (t: ExecutionContext) =>
	startServer(t, await jobSetting(t, scene.server, scene.repository));
const newName = (): string => `v1_${randomBytes(4).toString('hex')}`;

type Task = {
	id: string;
	state_code: number;
	errorMessage: string;
	progress: number;
	start_time: number;
	end_time: number;
};
type Answer<Data> = {
	requestId: string;
	code?: number;
	msg: string;
	data: Data;
};
type Restore = Task & {
	collection_restore_tasks: Array<{
		state_code: number;
		target_db_name: string;
		target_collection_name: string;
	}>;
};

async function restored(server: RunningServer, id: string): Promise<Restore> {
	return poll({
		async ask() {
			const {body} = await server.ask<Answer<Restore>>(`/api/v1/get_restore?id=${id}`);
			return body.data.state_code < 2 ? undefined : body.data;
		},
		firstMs: 100,
		maxMs: 300,
		timeoutMs: 120_000,
		onTimeout: () => new Error('it is not over'),
	});
}

test.serial('create, list, get_backup and delete answer as their documentation says', async t => {
	const server = await open(t);
	const name = newName();
	const made = await server.ask<
		Answer<
			Task & {
				collection_backups: Array<Record<string, unknown>>;
				size: number;
			}
		>
	>('/api/v1/create', {
		body: {backup_name: name, db_collections: {[db]: ['items', 'plain']}},
		headers: {request_id: `made-by-${name}`},
	});
	t.is(made.status, 200);
	t.like(made.body, {
		requestId: `made-by-${name}`,
		msg: 'success',
		data: {name, state_code: 2, progress: 100},
	});
	t.false('code' in made.body);
	const [items] = made.body.data.collection_backups.toSorted((a, b) =>
		String(a['collection_name']) < String(b['collection_name']) ? -1 : 1,
	);
	t.like(items, {
		db_name: db,
		collection_name: 'items',
		load_state: 'Loaded',
		has_index: true,
	});
	t.false('partition_backups' in items!);
	// int64 beyond 2^53, bare and whole.
	const [id] = /(?<="collection_id":)\d{18,}(?=,)/.exec(made.text) ?? [];
	t.truthy(id);
	t.true(scene.objects.size > 0 && BigInt(id ?? 0) > 2n ** 53n);

	const list =
		await server.ask<Answer<Array<{id: string; name: string; size: number}>>>('/api/v1/list');
	t.deepEqual(list.body.data.map(backup => backup.name).toSorted(), [name, reference].toSorted());
	const own = list.body.data.find(backup => backup.name === name);
	t.true((own?.size ?? 0) > 0);
	for (const query of [`backup_name=${name}`, `backup_id=${own?.id}`]) {
		const got = await server.ask<Answer<object>>(`/api/v1/get_backup?${query}`);
		t.like(got.body.data, {
			name,
			state_code: 2,
			milvus_version: 'v2.3.5-lite',
		});
	}

	const gone = await server.ask<Answer<null>>(`/api/v1/delete?backup_name=${name}`, {
		method: 'DELETE',
	});
	t.like(gone.body, {msg: 'success'});
	for (const [path, method] of [
		[`/api/v1/get_backup?backup_name=${name}`, 'GET'],
		[`/api/v1/delete?backup_name=${name}`, 'DELETE'],
	] as const) {
		const missing = await server.ask<Answer<null>>(path, {method});
		t.is(missing.status, 200);
		t.is(missing.body.code, 404);
		t.regex(missing.body.msg, new RegExp(name));
	}

	// The same name can be taken again.
	const again = await server.ask<Answer<null>>('/api/v1/create', {
		body: {
			backup_name: name,
			async: true,
			filter: {[db]: {colls: ['plain']}},
		},
	});
	t.like(again.body, {
		msg: 'create backup is executing asynchronously',
		data: null,
	});
	const done = await poll({
		async ask() {
			const {body} = await server.ask<Answer<Task & {collection_backups: unknown[]}>>(
				`/api/v1/get_backup?backup_name=${name}`,
			);
			t.true(Array.isArray(body.data.collection_backups));
			return body.data.state_code < 2 ? undefined : body.data;
		},
		firstMs: 50,
		maxMs: 300,
		timeoutMs: 60_000,
		onTimeout: () => new Error('it is not over'),
	});
	t.like(done, {state_code: 2, progress: 100});
	t.is(done.collection_backups.length, 1);
	const taken = await server.ask<Answer<null>>('/api/v1/create', {
		body: {backup_name: name},
	});
	t.like(taken.body, {code: 3});
	t.regex(taken.body.msg, /A backup “.*” already exists/);
});

test.serial(
	'a restore by suffix, by renames, by database maps and by plan is told until it is done',
	async t => {
		const server = await open(t);
		const {client} = scene;
		const to = scene.newDb();
		ok(await client.createDatabase({db_name: to}));
		const rows = scene.collections.get('plain')?.rows;
		const asked = await server.ask<Answer<Restore>>('/api/v1/restore', {
			body: {
				requestId: 'r-1',
				id: 'my_restore',
				backup_name: reference,
				collection_names: [`${db}.plain`],
				collection_suffix: '_recover',
				restoreIndex: true,
				async: true,
			},
		});
		t.like(asked.body, {
			requestId: 'r-1',
			msg: 'restore backup is executing asynchronously',
			data: {id: 'my_restore'},
		});
		t.false('code' in asked.body, asked.body.msg);
		const first = await restored(server, 'my_restore');
		t.like(first, {state_code: 2, progress: 100, errorMessage: ''});
		t.like(first.collection_restore_tasks, [
			{
				state_code: 2,
				target_db_name: db,
				target_collection_name: 'plain_recover',
			},
		]);
		t.true(first.end_time >= first.start_time && first.start_time > 1.7e9);

		for (const [how, body] of [
			[
				'by_name',
				{
					db_collections: JSON.stringify({[db]: ['plain']}),
					collection_renames: {[`${db}.plain`]: `${to}.by_name`},
				},
			],
			[
				'by_plan',
				{
					restorePlan: {
						mapping: [
							{
								source: db,
								target: to,
								colls: [{source: 'plain', target: 'by_plan'}],
							},
						],
					},
				},
			],
			[
				'plain',
				{
					collection_renames: {[`${db}.*`]: `${to}.*`},
					db_collections_after_rename: {[to]: ['plain']},
				},
			],
		] as const) {
			const {body: answer} = await server.ask<Answer<Restore>>('/api/v1/restore', {
				body: {backup_name: reference, ...body},
			});
			t.is(answer.code, undefined, answer.msg);
			t.deepEqual(
				answer.data.collection_restore_tasks.map(
					task => `${task.target_db_name}.${task.target_collection_name}`,
				),
				[`${to}.${how}`],
			);
			t.is(answer.data.state_code, 2);
		}

		// Without restoreIndex there is no index; rows tell once there is one.
		for (const name of ['by_name', 'by_plan', 'plain']) {
			const collection = {db_name: to, collection_name: name};
			ok(
				await client.createIndex({
					...collection,
					field_name: 'v',
					index_type: 'FLAT',
					metric_type: 'L2',
				}),
			);
			ok(await client.loadCollectionSync(collection));
			t.deepEqual(await allRows(client, to, name), rows);
		}

		const there = await server.ask<Answer<null>>('/api/v1/restore', {
			body: {
				backup_name: reference,
				collection_names: [`${db}.plain`],
				collection_suffix: '_recover',
			},
		});
		t.is(there.body.code, 3);
		t.regex(there.body.msg, /plain_recover/);
		const replaced = await server.ask<Answer<Restore>>('/api/v1/restore', {
			body: {
				backup_name: reference,
				collection_names: [`${db}.plain`],
				collection_suffix: '_recover',
				dropExistCollection: true,
			},
		});
		t.is(replaced.body.code, undefined, replaced.body.msg);
		t.is(replaced.body.data.state_code, 2);
		t.is(replaced.body.msg, 'success');
		const emptied = await server.ask<Answer<Restore>>('/api/v1/restore', {
			body: {
				backup_name: reference,
				collection_names: [`${db}.plain`],
				collection_suffix: '_recover',
				dropExistCollection: true,
				metaOnly: true,
			},
		});
		t.is(emptied.body.code, undefined, emptied.body.msg);
		t.regex(
			emptied.body.msg,
			/^success\. Rows will be lost: \S+plain_recover holds \d+ rows now and will be empty/,
		);
	},
);

test.serial('the check is a text', async t => {
	const server = await open(t);
	const hello = await server.ask<string>('/api/v1/hello');
	t.is(hello.text, 'Hello, This is backup service');
	const check = await server.ask<string>('/api/v1/check');
	t.is(check.status, 200);
	t.regex(check.text, /2\.3\.5 answers/);
});

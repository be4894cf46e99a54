import {randomBytes} from 'node:crypto';
import test, {type ExecutionContext} from 'ava';
import {poll} from '../../source/utils/wait.js';
import {jobSetting} from '../helpers/jobs/job-setting.js';
import {openKillScene} from '../helpers/jobs/kill-scene.js';
import {startServer, type RunningServer} from '../helpers/program/running-server.js';
import {allRows, ok} from '../helpers/milvus/rows.js';
import {servers} from '../helpers/servers/servers.js';

/* /api/v2 of the built program over a socket, against a real Milvus on a real MinIO. */

const scene = await openKillScene(servers().milvus235);

test.after.always(async () => {
	await scene.close();
});

const open = async (t: ExecutionContext) =>
	startServer(t, await jobSetting(t, scene.server, scene.repository));
const newName = (): string => `b_${randomBytes(4).toString('hex')}`;

type Job = {
	id: string;
	state: string;
	canContinue: boolean;
	progress: {percent: number; rowsDone: string};
	collections: Array<{collection: string; target?: string; outcome?: string}>;
	result?: {outcome: string; rows: string};
	error?: {code: string};
};

async function over(server: RunningServer, id: string): Promise<Job> {
	return poll({
		async ask() {
			const {body} = await server.ask<Job>(`/api/v2/jobs/${id}`);
			return body.state === 'running' ? undefined : body;
		},
		firstMs: 50,
		maxMs: 300,
		timeoutMs: 120_000,
		onTimeout: () => new Error('it is not over'),
	});
}

test.serial(
	'a backup is planned, made, told of by events, listed, got, verified, restored and deleted',
	async t => {
		const server = await open(t);
		const name = newName();
		const request = {name, filter: `${scene.db}.*`};
		const plan = await server.ask<{plan: {collections: unknown[]}}>('/api/v2/backups', {
			body: {...request, dryRun: true},
		});
		t.is(plan.status, 200);
		t.is(plan.body.plan.collections.length, 2);
		const started = await server.ask<Job>('/api/v2/backups', {body: request});
		t.is(started.status, 202, started.text);
		t.is(started.headers.get('location'), `/api/v2/jobs/${started.body.id}`);

		const events = await server.ask<string>(`/api/v2/jobs/${started.body.id}/events`);
		t.is(events.headers.get('content-type'), 'text/event-stream');
		const types = [...events.text.matchAll(/^event: (.+)$/gm)].map(([, type]) => type);
		t.is(types[0], 'job-started');
		t.is(types.filter(type => type === 'collection-ended').length, 2);
		t.is(types.at(-1), 'end');
		const last = JSON.parse(events.text.trim().split('data: ').at(-1) ?? '') as Job;
		t.like(last, {state: 'complete', progress: {percent: 100}});
		const done = await over(server, started.body.id);
		t.deepEqual(done, last);
		t.is(done.result?.rows, scene.rows);
		t.deepEqual(
			done.collections.map(({outcome}) => outcome),
			['complete', 'complete'],
		);

		const list = await server.ask<{backups: Array<{name: string}>}>('/api/v2/backups');
		t.true(list.body.backups.some(backup => backup.name === name));
		const details = await server.ask<{contents: unknown[]; rows: string}>(
			`/api/v2/backups/${name}`,
		);
		t.like(details.body, {rows: scene.rows, state: 'complete'});
		t.is(details.body.contents.length, 2);

		const verify = await server.ask<Job>('/api/v2/verifications', {
			body: {backups: [name], level: 'full'},
		});
		t.like(await over(server, verify.body.id), {state: 'complete'});

		const to = scene.newDb();
		const restore = await server.ask<Job>('/api/v2/restores', {
			body: {backup: name, renames: {[`${scene.db}.*`]: `${to}.*`}},
		});
		t.is(restore.status, 202, restore.text);
		const restored = await over(server, restore.body.id);
		t.like(restored, {state: 'complete'});
		t.deepEqual(
			restored.collections.map(({target}) => target ?? '').toSorted((a, b) => (a < b ? -1 : 1)),
			[`${to}.items`, `${to}.plain`],
		);
		for (const [collection, {rows}] of scene.collections) {
			t.deepEqual(await allRows(scene.client, to, collection), rows);
		}

		const taken = await server.ask('/api/v2/backups', {body: request});
		t.is(taken.status, 409);
		t.is(taken.headers.get('content-type'), 'application/problem+json');
		t.like(taken.body, {code: 'name-taken', status: 409, retriable: false});

		const first = await server.ask<string>('/metrics');
		t.regex(first.text, /milvault_last_verification_timestamp_seconds\{cluster="c"\} \d/);
		const removal = await server.ask<Job>(`/api/v2/backups/${name}`, {
			method: 'DELETE',
		});
		t.is(removal.status, 202);
		t.like(await over(server, removal.body.id), {state: 'complete'});
		t.is((await server.ask(`/api/v2/backups/${name}`)).status, 404);

		const jobs = await server.ask<{jobs: Array<{kind: string}>}>('/api/v2/jobs');
		t.deepEqual(
			jobs.body.jobs.map(({kind}) => kind),
			['delete', 'restore', 'verify', 'backup'],
		);
		const metrics = await server.ask<string>('/metrics');
		t.regex(metrics.text, /milvault_jobs_total\{kind="backup",outcome="complete"\} 1/);
		t.regex(metrics.text, /milvault_last_backup_timestamp_seconds\{cluster="c"\} \d/);
		t.notRegex(server.output(), /a-token-of-the-tests-only/);
	},
);

test.serial(
	'a collection is replaced only when it is named; a job is cancelled, continued, cleaned',
	async t => {
		const server = await open(t);
		const to = scene.newDb();
		const body = {
			backup: scene.reference,
			renames: {[`${scene.db}.*`]: `${to}.*`},
		};
		const first = await server.ask<Job>('/api/v2/restores', {body});
		t.is(first.status, 202, first.text);
		// Cancelled as soon as something is there to be continued.
		await poll({
			async ask() {
				const {text} = await server.ask(`/api/v2/jobs/${first.body.id}`);
				return text.includes('"phase":"import"') ? true : undefined;
			},
			firstMs: 20,
			maxMs: 50,
			timeoutMs: 60_000,
			onTimeout: () => new Error('it never imported'),
		});
		const cancelled = await server.ask<Job>(`/api/v2/jobs/${first.body.id}/cancel`, {
			method: 'POST',
		});
		t.like(cancelled.body, {state: 'cancelled', canContinue: true});
		t.is(
			(
				await server.ask(`/api/v2/jobs/${first.body.id}/cancel`, {
					method: 'POST',
				})
			).status,
			409,
		);
		const again = await server.ask<Job>(`/api/v2/jobs/${first.body.id}/continue`, {method: 'POST'});
		t.is(again.status, 202, again.text);
		t.is(again.body.id, first.body.id);
		t.like(await over(server, first.body.id), {state: 'complete'});

		const conflict = await server.ask('/api/v2/restores', {body});
		t.like(conflict.body, {status: 409, code: 'target-exists'});
		const unconfirmed = await server.ask('/api/v2/restores', {
			body: {...body, onConflict: 'replace', confirm: [`${to}.items`]},
		});
		t.like(unconfirmed.body, {status: 400, code: 'replace-unconfirmed'});
		const replaced = await server.ask<Job>('/api/v2/restores', {
			body: {
				...body,
				onConflict: 'replace',
				confirm: [`${to}.items`, `${to}.plain`],
			},
		});
		t.like(await over(server, replaced.body.id), {state: 'complete'});
		for (const [collection, {rows}] of scene.collections) {
			t.deepEqual(await allRows(scene.client, to, collection), rows);
		}

		const cleaned = await server.ask(`/api/v2/jobs/${first.body.id}`, {
			method: 'DELETE',
		});
		t.is(cleaned.status, 200, cleaned.text);
		t.is((await server.ask(`/api/v2/jobs/${first.body.id}`)).status, 404);
		const {collection_names: kept} = {
			collection_names: ok(await scene.client.listCollections({db_name: to})).data.map(
				({name}) => name,
			),
		};
		t.deepEqual(kept.toSorted(), ['items', 'plain']);
	},
);

test.serial('the check is told as data, and health needs no token', async t => {
	const server = await open(t);
	const check = await server.ask<{checks: Array<{id: string}>}>('/api/v2/check');
	t.is(check.status, 200, check.text);
	t.like(check.body, {outcome: 'complete', cluster: 'c', repository: 'r'});
	for (const path of ['/healthz', '/readyz', '/metrics']) {
		const {status} = await fetch(`${server.url}${path}`);
		t.is(status, 200, path);
	}

	for (const path of ['/api/v1/list', '/api/v2/jobs']) {
		const {status, headers} = await fetch(`${server.url}${path}`);
		t.is(status, 401, path);
		t.is(headers.get('www-authenticate'), 'Bearer');
	}
});

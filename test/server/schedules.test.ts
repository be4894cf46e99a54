import {readdir} from 'node:fs/promises';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {join} from 'node:path';
import test from 'ava';
import {poll} from '../../source/utils/wait.js';
import {injectApp, injectToken} from '../helpers/program/inject-app.js';
import {startCli} from '../helpers/program/run-cli.js';
import {scheduleHome} from '../helpers/program/schedule-home.js';

type Schedule = {
	name: string;
	next: string[];
	isRunning: boolean;
	last?: {
		endedAt?: string;
		outcome?: string;
		jobId: string;
		backup: string;
		steps: Array<{step: string; outcome: string; error?: {code: string}}>;
	};
};

test('schedules are put, listed, shown, run and removed by REST; wrong ones are refused with what is allowed', async t => {
	const app = await injectApp(t);
	const ask = async (method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: object) => {
		const {statusCode: status, body: text} = await app.inject({
			method,
			url: `/api/v2/schedules${path}`,
			headers: {authorization: `Bearer ${injectToken}`},
			...(body && {payload: body}),
		});
		return {status, body: (text === '' ? undefined : JSON.parse(text)) as unknown};
	};

	t.deepEqual(await ask('GET', ''), {status: 200, body: {schedules: []}});
	for (const [body, detail] of [
		[{cron: '0 25 * * *'}, /“25” is not an hour of a cron expression/],
		[{cron: '@daily', timeZone: 'Europe/Berln'}, /“Europe\/Berln” is not a value of timeZone/],
		[{cron: '@daily', after: ['prune']}, /no retention policy/],
		[{cron: '@daily', after: ['copy:r']}, /“copy:r” is not a value of after/],
		[{cron: '@daily', after: ['purge']}, /after/],
		[{cron: '@daily', create: {name: 'same'}}, /create\.name/],
		[{cron: '@daily', create: {queue: 'redis://x'}}, /create/],
		[{cron: '@daily', since: '2020-01-01T00:00:00Z'}, /body/],
		[{}, /cron/],
	] as const) {
		const refused = await ask('PUT', '/nightly', body);
		t.is(refused.status, 400, JSON.stringify(refused));
		t.regex((refused.body as {detail: string}).detail, detail);
	}

	const put = await ask('PUT', '/nightly', {
		cron: '0 2 * * *',
		timeZone: 'Europe/Berlin',
		jitter: '5m',
		create: {filter: 'a.*', rbac: true},
		after: ['verify'],
	});
	t.is(put.status, 200, JSON.stringify(put.body));
	t.like(put.body, {
		name: 'nightly',
		cron: '0 2 * * *',
		timeZone: 'Europe/Berlin',
		jitter: '5m',
		cluster: 'c',
		create: {filter: 'a.*', rbac: true},
		after: ['verify'],
		isRunning: false,
	});
	t.is((put.body as Schedule).next.length, 5);
	t.deepEqual((await ask('GET', '')).body, {schedules: [put.body]});

	// Its Milvus cannot be reached: the run is recorded nevertheless.
	const run = await ask('POST', '/nightly/run');
	t.is(run.status, 202, JSON.stringify(run.body));
	const {last} = await poll({
		async ask() {
			const {body} = await ask('GET', '/nightly');
			return (body as Schedule).last?.endedAt ? (body as Schedule) : undefined;
		},
		firstMs: 20,
		maxMs: 200,
		timeoutMs: 60_000,
		onTimeout: () => new Error('it is not over'),
	});
	t.like(last, {
		outcome: 'failed',
		steps: [
			{step: 'create', outcome: 'failed', error: {code: 'milvus-unreachable'}},
			{step: 'verify', outcome: 'skipped'},
		],
	});
	for (const method of ['GET', 'DELETE'] as const) {
		t.like(await ask(method, '/nightli'), {status: 404, body: {code: 'schedule-missing'}});
	}

	t.is((await ask('POST', '/nightli/run')).status, 404);
	t.is((await ask('GET', '/..%2Fx')).status, 400);
	t.is((await ask('DELETE', '/nightly')).status, 204);
	t.is((await ask('GET', '/nightly')).status, 404);
});

test('a schedule’s run in the server is a job like any other, and its steps too (simulated Milvus)', async t => {
	const {home} = await scheduleHome(t);
	const server = startCli(['server', '--no-auth', '--port', '0', '--json'], home);
	t.teardown(async () => {
		server.kill('SIGTERM');
		await server;
	});
	const [line] = (await once(createInterface({input: server.stdout}), 'line')) as [string];
	const {url} = JSON.parse(line) as {url: string};
	const ask = async <Body>(path: string, init?: {method: string; body?: string}): Promise<Body> => {
		const answer = await fetch(`${url}/api/v2${path}`, {
			...init,
			...(init?.body && {headers: {'content-type': 'application/json'}}),
		});
		t.true(answer.ok, `${path}: ${answer.status}`);
		return (await answer.json()) as Body;
	};

	await ask('/schedules/nightly', {
		method: 'PUT',
		body: JSON.stringify({cron: '0 2 1 1 *', after: ['verify', 'copy:offsite', 'prune']}),
	});
	const run = await ask<{jobId: string; backup: string}>('/schedules/nightly/run', {
		method: 'POST',
	});
	const {last} = await poll({
		async ask() {
			const schedule = await ask<Schedule>('/schedules/nightly');
			return schedule.last?.endedAt && !schedule.isRunning ? schedule : undefined;
		},
		firstMs: 50,
		maxMs: 500,
		timeoutMs: 240_000,
		onTimeout: () => new Error('it is not over'),
	});
	t.like(last, {outcome: 'complete', jobId: run.jobId, backup: run.backup});
	t.deepEqual(
		last!.steps.map(({step, outcome}) => [step, outcome]),
		[
			['create', 'complete'],
			['verify', 'complete'],
			['copy:offsite', 'complete'],
			['prune', 'complete'],
		],
	);
	t.deepEqual(
		(await readdir(join(home, 'offsite'))).filter(name => name !== '.milvault'),
		[run.backup],
	);
	const job = await ask<object>(`/jobs/${run.jobId}`);
	t.like(job, {kind: 'backup', name: run.backup, state: 'complete'});
	const {jobs} = await ask<{jobs: Array<{kind: string}>}>('/jobs');
	t.deepEqual(jobs.map(({kind}) => kind).toSorted(), ['backup', 'copy', 'prune', 'verify']);
});

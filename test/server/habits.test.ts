import {createServer, request, type Server} from 'node:http';
import {once} from 'node:events';
import type {AddressInfo} from 'node:net';
import {mkdir, writeFile} from 'node:fs/promises';
import {randomUUID} from 'node:crypto';
import test, {type ExecutionContext} from 'ava';
import {jobFiles} from '../../source/jobs/job-files.js';
import {writeRecord} from '../../source/jobs/job-record.js';
import type {JobEvent} from '../../source/model/job-events.js';
import type {JobRecord} from '../../source/model/jobs.js';
import {processSpace, startTimeOf} from '../../source/utils/process-identity.js';
import {temporaryDirectory} from '../settings/with-config.js';
import {authorize, openBrowser, tryOut} from '../helpers/program/browser.js';
import {injectApp, injectToken} from '../helpers/program/inject-app.js';

/* What scripts and proxies do that were made for milvus-backup's server. */

const authorization = `Bearer ${injectToken}`;

for (const [type, headers] of [
	['none', {}],
	['curl’s own', {'content-type': 'application/x-www-form-urlencoded'}],
	['text', {'content-type': 'text/plain; charset=utf-8'}],
	['JSON', {'content-type': 'application/json; charset=utf-8'}],
	['nonsense', {'content-type': 'x'}],
] as ReadonlyArray<readonly [string, Record<string, string>]>) {
	test(`v1 reads JSON whose content type is ${type}`, async t => {
		const app = await injectApp(t);
		const url = await app.listen({host: '127.0.0.1', port: 0});
		for (const [path, body, says] of [
			['create', '{"backup_name": "a b"}', /“a b” cannot be the name/],
			['create/', '{"backup_name": "a b"}', /“a b” cannot be the name/],
			['restore', '{"backup_name": "nobody"}', /no backup “nobody”/],
			['create', 'backup_name=x', /The body is not JSON/],
			['create', '', /expected object/],
		] as const) {
			// As curl does it: no header but these.
			const sent = request(`${url}/api/v1/${path}`, {
				method: 'POST',
				headers: {authorization, ...headers},
			});
			sent.end(body);
			const [answer] = await once(sent, 'response');
			let text = '';
			for await (const chunk of answer) {
				text += String(chunk);
			}

			t.regex((JSON.parse(text) as {msg: string}).msg, says, path);
		}
	});
}

test('v2 says which header is missing', async t => {
	const app = await injectApp(t);
	const answer = await app.inject({
		method: 'POST',
		url: '/api/v2/backups',
		headers: {authorization, 'content-type': 'text/html'},
		payload: '{}',
	});
	t.is(answer.statusCode, 415);
	t.regex(answer.json<{hint: string}>().hint, /Content-Type: application\/json/);
});

test('a slash at the end is no other address', async t => {
	const app = await injectApp(t);
	for (const url of [
		'/api/v1/list/',
		'/api/v1/get_backup/?backup_name=hello_peer',
		'/api/v2/backups/',
		'/api/v2/backups/hello_peer/',
		'/api/v2/jobs/?state=running',
	]) {
		const {statusCode, body} = await app.inject({
			url,
			headers: {authorization},
		});
		t.is(statusCode, 200, body);
	}
});

test('the token is taken as a password, whoever it is, and as a user without one', async t => {
	const app = await injectApp(t);
	for (const [pair, status] of [
		[`token:${injectToken}`, 200],
		[`ann:${injectToken}`, 200],
		[`:${injectToken}`, 200],
		[`${injectToken}:`, 200],
		[injectToken, 200],
		[`${injectToken}:x`, 401],
		['token:', 401],
		['token:wrong', 401],
	] as const) {
		const basic = Buffer.from(pair).toString('base64');
		for (const url of ['/api/v1/list', '/api/v2/backups']) {
			const answer = await app.inject({
				url,
				headers: {authorization: `Basic ${basic}`},
			});
			t.is(answer.statusCode, status, pair);
		}
	}
});

test('a name that is refused comes with one that would do, in v1 and v2', async t => {
	const app = await injectApp(t);
	for (const [url, payload] of [
		['/api/v1/create', {backup_name: '备份_1'}],
		['/api/v2/backups', {name: '备份_1'}],
	] as const) {
		const answer = await app.inject({
			method: 'POST',
			url,
			headers: {authorization},
			payload,
		});
		t.regex(answer.body, /A valid name: backup_1/);
	}
});

/** A proxy that takes `/ns/backup` away, as an ingress does. */
async function stripping(
	t: ExecutionContext,
	target: string,
	headers: Record<string, string> = {},
): Promise<string> {
	const proxy: Server = createServer((from, to) => {
		const {url = ''} = from;
		if (!url.startsWith('/ns/backup')) {
			to.writeHead(404).end('no such service');
			return;
		}

		const path = url.slice('/ns/backup'.length) || '/';
		const {host, port} = new URL(target);
		const onward = request(
			{
				host: '127.0.0.1',
				port,
				path,
				method: from.method,
				headers: {...from.headers, host, ...headers},
			},
			answer => {
				to.writeHead(answer.statusCode ?? 502, answer.headers);
				answer.pipe(to);
			},
		);
		from.pipe(onward);
	});
	proxy.listen(0, '127.0.0.1');
	await once(proxy, 'listening');
	t.teardown(() => {
		proxy.closeAllConnections();
		proxy.close();
	});
	return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/ns/backup`;
}

for (const [title, basePath, headers] of [
	['without a setting', undefined, {}],
	['that says so', undefined, {'x-forwarded-prefix': '/ns/backup/'}],
	['that --base-path tells of', '/ns/backup', {}],
] as ReadonlyArray<readonly [string, string | undefined, Record<string, string>]>) {
	test.serial(`behind a proxy ${title}, a route is tried in the browser`, async t => {
		const app = await injectApp(t, {basePath});
		const url = await app.listen({host: '127.0.0.1', port: 0});
		const outside = await stripping(t, url, headers);
		const browser = await openBrowser(t);
		for (const [address, path] of [
			['/docs', '/api/v2/backups'],
			['/api/v1/docs/index.html', '/api/v1/list'],
		] as const) {
			const page = await browser.newPage();
			await page.goto(`${outside}${address}`);
			await page.waitForSelector('.opblock');
			await authorize(page, injectToken);
			const shown = await tryOut(page, path);
			t.regex(shown, /200/, address);
			t.regex(shown, /hello_peer/, address);
			await page.close();
		}
	});
}

test('a prefix that is none is not believed', async t => {
	const app = await injectApp(t);
	for (const prefix of ['//evil.example', 'https://evil.example', '/a b', '/"']) {
		const answer = await app.inject({
			url: '/docs/json',
			headers: {'x-forwarded-prefix': prefix},
		});
		t.deepEqual(answer.json<{servers: unknown}>().servers, [{url: '..'}]);
	}
});

/**
 * A job that runs in this very process, as far as anybody can tell, with these events in its log.
 */
async function pretendJob(
	stateDir: string,
	state: JobRecord['state'],
	events: readonly JobEvent[],
): Promise<JobRecord> {
	const record: JobRecord = {
		formatVersion: 1,
		id: randomUUID(),
		kind: 'backup',
		name: 'b',
		choice: {cluster: 'c', repository: 'r'},
		state,
		canContinue: false,
		isDetached: true,
		isShared: true,
		process: {
			pid: process.pid,
			startTime: (await startTimeOf(process.pid)) ?? '',
			space: await processSpace(),
		},
		startedAt: '2026-11-30T10:00:00.000Z',
		toolVersion: '0.1.0',
	};
	const files = jobFiles(stateDir, record.id);
	await mkdir(files.directory, {recursive: true});
	await writeFile(files.log, events.map(event => `${JSON.stringify(event)}\n`).join(''));
	await writeRecord(stateDir, record);
	return record;
}

const phases = (['flush', 'list', 'copy'] as const).map((phase): JobEvent => ({
	type: 'phase-started',
	collection: 'default.a',
	phase,
}));

test('events: the headers come at once, a comment within ten seconds, no proxy keeps them', async t => {
	const stateDir = await temporaryDirectory(t);
	const app = await injectApp(t, {stateDir});
	const url = await app.listen({host: '127.0.0.1', port: 0});
	const job = await pretendJob(stateDir, 'running', []);
	const before = performance.now();
	const controller = new AbortController();
	const answer = await fetch(`${url}/api/v2/jobs/${job.id}/events`, {
		headers: {authorization},
		signal: controller.signal,
	});
	t.true(performance.now() - before < 2000);
	t.is(answer.headers.get('x-accel-buffering'), 'no');
	t.is(answer.headers.get('content-type'), 'text/event-stream');
	let comments = 0;
	const decoder = new TextDecoder();
	for await (const chunk of answer.body!) {
		comments += decoder.decode(chunk).match(/^: /gm)?.length ?? 0;
		if (comments === 2) {
			break;
		}
	}

	// Proxies that wait 15 s are common.
	t.true(performance.now() - before < 12_000);
	controller.abort();
});

test('events: who comes back with Last-Event-ID gets what followed, and after the end nothing', async t => {
	const stateDir = await temporaryDirectory(t);
	const app = await injectApp(t, {stateDir});
	const job = await pretendJob(stateDir, 'complete', phases);
	const ask = async (last?: string) =>
		app.inject({
			url: `/api/v2/jobs/${job.id}/events`,
			headers: {
				authorization,
				...(last !== undefined && {'last-event-id': last}),
			},
		});
	const idsIn = (body: string): string[] =>
		[...body.matchAll(/^id: (\d+)$/gm)].map(([, id]) => id!);
	const whole = await ask();
	t.deepEqual(idsIn(whole.body), ['1', '2', '3', '4']);
	for (const [last, ids] of [
		['0', ['1', '2', '3', '4']],
		['2', ['3', '4']],
		['3', ['4']],
		['nonsense', ['1', '2', '3', '4']],
	] as const) {
		const rest = await ask(last);
		t.deepEqual(idsIn(rest.body), [...ids], last);
		// What comes is the same as the first time.
		t.true(whole.body.endsWith(rest.body.slice(rest.body.indexOf('id: '))));
	}

	for (const last of ['4', '99']) {
		t.is((await ask(last)).statusCode, 204);
	}
});

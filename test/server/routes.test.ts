import test from 'ava';
import {Validator} from '@seriousme/openapi-schema-validator';
import {join} from 'node:path';
import {hostile, makeHostile, uncontrolled} from '../helpers/backups/hostile-backup.js';
import {hiddenPassword, injectApp, injectToken} from '../helpers/program/inject-app.js';

/*
 * Every route and every kind of refusal, by inject: over backups that milvus-backup made, and a
 * Milvus that cannot be reached.
 */

const authorization = `Bearer ${injectToken}`;
type Operation = {
	security?: unknown[];
	summary?: string;
	responses: Record<string, unknown>;
};
type Document = {
	openapi: string;
	paths: Record<string, Record<string, Operation>>;
};

test('the OpenAPI document is valid, and says something of every route', async t => {
	const app = await injectApp(t);
	for (const path of ['/docs/json', '/api/v1/docs/json']) {
		const document = (await app.inject(path)).json<Document>();
		t.is(document.openapi, '3.1.0');
		t.like(await new Validator().validate(structuredClone(document)), {
			valid: true,
		});
		t.deepEqual(
			Object.entries(document.paths).flatMap(([route, methods]) =>
				Object.entries(methods)
					.filter(([, {summary}]) => !summary)
					.map(([method]) => `${method} ${route}`),
			),
			[],
		);
	}
});

test('no route of v1 and v2 answers without the token, and none says more', async t => {
	const app = await injectApp(t);
	const {paths} = (await app.inject('/docs/json')).json<Document>();
	let count = 0;
	for (const [path, methods] of Object.entries(paths)) {
		for (const [method, {security}] of Object.entries(methods)) {
			const url = path.replaceAll(/\{\w+\}/g, 'x');
			for (const header of [undefined, 'Bearer wrong', `Basic ${injectToken}`, injectToken]) {
				const answer = await app.inject({
					method: method.toUpperCase() as 'GET',
					url,
					...(header && {headers: {authorization: header}}),
				});
				const isOpen = security?.length === 0;
				t.is(answer.statusCode === 401, !isOpen, `${method} ${url} ${header}`);
				count++;
			}
		}
	}

	t.true(count > 80);
});

test('without a token only loopback names are answered, and no page of another site', async t => {
	const app = await injectApp(t, {token: undefined});
	for (const [headers, status] of [
		[{host: 'localhost:8080'}, 200],
		[{host: '127.0.0.1:8080'}, 200],
		[{host: '[::1]:8080'}, 200],
		[{host: '127.0.0.1:8080', origin: 'http://127.0.0.1:8080'}, 200],
		[{host: 'evil.example:8080'}, 403],
		[{host: '127.0.0.1.evil.example'}, 403],
		[{host: '127.0.0.1:8080', origin: 'http://evil.example'}, 403],
		[{host: '127.0.0.1:8080', origin: 'null'}, 403],
	] as const) {
		for (const url of [
			'/api/v2/backups',
			'/api/v1/list',
			'/',
			'/docs/',
			'/docs/json',
			'/docs/static/swagger-ui.css',
			'/api/v1/docs/',
			'/metrics',
			'/healthz',
		]) {
			const answer = await app.inject({url, headers});
			t.is(answer.statusCode, status, `${url} ${JSON.stringify(headers)}`);
		}

		// Milvus is not there: it is asked, or it is not.
		const ready = await app.inject({url: '/readyz', headers});
		t.is(ready.statusCode, status === 200 ? 503 : 403);
	}
});

test('with a token what needs none answers to every name, as for a probe', async t => {
	const app = await injectApp(t);
	for (const url of ['/healthz', '/metrics', '/docs/']) {
		const answer = await app.inject({url, headers: {host: 'milvault.prod'}});
		t.is(answer.statusCode, 200, url);
	}
});

test('every answer says that it is what it says and is shown in no other page; answers about backups are kept nowhere', async t => {
	const app = await injectApp(t);
	for (const [url, cached] of [
		['/api/v2/backups', 'no-store'],
		['/api/v2/backups/nothing', 'no-store'],
		['/api/v2/nothing', 'no-store'],
		['/api/v1/list', 'no-store'],
		['/healthz', undefined],
		['/metrics', undefined],
		['/docs/', undefined],
		['/docs/json', undefined],
		['/docs/static/swagger-ui-bundle.js', undefined],
		['/api/v1/docs/', undefined],
		['/nothing', undefined],
	] as const) {
		for (const headers of [{authorization}, {}]) {
			const answer = await app.inject({url, headers});
			t.is(answer.headers['x-content-type-options'], 'nosniff', url);
			t.regex(String(answer.headers['content-security-policy']), /frame-ancestors 'none'/, url);
			if (cached) {
				t.is(answer.headers['cache-control'], cached, url);
			}
		}
	}
});

for (const [title, request, expected] of [
	['the list', {url: '/api/v2/backups'}, {status: 200, text: 'shop_peer'}],
	[
		'a backup',
		{url: '/api/v2/backups/hello_peer'},
		{status: 200, text: '"madeBy":"milvus-backup"'},
	],
	[
		'a backup that is not there',
		{url: '/api/v2/backups/helo_peer'},
		{status: 404, text: 'hello_peer'},
	],
	[
		'a name that leads elsewhere',
		{url: '/api/v2/backups/..%2F..%2Fetc'},
		{status: 400, code: 'bad-backup-name'},
	],
	['a path that is not there', {url: '/api/v2/nothing'}, {status: 404, code: 'not-found'}],
	[
		'a body that is no JSON',
		{url: '/api/v2/backups', payload: '{"name":'},
		{status: 400, code: 'bad-request'},
	],
	[
		'a key that does not exist',
		{url: '/api/v2/backups', payload: {nam: 'x'}},
		{status: 400, text: 'nam'},
	],
	[
		'a value of another kind',
		{url: '/api/v2/restores', payload: {backup: 7}},
		{status: 400, text: 'body, backup'},
	],
	[
		'a body of another media type',
		{
			url: '/api/v2/backups',
			payload: 'a=b',
			headers: {'content-type': 'application/x-www-form-urlencoded'},
		},
		{status: 415},
	],
	[
		'a body that is too large',
		{url: '/api/v2/backups', payload: {filter: 'x'.repeat(5 * 1024 * 1024)}},
		{status: 413},
	],
	[
		'a name that breaks the rules',
		{url: '/api/v2/backups', payload: {name: 'a b'}},
		{status: 400, code: 'bad-backup-name'},
	],
	[
		'a Milvus that is away',
		{url: '/api/v2/backups', payload: {name: 'new'}},
		{status: 503, code: 'milvus-unreachable', text: '"retriable":true'},
	],
	[
		'a restore of nothing',
		{url: '/api/v2/restores', payload: {backup: 'nobody'}},
		{status: 404, code: 'backup-missing'},
	],
	[
		'a suffix and renames',
		{
			url: '/api/v2/restores',
			payload: {backup: 'hello_peer', suffix: '_x', renames: {a: 'b'}},
		},
		{status: 400, code: 'flags-exclude'},
	],
	[
		'a verification of nothing',
		{url: '/api/v2/verifications', payload: {backups: ['nobody']}},
		{status: 404, code: 'backup-missing'},
	],
	[
		'a deletion of nothing',
		{url: '/api/v2/backups/nobody', method: 'DELETE'},
		{status: 404, code: 'backup-missing'},
	],
	[
		'what would be deleted',
		{url: '/api/v2/backups/hello_peer?dryRun=true', method: 'DELETE'},
		{status: 200, text: '"name":"hello_peer"'},
	],
	[
		'a job whose process does not start',
		{url: '/api/v2/backups/hello_peer', method: 'DELETE'},
		{status: 500, code: 'job-not-started'},
	],
	['no jobs', {url: '/api/v2/jobs?state=running'}, {status: 200, text: '[]'}],
	['a state that does not exist', {url: '/api/v2/jobs?state=well'}, {status: 400, text: 'state'}],
	...(['', '/events'] as const).map(
		part =>
			[
				`an unknown job${part}`,
				{url: `/api/v2/jobs/nobody${part}`},
				{status: 404, code: 'job-missing'},
			] as const,
	),
	...(['cancel', 'continue'] as const).map(
		verb =>
			[
				`an unknown job, ${verb}`,
				{url: `/api/v2/jobs/nobody/${verb}`, method: 'POST'},
				{status: 404, code: 'job-missing'},
			] as const,
	),
	[
		'an unknown job, clean',
		{url: '/api/v2/jobs/nobody', method: 'DELETE'},
		{status: 404, code: 'job-missing'},
	],
	[
		'an unknown job, control',
		{
			url: '/api/v2/jobs/nobody/control',
			method: 'PUT',
			payload: {isPaused: true},
		},
		{status: 404, code: 'job-missing'},
	],
	[
		'the check of a Milvus that is away',
		{url: '/api/v2/check'},
		{status: 200, text: '"outcome":"failed"'},
	],
	['that it lives', {url: '/healthz'}, {status: 200}],
	[
		'that Milvus is away',
		{url: '/readyz'},
		{status: 503, text: '"milvus":"away","repository":"up"'},
	],
	['metrics', {url: '/metrics'}, {status: 200, text: '# HELP milvault_jobs'}],
	['the root', {url: '/'}, {status: 200, text: 'Hello'}],
] as ReadonlyArray<
	readonly [
		string,
		{
			url: string;
			method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
			payload?: string | object;
			headers?: Record<string, string>;
		},
		{status: number; code?: string; text?: string},
	]
>) {
	test(`told: ${title}`, async t => {
		const app = await injectApp(t);
		const answer = await app.inject({
			method: request.payload === undefined ? 'GET' : 'POST',
			...request,
			headers: {
				authorization,
				...(request.payload !== undefined && {
					'content-type': 'application/json',
				}),
				...request.headers,
			},
		});
		t.is(answer.statusCode, expected.status, answer.body);
		t.true(answer.body.includes(expected.text ?? ''), answer.body);
		t.false(answer.body.includes(hiddenPassword));
		if (expected.status >= 400 && expected.status !== 503) {
			t.is(answer.headers['content-type'], 'application/problem+json');
			const problem = answer.json<Record<string, unknown>>();
			t.is(problem['status'], expected.status);
			t.is(problem['code'], expected.code ?? problem['code']);
			t.is(typeof problem['detail'], 'string');
		}
	});
}

for (const [title, body, word] of [
	['no name', {}, 'backup_name'],
	['a bad name', {backup_name: 'a b'}, 'a b'],
	['index files', {backup_name: 'a', with_index_extra: true}, 'with_index_ext'],
	['snapshots', {backup_name: 'a', format: 'snapshot'}, 'format'],
	['a root path', {backup_name: 'a', backup_root_path: 'x'}, 'backup_root'],
	['an address', {backup_name: 'a', gc_pause_address: 'http://evil.example'}, 'gc_pause_address'],
	['a pause', {backup_name: 'a', gc_pause_enable: true}, 'gc_pause_enable'],
	['a strategy', {backup_name: 'a', strategy: 'fast'}, 'fast'],
	['no object', {backup_name: 'a', db_collections: '[1'}, 'db_collections'],
] as const) {
	test(`v1 create refuses ${title}`, async t => {
		const app = await injectApp(t);
		const answer = await app.inject({
			method: 'POST',
			url: '/api/v1/create',
			headers: {authorization, request_id: 'mine'},
			payload: body,
		});
		t.is(answer.statusCode, 200);
		const envelope = answer.json<{
			requestId: string;
			code: number;
			msg: string;
		}>();
		t.like(envelope, {requestId: 'mine', code: 400});
		t.true(envelope.msg.includes(word), envelope.msg);
	});
}

for (const [title, body, word] of [
	['no name', {backup_name: ''}, 'backup_name'],
	['a bucket', {bucket_name: 'other'}, 'bucket_name'],
	['a path', {path: 'other'}, 'path'],
	['automatic indexes', {useAutoIndex: true}, 'useAutoIndex'],
	['dropped indexes', {dropExistIndex: true}, 'dropExistIndex'],
	['shards', {maxShardNum: 2}, 'maxShardNum'],
	['parameters', {skipParams: {indexParams: ['a']}}, 'skipParams'],
	['keys', {ezkMapping: {a: 'b'}}, 'ezkMapping'],
	['what excludes itself', {dropExistCollection: true, skipCreateCollection: true}, 'exclude'],
	['a plan and a suffix', {restorePlan: {mapping: []}, collection_suffix: '_x'}, 'restorePlan'],
	['a filter of new names that none gets', {db_collections_after_rename: {nowhere: []}}, 'nowhere'],
] as const) {
	test(`v1 restore refuses ${title}`, async t => {
		const app = await injectApp(t);
		const answer = await app.inject({
			method: 'POST',
			url: '/api/v1/restore',
			headers: {authorization},
			payload: {backup_name: 'hello_peer', ...body},
		});
		t.is(answer.statusCode, 200);
		const envelope = answer.json<{code: number; msg: string}>();
		t.is(envelope.code, 400, envelope.msg);
		t.true(envelope.msg.includes(word), envelope.msg);
	});
}

for (const [url, method, code] of [
	['/api/v1/restore_secondary', 'POST', 1],
	['/api/v1/get_restore', 'GET', 400],
	['/api/v1/get_restore?id=nobody', 'GET', 3],
	['/api/v1/get_backup', 'GET', 400],
	['/api/v1/get_backup?backup_name=nobody', 'GET', 404],
	['/api/v1/get_backup?backup_id=nobody', 'GET', 404],
	['/api/v1/delete', 'DELETE', 400],
	['/api/v1/delete?backup_name=nobody', 'DELETE', 404],
	['/api/v1/delete?backup_name=..', 'DELETE', 400],
	['/api/v1/list?collection_name=a', 'GET', 400],
	['/api/v1/list', 'GET', undefined],
	['/api/v1/get_backup?backup_name=hello_peer', 'GET', undefined],
] as const) {
	test(`v1 ${method} ${url} answers ${code ?? 0}`, async t => {
		const app = await injectApp(t);
		const answer = await app.inject({method, url, headers: {authorization}});
		t.is(answer.statusCode, 200);
		const envelope = answer.json<{code?: number; msg: string}>();
		t.is(envelope.code, code, envelope.msg);
	});
}

test('a request without a body may say that it is JSON', async t => {
	const app = await injectApp(t);
	for (const [method, url, status] of [
		['DELETE', '/api/v1/delete?backup_name=nobody', 200],
		['POST', '/api/v2/jobs/nobody/cancel', 404],
		['POST', '/api/v2/backups', 400],
	] as const) {
		const {statusCode} = await app.inject({
			method,
			url,
			headers: {authorization, 'content-type': 'application/json'},
		});
		t.is(statusCode, status, url);
	}
});

test('v1 tells a request that is none as milvus-backup does', async t => {
	const app = await injectApp(t);
	for (const payload of ['{"backup_name":', '{"backup_name":7}', '{"x":1}']) {
		const answer = await app.inject({
			method: 'POST',
			url: '/api/v1/create',
			headers: {authorization, 'content-type': 'application/json'},
			payload,
		});
		t.is(answer.statusCode, 400);
		t.truthy(answer.json<{error: string}>().error);
	}
});

test('v1 tells a backup of milvus-backup by its own ids, whole', async t => {
	const app = await injectApp(t);
	const {body} = await app.inject({
		url: '/api/v1/get_backup?backup_name=hello_peer',
		headers: {authorization},
	});
	t.regex(body, /"collection_id":\d{18}[,}]/);
	t.notRegex(body, /partition_backups|rbac_meta|segment/);
});

test('Swagger UI is at the address that people know, and at /docs', async t => {
	const app = await injectApp(t);
	for (const [address, place] of [
		['/api/v1/docs/index.html', '/api/v1/docs/'],
		['/api/v1/docs', '/api/v1/docs/'],
		['/docs/index.html', '/docs/'],
		['/docs', '/docs/'],
	] as const) {
		const known = await app.inject(address);
		t.is(known.statusCode, 302);
		// Relative: right behind a proxy, too.
		const {location = ''} = known.headers;
		t.notRegex(location, /^\//);
		t.is(new URL(location, `http://x${address}`).pathname, place);
	}

	for (const url of ['/api/v1/docs/', '/docs/']) {
		const {statusCode, body} = await app.inject(url);
		t.is(statusCode, 200, url);
		t.regex(body, /Swagger UI/);
	}
});

test('names in a hostile backup, and in a request, are escaped in every answer and have the same value', async t => {
	const app = await injectApp(t, {
		prepare: async directory => makeHostile(join(directory, 'hello_peer')),
	});
	const odd = encodeURIComponent(`x${hostile.replaceAll('/', '')}`);
	for (const url of [
		'/api/v1/list',
		'/api/v1/get_backup?backup_name=hello_peer',
		`/api/v1/get_backup?backup_name=${odd}`,
		'/api/v2/backups',
		'/api/v2/backups/hello_peer',
		`/api/v2/backups/${odd}`,
		`/api/v2/jobs/${odd}`,
		`/${odd}`,
		'/metrics',
	]) {
		const answer = await app.inject({url, headers: {authorization}});
		t.notRegex(answer.body, uncontrolled, url);
	}

	const answer = await app.inject({
		url: '/api/v2/backups/hello_peer',
		headers: {authorization},
	});
	t.true(answer.body.includes('\\u202e'));
	const {contents} = answer.json<{contents: Array<{name: string}>}>();
	t.true(contents.some(({name}) => name === `hel${hostile}lo_milvus`));
});

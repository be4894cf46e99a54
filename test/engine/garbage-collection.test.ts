import {once} from 'node:events';
import {EventEmitter} from 'node:events';
import test, {type ExecutionContext} from 'ava';
import {withGcPaused} from '../../source/engine/backup/pause-gc.js';
import type {Warning} from '../../source/model/job-events.js';
import {httpServer} from '../helpers/s3-storage.js';

/* Milvus's management port, simulated: 2.3.5 and older have no such endpoint. */

async function managementPort(
	t: ExecutionContext,
	answer: (path: string) => {status: number; body: string} = () => ({
		status: 200,
		body: '{"msg":"OK","ticket":"t 1"}',
	}),
): Promise<{url: string; asked: string[]; arrived: EventEmitter}> {
	const asked: string[] = [];
	const arrived = new EventEmitter();
	const url = await httpServer(t, (request, response) => {
		const path = request.url ?? '';
		asked.push(path.replace('/management/datacoord/garbage_collection/', ''));
		const {status, body} = answer(path);
		response.writeHead(status);
		response.end(body);
		arrived.emit('request');
	});
	return {url, asked, arrived};
}

const nobody = (warning: Warning): void => {
	throw new Error(warning.code);
};

test('garbage collection is paused for the work and resumed with its ticket (simulated: Milvus >= 2.4)', async t => {
	const {url, asked} = await managementPort(t);
	const result = await withGcPaused(
		{managementUrl: url, warn: nobody},
		async () => {
			t.deepEqual(asked, ['pause?pause_seconds=600']);
			return 'done';
		},
	);
	t.is(result, 'done');
	t.deepEqual(asked, ['pause?pause_seconds=600', 'resume?ticket=t%201']);
});

test('a long pause is renewed (simulated: Milvus >= 2.4)', async t => {
	const {url, asked, arrived} = await managementPort(t);
	await withGcPaused(
		{managementUrl: url, warn: nobody, everyMs: 20},
		async () => {
			while (asked.length < 3) {
				await once(arrived, 'request');
			}
		},
	);
	t.true(asked.filter(path => path.startsWith('pause')).length >= 3);
	t.regex(asked.at(-1) ?? '', /^resume/);
});

test('it is resumed after a failure and after a cancel (simulated: Milvus >= 2.4)', async t => {
	const {url, asked} = await managementPort(t);
	await t.throwsAsync(
		withGcPaused({managementUrl: url, warn: nobody}, async () => {
			throw new Error('no');
		}),
		{message: 'no'},
	);
	t.regex(asked.at(-1) ?? '', /^resume/);
	const cancel = new AbortController();
	await t.throwsAsync(
		withGcPaused(
			{managementUrl: url, warn: nobody, signal: cancel.signal},
			async () => {
				cancel.abort();
				cancel.signal.throwIfAborted();
			},
		),
	);
	t.regex(asked.at(-1) ?? '', /^resume/);
	t.is(asked.length, 4);
});

test('a server without it, and one that is away, are a warning and no more (simulated)', async t => {
	const {url, asked} = await managementPort(t, () => ({
		status: 404,
		body: '404 page not found',
	}));
	for (const managementUrl of [url, 'http://127.0.0.1:1']) {
		const warnings: Warning[] = [];
		const warn = (warning: Warning): void => {
			warnings.push(warning);
		};

		t.is(await withGcPaused({managementUrl, warn}, async () => 1), 1);
		t.deepEqual(
			warnings.map(({code}) => code),
			['gc-not-paused'],
		);
	}

	t.is(asked.length, 1, 'what was not paused is not resumed');
});

test('a pause that cannot be resumed is told, with how long it lasts (simulated)', async t => {
	const {url} = await managementPort(t, path =>
		path.includes('resume')
			? {status: 500, body: 'no'}
			: {status: 200, body: '{"msg":"OK"}'},
	);
	const warnings: Warning[] = [];
	await withGcPaused(
		{managementUrl: url, warn: warning => warnings.push(warning)},
		async () => 1,
	);
	t.deepEqual(
		warnings.map(({code}) => code),
		['gc-not-resumed'],
	);
});

test('without a management URL nobody is asked', async t => {
	t.is(
		await withGcPaused({managementUrl: undefined, warn: nobody}, async () => 2),
		2,
	);
});

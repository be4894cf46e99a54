import {once} from 'node:events';
import {EventEmitter} from 'node:events';
import test, {type ExecutionContext} from 'ava';
import {withGcPaused} from '../../source/engine/backup/pause-gc.js';
import {checkCluster} from '../../source/engine/check-cluster.js';
import type {Warning} from '../../source/model/job-events.js';
import {httpServer} from '../helpers/backups/s3-storage.js';
import {openFakeSession} from '../helpers/fake-milvus/fake-session.js';

/* Milvus's management port, simulated: 2.3.5 and older have no such endpoint. */

async function managementPort(
	t: ExecutionContext,
	answer: (path: string) => {status: number; body: string} = () => ({
		status: 200,
		// As 2.4.24 and 2.5.27 answer: no ticket.
		body: '{"msg": "OK"}',
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

const failOnWarning = (warning: Warning): void => {
	throw new Error(warning.code);
};

/** As 2.6.19 answers: a ticket for each pause. */
const ticketed = (): ((path: string) => {status: number; body: string}) => {
	let given = 0;
	return path => ({
		status: 200,
		body: path.includes('pause') ? `{"msg": "OK", "ticket": "t ${++given}"}` : '{"msg": "OK"}',
	});
};

test('garbage collection is paused for the work and resumed with its ticket (simulated: Milvus 2.6)', async t => {
	const {url, asked} = await managementPort(t, ticketed());
	const result = await withGcPaused({managementUrl: url, warn: failOnWarning}, async () => {
		t.deepEqual(asked, ['pause?pause_seconds=600']);
		return 'done';
	});
	t.is(result, 'done');
	t.deepEqual(asked, ['pause?pause_seconds=600', 'resume?ticket=t%201']);
});

test('the one pause that all share is left to end by itself: it may be another client’s too (simulated: Milvus 2.4, 2.5)', async t => {
	const {url, asked} = await managementPort(t);
	await withGcPaused({managementUrl: url, warn: failOnWarning}, async () => 1);
	const failing = withGcPaused({managementUrl: url, warn: failOnWarning}, async () => {
		throw new Error('no');
	});
	await t.throwsAsync(failing, {message: 'no'});
	t.deepEqual(asked, ['pause?pause_seconds=600', 'pause?pause_seconds=600']);
});

test('a long pause is renewed, and each of its tickets is given back (simulated: Milvus 2.6)', async t => {
	const {url, asked, arrived} = await managementPort(t, ticketed());
	await withGcPaused({managementUrl: url, warn: failOnWarning, everyMs: 20}, async () => {
		while (asked.length < 3) {
			await once(arrived, 'request');
		}
	});
	const pauses = asked.filter(path => path.startsWith('pause')).length;
	t.true(pauses >= 3);
	t.deepEqual(
		asked.slice(pauses).toSorted(),
		Array.from({length: pauses}, (_, index) => `resume?ticket=t%20${index + 1}`)
			.slice(-6)
			.toSorted(),
	);
});

test('it is resumed after a failure and after a cancel (simulated: Milvus 2.6)', async t => {
	const {url, asked} = await managementPort(t, ticketed());
	await t.throwsAsync(
		withGcPaused({managementUrl: url, warn: failOnWarning}, async () => {
			throw new Error('no');
		}),
		{message: 'no'},
	);
	t.is(asked.at(-1), 'resume?ticket=t%201');
	const cancel = new AbortController();
	await t.throwsAsync(
		withGcPaused({managementUrl: url, warn: failOnWarning, signal: cancel.signal}, async () => {
			cancel.abort();
			cancel.signal.throwIfAborted();
		}),
	);
	t.is(asked.at(-1), 'resume?ticket=t%202');
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

test('a pause that cannot be resumed is told, with how long it lasts (simulated: Milvus 2.6)', async t => {
	const {url} = await managementPort(t, path =>
		path.includes('resume')
			? {
					status: 400,
					body: '{"msg": "failed to decode ticket, illegal base64 data at input byte 0"}',
				}
			: {status: 200, body: '{"msg": "OK", "ticket": "t 1"}'},
	);
	const warnings: Warning[] = [];
	await withGcPaused({managementUrl: url, warn: warning => warnings.push(warning)}, async () => 1);
	t.deepEqual(
		warnings.map(({code}) => code),
		['gc-not-resumed'],
	);
});

test('without a management URL no request is sent', async t => {
	t.is(await withGcPaused({managementUrl: undefined, warn: failOnWarning}, async () => 2), 2);
});

for (const [version, managementUrl, code] of [
	['2.3.5', undefined, 'management-unused'],
	['2.3.5', 'http://127.0.0.1:1', 'management-absent'],
	['2.4.24', undefined, 'management-unset'],
	['2.4.24', 'http://127.0.0.1:1', 'management-away'],
	['2.6.6', undefined, 'management-unset'],
	// Nothing answers there: what a newer one could need is said.
	['none', undefined, 'management-unset'],
	['none', 'http://127.0.0.1:1', 'management-away'],
] as const) {
	test(`check says ${code} of Milvus ${version} with ${managementUrl ?? 'no management port'} (simulated)`, async t => {
		const {session, fake} = await openFakeSession(t, {
			version: version === 'none' ? '2.6.6' : version,
		});
		if (version === 'none') {
			await fake.stop();
		}

		const {cluster} = session;
		const {checks} = await checkCluster({
			...session,
			cluster: {...cluster, milvus: {...cluster.milvus, managementUrl}},
		});
		t.is(checks.find(({id}) => id === 'management')?.finding?.code, code);
	});
}

import test from 'ava';
import {withRetries, type RetryNotice} from '../../source/milvus/with-retries.js';
import type {CallOptions, Milvus} from '../../source/milvus/milvus.js';
import {MilvaultError} from '../../source/model/milvault-error.js';

/* A server that asks to slow down, simulated: the quotas of the test servers are off. */

function refusing(reason: string, times: number): {milvus: Milvus; calls: string[]} {
	const calls: string[] = [];
	const answer = async <Response>(
		rpc: string,
		_request: object,
		options?: CallOptions,
	): Promise<Response> => {
		options?.signal?.throwIfAborted();
		calls.push(rpc);
		if (calls.length <= times) {
			throw new MilvaultError('milvus-refused', {rpc, code: 8, reason});
		}

		return {} as Response;
	};

	return {
		calls,
		milvus: {call: answer, rest: answer} as unknown as Milvus,
	};
}

for (const reason of [
	'request is rejected by grpc RateLimiter middleware, please retry later: rate limit exceeded[rate=0.1]',
	'The number of jobs has reached the limit, please try again later.',
	'import task queue max size is 32, currently there are 32 tasks is pending. Not able to execute this request with 1 tasks.',
]) {
	test(`“${reason.slice(0, 40)}…” is waited out and told (simulated)`, async t => {
		const {milvus, calls} = refusing(reason, 2);
		const told: RetryNotice[] = [];
		const bound = withRetries(milvus, {onRefused: refused => told.push(refused)});
		await bound.call('Import', {});
		t.is(calls.length, 3);
		t.deepEqual(
			told.map(({what, waitMs}) => ({what, waitMs})),
			[
				{what: 'Import', waitMs: 500},
				{what: 'Import', waitMs: 750},
			],
		);
	});
}

test('another refusal is not asked again (simulated)', async t => {
	const {milvus, calls} = refusing('collection not found', 9);
	await t.throwsAsync(withRetries(milvus).call('Import', {}));
	t.is(calls.length, 1);
});

test('a job that is cancelled waits no longer (simulated)', async t => {
	const {milvus} = refusing('rate limit exceeded', 99);
	const cancel = new AbortController();
	await t.throwsAsync(
		withRetries(milvus, {
			signal: cancel.signal,
			onRefused() {
				cancel.abort();
			},
		}).call('CreateIndex', {}),
		{name: 'AbortError'},
	);
});

import test from 'ava';
import {answerLimitMs, type Asked} from '../../source/storage/s3/answer-limit.js';
import type {RetryNotice} from '../../source/storage/storage.js';
import {keysOf} from '../contract/storage.js';
import {faultProxy} from '../helpers/proxies/fault-proxy.js';
import {newBucket, open, settingsOf} from '../helpers/backups/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';

const mib = 1024 * 1024;

function ask(method: string, changes: Partial<Asked> = {}): Asked {
	return {method, query: {}, headers: {}, ...changes};
}

const first = {attempt: 1, slowestMs: 0};

test('what a store answers at once has seconds, and more with every try', t => {
	for (const asked of [
		ask('HEAD'),
		ask('GET'),
		ask('GET', {query: {'list-type': '2'}}),
		ask('DELETE'),
		ask('POST', {query: {uploads: ''}}),
		ask('PUT', {body: 'x', headers: {'content-length': '1'}}),
	]) {
		t.is(answerLimitMs(asked, first), 15_000);
		t.is(answerLimitMs(asked, {...first, attempt: 2}), 30_000);
		t.is(answerLimitMs(asked, {...first, attempt: 3}), 60_000);
		t.is(answerLimitMs(asked, {...first, attempt: 10}), 180_000);
	}

	t.is(answerLimitMs(ask('POST', {query: {delete: ''}}), first), 30_000);
});

test('a store that was seen to be slow has three times as long', t => {
	const list = ask('GET', {query: {'list-type': '2'}});
	t.is(answerLimitMs(list, {attempt: 1, slowestMs: 12_000}), 36_000);
	t.is(answerLimitMs(list, {attempt: 1, slowestMs: 20}), 15_000);
});

test('copies, the end of an upload in parts, and large or streamed bodies take as long as they take', t => {
	for (const asked of [
		ask('PUT', {headers: {'x-amz-copy-source': 'a/b'}}),
		ask('PUT', {
			headers: {'x-amz-copy-source': 'a/b'},
			query: {uploadId: '1', partNumber: '1'},
		}),
		ask('POST', {query: {uploadId: '1'}, body: '<x/>'}),
		ask('PUT', {
			body: Buffer.alloc(1),
			headers: {'content-length': String(5 * mib)},
		}),
		ask('PUT', {body: {pipe() {}}, headers: {'content-length': '1'}}),
	]) {
		t.is(answerLimitMs(asked, first), undefined);
	}
});

test('requests that are swallowed are told, and are asked again long before three minutes are over', async t => {
	const bucket = await newBucket();
	await (await open(t, settingsOf(bucket))).put('there', 'x');
	const seen = new Set<string>();
	const {endpoint, counts} = await faultProxy(
		t,
		servers().minio.endpoint,
		({method, path, query}) => {
			const request = `${method} ${path} ${query.get('list-type')}`;
			const isNew = !seen.has(request);
			seen.add(request);
			return isNew ? 'swallowed' : undefined;
		},
	);
	const notices: RetryNotice[] = [];
	const storage = await open(t, settingsOf(bucket, {endpoint}), {
		hooks: {onRetry: notice => notices.push(notice)},
	});
	const [head, body, keys, written] = await Promise.all([
		storage.head('there'),
		storage.get('there'),
		keysOf(storage, ''),
		storage.put('new', 'y'),
		storage.deleteMany(['gone']),
	]);
	body.destroy();
	t.is(head?.sizeBytes, 1);
	t.true(keys.includes('there'));
	t.is(written.sizeBytes, 1);
	t.true(counts.swallowed >= 5);
	const actions = ['s3:DeleteObject', 's3:GetObject', 's3:ListBucket', 's3:PutObject'];
	const told = notices.filter(({waitedMs}) => waitedMs !== undefined);
	const retried = notices.filter(({waitedMs}) => waitedMs === undefined);
	for (const action of actions) {
		t.true(told.some(notice => notice.action === action));
		t.true(retried.some(notice => notice.action === action));
	}

	t.deepEqual(new Set(told.map(({reason}) => reason)), new Set(['no answer for 5 s']));
	t.deepEqual(new Set(retried.map(({reason}) => reason)), new Set(['no answer in time']));
});

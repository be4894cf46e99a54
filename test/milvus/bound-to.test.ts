import test from 'ava';
import {withRetries, trackOutage, type RetryNotice} from '../../source/milvus/with-retries.js';
import {isAway} from '../../source/milvus/away.js';
import type {Milvus} from '../../source/milvus/milvus.js';
import {recogniseStatus} from '../../source/milvus/recognise-error.js';
import {isRestAbsent} from '../../source/milvus/rest.js';
import {MilvaultError} from '../../source/model/milvault-error.js';

/*
 * A Milvus that is away, simulated: how a real one goes away and comes back is in test/end-to-end,
 * restarts.long.
 */

function away(reason: string, details = reason): MilvaultError {
	return new MilvaultError(
		'milvus-unreachable',
		{address: 'milvus:19530', reason},
		{cause: {details}},
	);
}

const lost = away('Connection dropped');
const refused = away(
	'nothing listens there',
	'No connection established. Last error: Error: connect ECONNREFUSED',
);

function failing(error: Error, times: number): {milvus: Milvus; calls: string[]} {
	const calls: string[] = [];
	const answer = async (rpc: string) => {
		calls.push(rpc);
		if (calls.length <= times) {
			throw error;
		}

		return {};
	};

	return {calls, milvus: {call: answer, rest: answer} as unknown as Milvus};
}

test('a question is asked again until Milvus is back, and that is told and counted (simulated)', async t => {
	const {milvus, calls} = failing(lost, 2);
	const told: RetryNotice[] = [];
	const outage = trackOutage();
	const bound = withRetries(milvus, {
		outage,
		onRefused: each => told.push(each),
	});
	await bound.call('DescribeCollection', {});
	t.is(calls.length, 3);
	t.like(told[0], {what: 'DescribeCollection', reason: 'Connection dropped'});
	t.like(outage, {count: 1, since: undefined});
});

test('an import whose answer may be lost is not sent again; one that reached no server is (simulated)', async t => {
	const maybe = failing(lost, 1);
	const outage = trackOutage();
	await t.throwsAsync(withRetries(maybe.milvus, {outage}).call('Import', {}));
	t.is(maybe.calls.length, 1);
	t.is(outage.count, 1);
	const never = failing(refused, 1);
	await withRetries(never.milvus, {outage: trackOutage()}).call('Import', {});
	t.is(never.calls.length, 2);
});

test('a REST API that is not there is not waited for, one that says that it is not ready yet is (simulated)', async t => {
	const path = 'v2/vectordb/segments/describe';
	const ask = async ({milvus}: {milvus: Milvus}): Promise<unknown> =>
		withRetries(milvus, {outage: trackOutage()}).rest(path, {}, {isAwayWaited: false});
	const absent = failing(refused, 1);
	const thrown = await t.throwsAsync(ask(absent), {is: refused});
	t.is(absent.calls.length, 1);
	t.true(isRestAbsent(thrown));

	const starting = recogniseStatus(
		{code: 65_535, reason: 'service not ready[datacoord=1: Initializing]'},
		{rpc: path, address: 'milvus:19530', user: ''},
	);
	t.true(isAway(starting));
	t.false(isRestAbsent(starting));
	const late = failing(starting!, 1);
	await ask(late);
	t.is(late.calls.length, 2);
});

test('a Milvus that stays away is given up, by every call at once (simulated)', async t => {
	const {milvus, calls} = failing(refused, 99);
	const outage = trackOutage();
	const bound = withRetries(milvus, {outage, maxOutageMs: 0});
	await t.throwsAsync(bound.call('DescribeCollection', {}), {is: refused});
	const before = calls.length;
	await t.throwsAsync(bound.call('ShowCollections', {}), {is: refused});
	t.is(calls.length, before + 1);
	t.is(outage.count, 1);
});

test('without a job no call waits for a Milvus that is down (simulated)', async t => {
	const {milvus, calls} = failing(refused, 1);
	await t.throwsAsync(withRetries(milvus).call('DescribeCollection', {}));
	t.is(calls.length, 1);
});

const context = {
	rpc: 'DescribeCollection',
	address: 'milvus:19530',
	user: '',
	timeoutMs: 1,
	isTls: false,
};

for (const reason of [
	'empty grpc client: find no available rootcoord, check rootcoord state',
	'service not ready[standalone=1]: Abnormal',
	'InvalidateCollectionMetaCache failed, proxyID = 3, err = context deadline exceeded',
	'node not match[expectedNodeID=1][actualNodeID=2]',
	'proxy 1 is not healthy',
]) {
	test(`“${reason.slice(0, 40)}” means that a part of Milvus is away (recorded, or from its code)`, t => {
		const failure = recogniseStatus({code: 65_535, reason}, context);
		t.true(isAway(failure), JSON.stringify(failure));
	});
}

for (const reason of [
	'collection not found[database=default][collection=a]',
	'service unavailable: ListAliases unimplemented',
	'duplicated new collection name default:a with other collection name or alias',
	'collection not loaded[collection=470]',
	'index not found[indexName=v]',
]) {
	test(`“${reason.slice(0, 40)}” is an answer (recorded, or from its code)`, t => {
		t.false(isAway(recogniseStatus({code: 65_535, reason}, context)));
	});
}

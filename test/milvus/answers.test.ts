import {
	Server,
	ServerCredentials,
	status,
	type handleUnaryCall,
	type Metadata,
} from '@grpc/grpc-js';
import test, {type ExecutionContext} from 'ava';
import {listAllAliases} from '../../source/milvus/aliases.js';
import {describeCollection} from '../../source/milvus/collections.js';
import {connectMilvus} from '../../source/milvus/connect-milvus.js';
import type {Features} from '../../source/milvus/features.js';
import {describeIndexes} from '../../source/milvus/indexes.js';
import type {Milvus} from '../../source/milvus/milvus.js';
import {showPartitions} from '../../source/milvus/partitions.js';
import {loadMilvusService} from '../../source/milvus/service.js';
import {MilvaultError} from '../../source/model/milvault-error.js';
import type {MilvusSettings} from '../../source/settings/settings.js';

/*
 * Answers that a real server does not give on demand: a gRPC server by the same definitions gives
 * them.
 */

type Handlers = Record<string, handleUnaryCall<object, object>>;

async function connect(
	t: ExecutionContext,
	handlers: Handlers,
	settings: Partial<MilvusSettings> = {},
): Promise<{milvus: Milvus; server: Server}> {
	const server = new Server();
	server.addService(loadMilvusService().client.service, {
		GetVersion(_: unknown, callback: (error: null, answer: object) => void) {
			callback(null, {version: 'v2.3.5'});
		},
		...handlers,
	});
	const port = await new Promise<number>((resolve, reject) => {
		server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
			if (error) {
				reject(error);
			} else {
				resolve(bound);
			}
		});
	});
	const milvus = await connectMilvus({
		address: `127.0.0.1:${port}`,
		tls: {mode: 'off'},
		...settings,
	});
	t.teardown(() => {
		milvus.close();
		server.forceShutdown();
	});
	return {milvus, server};
}

/**
 * A server whose every answer to DescribeCollection, DescribeIndex and ShowPartitions has this
 * status.
 */
const answering = (answer: object): Handlers => {
	const handler: handleUnaryCall<object, object> = (_, callback) => {
		callback(null, {status: answer});
	};
	return {
		DescribeCollection: handler,
		DescribeIndex: handler,
		ShowPartitions: handler,
	};
};

async function failure(t: ExecutionContext, call: Promise<unknown>) {
	const error = await t.throwsAsync(call, {instanceOf: MilvaultError});
	return [error?.code, error?.details];
}

for (const [title, answer, code] of [
	['the old code alone, as 2.2 sends it,', {error_code: 1}, 1],
	['the new code alone', {code: 65_535}, 65_535],
	['both codes, of which the new one is told,', {error_code: 1, code: 5}, 5],
] as const) {
	test(`simulated Milvus: a status with ${title} is an error`, async t => {
		const {milvus} = await connect(t, answering({...answer, reason: 'why'}));
		t.deepEqual(await failure(t, showPartitions(milvus, 'default', 'x')), [
			'milvus-refused',
			{rpc: 'ShowPartitions', code, reason: 'why'},
		]);
	});
}

test('simulated Milvus: too many requests are no missing collection, though both are a code 4', async t => {
	const busy = await connect(t, answering({code: 4, reason: 'queue is full'}));
	await t.throwsAsync(describeCollection(busy.milvus, 'default', 'x'), {
		code: 'milvus-refused',
	});
	const missing = await connect(t, answering({error_code: 4}));
	t.is(await describeCollection(missing.milvus, 'default', 'x'), undefined);
});

test('simulated Milvus: an index is missing by either code', async t => {
	for (const answer of [{error_code: 25}, {error_code: 1, code: 700}]) {
		const {milvus} = await connect(t, answering(answer));
		t.deepEqual(await describeIndexes(milvus, 'default', 'x'), []);
	}
});

for (const [title, answer] of [
	['the old code', {error_code: 40}],
	['the new code', {code: 1401}],
] as const) {
	test(`simulated Milvus: a missing privilege is told by ${title}`, async t => {
		const {milvus} = await connect(t, answering(answer), {username: 'anna'});
		t.deepEqual(await failure(t, showPartitions(milvus, 'default', 'x')), [
			'milvus-denied',
			{rpc: 'ShowPartitions', user: 'anna', reason: ''},
		]);
	});
}

const notImplemented: ReadonlyArray<readonly [of: string, answer: object]> = [
	['2.3.0', {error_code: 1, reason: 'TODO: implement me'}],
	[
		'2.3.2',
		{
			error_code: 1,
			code: 65_538,
			reason: 'ListAliases unimplemented: service unavailable',
		},
	],
	[
		'2.3.4',
		{
			error_code: 1,
			code: 2,
			reason: 'service unavailable: ListAliases unimplemented',
			retriable: true,
		},
	],
	['newer ones', {error_code: 1, code: 10, reason: 'service unimplemented'}],
];

for (const [of, answer] of notImplemented) {
	test(`simulated Milvus: a call that is not implemented, in the words of ${of}, is done without`, async t => {
		const {milvus} = await connect(t, {
			ListAliases(_, callback) {
				callback(null, {status: answer});
			},
			ShowCollections(_, callback) {
				callback(null, {collection_names: ['orders'], collection_ids: ['7']});
			},
			DescribeCollection(_, callback) {
				callback(null, {schema: {name: 'orders'}, aliases: ['current']});
			},
		});
		t.deepEqual(await listAllAliases(milvus, 'default'), [
			{alias: 'current', collection: 'orders'},
		]);
	});
}

test('simulated Milvus: what a call that is served cannot do is no call that is missing', async t => {
	const reason = 'index type SPARSE unimplemented';
	const {milvus} = await connect(t, answering({error_code: 1, code: 65_535, reason}));
	t.deepEqual(await failure(t, describeIndexes(milvus, 'default', 'x')), [
		'milvus-refused',
		{rpc: 'DescribeIndex', code: 65_535, reason},
	]);
});

const unserved: handleUnaryCall<object, object> = (_, callback) => {
	callback({code: status.UNIMPLEMENTED});
};
const refused: handleUnaryCall<object, object> = (_, callback) => {
	callback(null, {status: {code: 100, reason: 'collection not found'}});
};
const later: Handlers = {
	AddCollectionField: unserved,
	BackupRBAC: unserved,
	DescribeDatabase: unserved,
};

for (const [tag, handlers, version, has, lacks] of [
	[
		'v2.2-testing-20230824-68-ga34a9d6-lite',
		{
			...later,
			ListAliases(_, callback) {
				callback(null, {
					status: {error_code: 1, reason: 'TODO: implement me'},
				});
			},
		},
		'2.2-testing-20230824-68-ga34a9d6-lite',
		'countStar',
		'flushTimestamp',
	],
	['2.2-self', {...later, ListAliases: unserved}, '2.2-self', '', 'rename'],
	['unknown', later, 'unknown', 'flushTimestamp', 'l0'],
	['2.5-20260801', {}, '2.5-20260801', 'rbacBackup', 'segmentsDescribe'],
	[
		'master-20260801-abc',
		{AddCollectionField: refused},
		'master-20260801-abc',
		'addField',
		'multiL0InOneJob',
	],
] as ReadonlyArray<readonly [string, Handlers, string, keyof Features | '', keyof Features]>) {
	test(`simulated Milvus: what ${tag} can follows from the calls that it knows`, async t => {
		const {milvus} = await connect(t, {
			GetVersion(_, callback) {
				callback(null, {version: tag});
			},
			AddCollectionField: unserved,
			BackupRBAC(_, callback) {
				callback(null, {});
			},
			ListAliases(_, callback) {
				callback(null, {});
			},
			...handlers,
		});
		t.is(milvus.version, version);
		t.is(milvus.buildTag, tag);
		t.true(has === '' || milvus.features[has], has);
		t.false(milvus.features[lacks], lacks);
	});
}

test('simulated Milvus: cancelling ends a running call, on the server too', async t => {
	const ended = Promise.withResolvers<void>();
	const begun = Promise.withResolvers<void>();
	const {milvus} = await connect(t, {
		Flush(call) {
			call.on('cancelled', ended.resolve);
			begun.resolve();
		},
	});
	const controller = new AbortController();
	const {signal} = controller;
	const flushing = failure(t, milvus.call('Flush', {}, {signal}));
	await begun.promise;
	controller.abort();
	t.deepEqual(await flushing, ['cancelled', {}]);
	await t.notThrowsAsync(ended.promise);
	await t.throwsAsync(milvus.call('Flush', {}, {signal}), {name: 'AbortError'});
});

test('simulated Milvus: a call that the server cancelled is not our cancel', async t => {
	const {milvus} = await connect(t, {
		Flush(_, callback) {
			callback({code: status.CANCELLED, details: 'shutting down'});
		},
	});
	t.deepEqual(await failure(t, milvus.call('Flush', {})), [
		'milvus-unreachable',
		{address: milvus.address, reason: 'shutting down'},
	]);
});

test('simulated Milvus: a call has its deadline', async t => {
	const {milvus} = await connect(t, {Flush() {}});
	t.deepEqual(await failure(t, milvus.call('Flush', {}, {timeoutMs: 200})), [
		'milvus-timeout',
		{address: milvus.address, rpc: 'Flush', timeoutMs: 200},
	]);
});

test('simulated Milvus: login and database go with every call', async t => {
	const seen: Metadata[] = [];
	const handlers: Handlers = {
		Flush(call, callback) {
			seen.push(call.metadata);
			callback(null, {});
		},
	};
	const {milvus} = await connect(t, handlers, {
		username: 'anna',
		password: {value: '密码', origin: 'test'},
	});
	await milvus.call('Flush', {}, {db: 'sales'});
	await milvus.call('Flush', {});
	t.deepEqual(
		seen.map(metadata => [
			Buffer.from(String(metadata.get('authorization')[0]), 'base64').toString(),
			metadata.get('dbname'),
		]),
		[
			['anna:密码', ['sales']],
			['anna:密码', []],
		],
	);
});

test('simulated Milvus: a server that goes away in the middle is unreachable', async t => {
	const begun = Promise.withResolvers<void>();
	const {milvus, server} = await connect(t, {
		Flush() {
			begun.resolve();
		},
	});
	const flushing = failure(t, milvus.call('Flush', {}));
	await begun.promise;
	server.forceShutdown();
	const [code] = await flushing;
	t.is(code, 'milvus-unreachable');
});

import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {
	Server,
	ServerCredentials,
	type sendUnaryData,
	type ServiceDefinition,
	type ServerUnaryCall,
} from '@grpc/grpc-js';
import {loadMilvusService} from '../../../source/milvus/service.js';
import {readWire, writeField} from '../../../source/milvus/wire.js';
import type {ClusterSettings} from '../../../source/settings/settings.js';
import {handlersOf} from './grpc-handlers.js';
import {Refusal, withoutZeros, type Request} from './handler.js';
import {startRest} from './rest-server.js';
import {newState, type FakeState} from './state.js';

export type FakeMilvus = {
	state: FakeState;
	cluster: ClusterSettings;
	/** Ends the REST API; gRPC stays. */
	stopRest: () => void;
	stop: () => Promise<void>;
};

/** Reading the definitions takes a tenth of a second, and a test file starts many. */
const service = loadMilvusService();
answerUnknown(service.client.service);

/**
 * A simulated Milvus of a version that cannot be run on our machines: gRPC by the same service
 * definitions, the REST API beside it, everything in memory but binlogs, which lie in a temporary
 * directory. It answers in the shapes and codes of recorded answers (live-samples.test.ts); it
 * proves what milvault says and does, not what a Milvus does.
 *
 * @param options.hasRest - Default true; without it the REST address refuses connections
 */
export async function startFakeMilvus(options: {
	version: string;
	hasRest?: boolean;
}): Promise<FakeMilvus> {
	const root = await mkdtemp(join(tmpdir(), 'milvault-fake-milvus-'));
	const state = newState(options.version, root);
	const server = new Server({'grpc.max_receive_message_length': -1});
	server.addService(
		service.client.service,
		Object.fromEntries(
			Object.entries(handlersOf(state, service)).map(([name, handler]) => [
				name,
				(call: ServerUnaryCall<Request, object>, callback: sendUnaryData<object>): void => {
					const [dbName] = call.metadata.get('dbname');
					const db = call.request.db_name || String(dbName ?? 'default');
					state.calls.push({name, db, request: {...call.request}});
					void respond(async () => handler(call.request, db), callback);
				},
			]),
		),
	);
	const port = await new Promise<number>((resolve, reject) => {
		server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
			if (error) {
				reject(error);
			} else {
				resolve(bound);
			}
		});
	});
	const rest = await startRest(state);
	if (options.hasRest === false) {
		rest.stop();
	}

	return {
		state,
		cluster: {
			name: 'fake',
			milvus: {
				address: `127.0.0.1:${port}`,
				tls: {mode: 'off'},
				restUrl: rest.url,
			},
			storage: {type: 'local', path: root},
		},
		stopRest: rest.stop,
		async stop() {
			rest.stop();
			server.forceShutdown();
			await rm(root, {recursive: true, force: true});
		},
	};
}

/** What the definitions do not know goes as bytes behind the rest of the schema. */
function answerUnknown(definition: ServiceDefinition): void {
	const method = definition['DescribeCollection'];
	if (!method) {
		throw new TypeError('no DescribeCollection');
	}

	const {responseSerialize} = method;
	method.responseSerialize = (answer: {unknownSchema?: Buffer}) => {
		const bytes = responseSerialize(answer);
		return Buffer.concat(
			readWire(bytes).map(({number, value, whole}) =>
				number === schemaNumber && answer.unknownSchema
					? writeField(number, Buffer.concat([value, answer.unknownSchema]))
					: whole,
			),
		);
	};
}

/** Of DescribeCollectionResponse. */
const schemaNumber = 2;

async function respond(
	answer: () => Promise<object>,
	callback: sendUnaryData<object>,
): Promise<void> {
	try {
		callback(null, {status: {}, ...(await answer())});
	} catch (error) {
		if (error instanceof Refusal) {
			callback(null, refusedAnswer(error));
		} else {
			callback(error as Error);
		}
	}
}

/**
 * Answers with a status are one, or have one: both shapes in one object, of which the message takes
 * what it knows.
 */
function refusedAnswer({code, errorCode, message, more}: Refusal): object {
	const status = withoutZeros({
		error_code: errorCode,
		code,
		reason: message,
		detail: more.detail ?? (code === 0 ? '' : message),
		retriable: more.isRetriable,
		extra_info: more.isInputError && {is_input_error: 'true'},
	});
	return {...status, status, ...more.answer};
}

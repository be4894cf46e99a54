import {
	credentials,
	loadPackageDefinition,
	type ServiceClientConstructor,
	type ServiceError,
} from '@grpc/grpc-js';
import {fromJSON} from '@grpc/proto-loader';
import * as protoJson from '@zilliz/milvus2-sdk-node/dist/milvus/proto-json/milvus.js';
import {definitionOf} from '../../../source/milvus/service.js';
import type {FakeMilvus} from './fake-milvus.js';

/** As answers were recorded: enums by name, int64 as strings, without what is zero. */
const {milvus} = loadPackageDefinition(
	fromJSON(definitionOf(protoJson), {
		keepCase: true,
		longs: String,
		enums: String,
		bytes: String,
		defaults: false,
	}),
) as unknown as {
	milvus: {proto: {milvus: {MilvusService: ServiceClientConstructor}}};
};

/** One call of MilvusService, whatever its status says. */
export async function callAsRecorded(
	{cluster}: FakeMilvus,
	rpc: string,
	request: object,
): Promise<Record<string, unknown>> {
	const client = new milvus.proto.milvus.MilvusService(
		cluster.milvus.address,
		credentials.createInsecure(),
	);
	const {promise, resolve, reject} = Promise.withResolvers<Record<string, unknown>>();
	const method = (client as unknown as Record<string, Call>)[rpc];
	if (!method) {
		throw new TypeError(`no call ${rpc}`);
	}

	method.call(client, request, (error, answer) => {
		if (error) {
			reject(error);
		} else {
			resolve(answer);
		}
	});
	try {
		return await promise;
	} finally {
		client.close();
	}
}

type Call = (
	request: object,
	callback: (error: ServiceError | null, answer: Record<string, unknown>) => void,
) => void;

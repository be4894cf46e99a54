import {loadPackageDefinition, type ServiceClientConstructor} from '@grpc/grpc-js';
import {
	fromJSON,
	type MessageTypeDefinition,
	type PackageDefinition,
	type ServiceDefinition,
} from '@grpc/proto-loader';
import * as protoJson from '@zilliz/milvus2-sdk-node/dist/milvus/proto-json/milvus.js';
import type {MessageField, MilvusMessages} from './milvus.js';

/**
 * The service and its messages, from the Milvus SDK's own definitions; the SDK itself (five times
 * the start-up) stays out.
 */
export type MilvusService = MilvusMessages & {client: ServiceClientConstructor};

export function loadMilvusService(): MilvusService {
	const definition = fromJSON(definitionOf(protoJson), {
		keepCase: true,
		longs: String,
		defaults: true,
		oneofs: true,
	});
	keepBytes(definition);
	const loaded = loadPackageDefinition(definition);
	const client = descend(loaded, ['milvus', 'proto', 'milvus', 'MilvusService']);
	return {
		client: client as ServiceClientConstructor,
		encode: (message, value) => messageOf(definition, message).serialize(value),
		decode: (message, bytes) => messageOf(definition, message).deserialize(Buffer.from(bytes)),
		fieldsOf: message => fieldsOf(messageOf(definition, message), message),
	};
}

/**
 * The answer of DescribeCollection, with the bytes that it came in: fields that the definitions do
 * not know are only there.
 */
function keepBytes(definition: PackageDefinition): void {
	const service = definition['milvus.proto.milvus.MilvusService'];
	const method =
		service && 'DescribeCollection' in service
			? (service as ServiceDefinition)['DescribeCollection']
			: undefined;
	if (!method) {
		throw new TypeError('no DescribeCollection in the service definitions');
	}

	const {responseDeserialize} = method;
	method.responseDeserialize = bytes => ({
		...responseDeserialize(bytes),
		bytes: Buffer.from(bytes),
	});
}

function fieldsOf(
	{type}: MessageTypeDefinition<object, object>,
	message: string,
): ReadonlyMap<number, MessageField> {
	const {field} = type as {field: DescriptorField[]};
	const home = message.slice(0, message.lastIndexOf('.'));
	return new Map(
		field.map(({name, number, label, type: kind, typeName}) => [
			number,
			{
				name,
				type: kind,
				isRepeated: label === 'LABEL_REPEATED',
				...(kind === 'TYPE_MESSAGE' && {
					message: typeName.includes('.') ? `milvus.proto.${typeName}` : `${home}.${typeName}`,
				}),
			},
		]),
	);
}

/** What of google.protobuf.FieldDescriptorProto is used. */
type DescriptorField = {
	name: string;
	number: number;
	label: string;
	type: string;
	typeName: string;
};

/** CommonJS seen from a module: the default export lies one or two levels down. */
export function definitionOf(module: object): Parameters<typeof fromJSON>[0] {
	let found: object = module;
	while ('default' in found && typeof found.default === 'object' && found.default) {
		found = found.default;
	}

	return found;
}

function descend(start: object, path: readonly string[]): unknown {
	let found: unknown = start;
	for (const step of path) {
		found = (found as Record<string, unknown>)[step];
	}

	return found;
}

function messageOf(
	definition: PackageDefinition,
	name: string,
): MessageTypeDefinition<object, object> {
	const found = definition[name];
	if (!found || !('serialize' in found)) {
		throw new TypeError(`no message ${name} in the Milvus service definitions`);
	}

	return found as MessageTypeDefinition<object, object>;
}

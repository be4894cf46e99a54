import {
	makeGenericClientConstructor,
	type MethodDefinition,
	type ServiceClientConstructor,
} from '@grpc/grpc-js';
import protoJson from '@zilliz/milvus2-sdk-node/dist/milvus/proto-json/milvus.js';
import protobuf from 'protobufjs/light.js';
import {indexDefinitions, type Definition} from './definitions.js';
import type {MessageField, MilvusMessages} from './milvus.js';

/**
 * The service and its messages, from the Milvus SDK's own definitions; the SDK itself (five times
 * the start-up) stays out. Of 400 messages a command uses some dozens: each is read when it is
 * first used.
 */
export type MilvusService = MilvusMessages & {client: ServiceClientConstructor};

const serviceName = 'milvus.proto.milvus.MilvusService';
const describeAnswer = 'milvus.proto.milvus.DescribeCollectionResponse';

/** int64 as decimal strings, enums as numbers, bytes as Buffers, what is zero too. */
const conversion = {longs: String, defaults: true, oneofs: true};

export function loadMilvusService(): MilvusService {
	const definitions = indexDefinitions(definitionOf(protoJson));
	// One for all: a status or a schema is in many answers, and its code is generated once.
	const root = new protobuf.Root();
	const types = new Map<string, protobuf.Type>();
	const typeOf = (name: string): protobuf.Type => {
		const known = types.get(name);
		if (known) {
			return known;
		}

		addMissing(root, definitions.only(name));
		const type = root.lookupType(name);
		types.set(name, type);
		return type;
	};

	const encode = (name: string, value: object): Buffer => {
		const type = typeOf(name);
		return bufferOf(type.encode(type.fromObject(value)).finish());
	};

	const decode = (name: string, bytes: Uint8Array): object => {
		const type = typeOf(name);
		return type.toObject(type.decode(bufferOf(bytes)), conversion);
	};

	const methods = Object.fromEntries(
		[...definitions.methodsOf(serviceName)].map(([name, method]) => {
			const {requestType, responseType, requestStream = false, responseStream = false} = method;
			return [
				name,
				{
					path: `/${serviceName}/${name}`,
					requestStream,
					responseStream,
					requestSerialize: value =>
						value instanceof Uint8Array ? bufferOf(value) : encode(requestType, value),
					requestDeserialize: bytes => decode(requestType, bytes),
					responseSerialize: value => encode(responseType, value),
					responseDeserialize: bytes => ({
						...decode(responseType, bytes),
						// Fields that the definitions do not know are only in the bytes that it came in.
						...(responseType === describeAnswer && {bytes: Buffer.from(bytes)}),
					}),
				} satisfies MethodDefinition<object, object>,
			];
		}),
	);
	return {
		client: makeGenericClientConstructor(methods, serviceName),
		encode,
		decode,
		fieldsOf: name => fieldsOf(typeOf(name)),
	};
}

function addMissing(namespace: protobuf.NamespaceBase, {nested = {}}: Definition): void {
	for (const [name, definition] of Object.entries(nested)) {
		const there = namespace.get(name);
		const isPackage = !('fields' in definition) && !('values' in definition);
		if (isPackage) {
			addMissing(there instanceof protobuf.Namespace ? there : namespace.define(name), definition);
		} else if (!there) {
			namespace.addJSON({[name]: definition as protobuf.AnyNestedObject});
		}
	}
}

function fieldsOf(type: protobuf.Type): ReadonlyMap<number, MessageField> {
	return new Map(
		type.fieldsArray.map(field => {
			const {resolvedType, id, name, map: isMap, repeated} = field.resolve();
			return [
				id,
				{
					name,
					type:
						isMap || resolvedType instanceof protobuf.Type
							? 'TYPE_MESSAGE'
							: resolvedType
								? 'TYPE_ENUM'
								: `TYPE_${field.type.toUpperCase()}`,
					isRepeated: isMap || repeated,
					...(!isMap &&
						resolvedType instanceof protobuf.Type && {message: resolvedType.fullName.slice(1)}),
				},
			];
		}),
	);
}

/** The same bytes, not a copy; of a Buffer, a field of bytes is a Buffer too. */
function bufferOf({buffer, byteOffset, byteLength}: Uint8Array): Buffer {
	return Buffer.from(buffer, byteOffset, byteLength);
}

/** CommonJS seen from a module: the default export lies one or two levels down. */
export function definitionOf(module: object): Definition {
	let found: object = module;
	while ('default' in found && typeof found.default === 'object' && found.default) {
		found = found.default;
	}

	return found;
}

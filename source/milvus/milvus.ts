import type {Features} from './features.js';

/** Protobuf of single messages, by full name as in `milvus.proto.schema.ValueField`. */
export type MilvusMessages = {
	encode(message: string, value: object): Buffer;
	decode(message: string, bytes: Uint8Array): unknown;
	/** What is known of a message's fields, by their numbers. */
	fieldsOf(message: string): ReadonlyMap<number, MessageField>;
};

export type MessageField = {
	name: string;
	/** As in a protobuf descriptor: TYPE_STRING, TYPE_INT64, TYPE_MESSAGE ... */
	type: string;
	isRepeated: boolean;
	/** Full name of the message that it is. */
	message?: string;
};

export type CallOptions = {
	/** Database of the call; the server's default when absent. */
	db?: string;
	/** Deadline; default 60,000 ms. */
	timeoutMs?: number;
	/**
	 * How long a job waits for a server without capacity for the call (bound-to.ts); default 15
	 * minutes.
	 */
	maxWaitMs?: number;
	/**
	 * Does a job wait for a server that does not answer (bound-to.ts)? Default true. It always waits
	 * for a server that reports that it is not ready.
	 */
	isAwayWaited?: boolean;
	signal?: AbortSignal;
};

/** A connection to a Milvus, logged in and with a known version. */
export type Milvus = {
	readonly address: string;
	/** Numbers only, as in `2.3.5`; of a build without a whole version, the numbers that it has. */
	readonly version: string;
	/** As the server says it, as in `v2.3.5-lite`. */
	readonly buildTag: string;
	readonly features: Features;
	readonly messages: MilvusMessages;
	/**
	 * One call of MilvusService. int64 come as decimal strings, enums as numbers. A request may also
	 * be its own protobuf bytes.
	 *
	 * @throws milvus-unsupported when the server does not know the call, milvus-refused for a status
	 * that is not success, milvus-unreachable, milvus-timeout, milvus-login, milvus-denied, cancelled
	 */
	call<Response>(rpc: string, request: object, options?: CallOptions): Promise<Response>;
	/**
	 * POST to the REST API; gives the answer's `data`, with integers beyond 2^53 as decimal strings.
	 * A bigint in `body` goes as a bare number. Same errors.
	 */
	rest<Response>(path: string, body: object, options?: CallOptions): Promise<Response>;
	close(): void;
};

import {Metadata, type Client, type ServiceDefinition} from '@grpc/grpc-js';
import {hasCode, MilvaultError} from '../model/milvault-error.js';
import {fragment} from '../model/fragments.js';
import type {MilvusSettings} from '../settings/settings.js';
import {holdExit} from '../utils/hold-exit.js';
import {channelCredentials} from './channel-credentials.js';
import {featuresOf, releaseOf} from './features.js';
import {minVersion} from './min-version.js';
import type {CallOptions, Milvus} from './milvus.js';
import {
	recogniseGrpcError,
	recogniseStatus,
	type AnswerStatus,
	type CallContext,
} from './recognise-error.js';
import {openRest} from './rest.js';
import {loadMilvusService} from './service.js';

const defaultTimeoutMs = 60_000;
const connectTimeoutMs = 10_000;

/**
 * Connects, logs in and asks for the version.
 *
 * @param options.timeoutMs - Until it has answered; default 10,000
 * @throws milvus-unreachable, milvus-timeout, milvus-tls, milvus-login, not-a-milvus,
 *   config-bad-value (certificate files)
 */
export async function connectMilvus(
	settings: MilvusSettings,
	{signal, timeoutMs = connectTimeoutMs}: {signal?: AbortSignal; timeoutMs?: number} = {},
): Promise<Milvus> {
	const {address} = settings;
	const service = loadMilvusService();
	const client = new service.client(address, channelCredentials(settings.tls), {
		'grpc.max_receive_message_length': -1,
		'grpc.max_send_message_length': -1,
		'grpc.keepalive_time_ms': 10_000,
		'grpc.keepalive_permit_without_calls': 1,
		// grpc-js obeys http_proxy: a Milvus inside the network is not behind it.
		'grpc.enable_http_proxy': 0,
		...(settings.tls.serverName && {
			'grpc.ssl_target_name_override': settings.tls.serverName,
			'grpc.default_authority': settings.tls.serverName,
		}),
	});
	const call = openCall(client, service.client.service, settings);
	try {
		const options = {timeoutMs, signal};
		const buildTag = await askVersion(call, address, options);
		const release = releaseOf(buildTag);
		return {
			address,
			version: release ?? buildTag.replace(/^v(?=\d)/, ''),
			buildTag,
			features: featuresOf(release ?? (await minVersion(call, buildTag, options))),
			messages: service,
			call,
			rest: openRest(settings),
			close() {
				client.close();
			},
		};
	} catch (error) {
		client.close();
		throw error;
	}
}

/**
 * GetVersion is served by every Milvus since 2.2; a server that answers it with anything else is
 * not one.
 */
async function askVersion(
	call: Milvus['call'],
	address: string,
	options: CallOptions,
): Promise<string> {
	try {
		const answer = await call<{version: string}>('GetVersion', {}, options);
		if (answer.version === '') {
			throw new MilvaultError('not-a-milvus', {
				address,
				reason: fragment('no-version'),
			});
		}

		return answer.version;
	} catch (error) {
		if (hasCode(error, 'milvus-unsupported')) {
			throw new MilvaultError(
				'not-a-milvus',
				{address, reason: fragment('unknown-calls')},
				{cause: error},
			);
		}

		throw error;
	}
}

/**
 * Calls that are never cancelled. When such a call is cancelled, or its deadline passes, Milvus
 * crashes: the proxy reads the answer that it did not get (a nil pointer,
 * internal/proxy/impl.go:4047 of 2.3.5). Measured on 2.2.16 and 2.3.5: of our calls, each cancelled
 * 150 times or more on names that do not exist, these two. So these calls get no deadline and are
 * never cancelled. After an abort we wait a little, then stop waiting; the process exits only after
 * they are answered.
 */
const uncancellableRpcs: ReadonlySet<string> = new Set(['GetImportState', 'ListImportTasks']);
/** Such an answer takes milliseconds; a cancel must not wait for a hanging server. */
const graceMs = 2000;

function openCall(
	client: Client,
	definitions: ServiceDefinition,
	settings: MilvusSettings,
): Milvus['call'] {
	return async <Response>(
		rpc: string,
		request: object,
		{db, timeoutMs = defaultTimeoutMs, signal}: CallOptions = {},
	): Promise<Response> => {
		signal?.throwIfAborted();
		const context: CallContext = {
			rpc,
			address: settings.address,
			user: settings.username ?? '',
			timeoutMs,
			isTls: settings.tls.mode !== 'off',
			signal,
		};
		const method = definitions[rpc];
		if (!method) {
			throw new TypeError(`no call ${rpc} in the Milvus service definitions`);
		}

		const send = (options: {deadline?: number}): PendingCall => {
			const {promise, resolve, reject} = Promise.withResolvers<unknown>();
			const running = client.makeUnaryRequest<object, unknown>(
				method.path,
				method.requestSerialize,
				method.responseDeserialize,
				request,
				metadataOf(settings, db),
				options,
				(error, result) => {
					if (error) {
						reject(recogniseGrpcError(error, context));
					} else {
						resolve(result);
					}
				},
			);
			return {
				answer: promise,
				cancel() {
					running.cancel();
				},
			};
		};

		const answer = uncancellableRpcs.has(rpc)
			? await callUncancellable(send({}), context)
			: await cancelled(send({deadline: Date.now() + timeoutMs}), signal);
		const failure = recogniseStatus(statusOf(answer), context);
		if (failure) {
			throw failure;
		}

		return answer as Response;
	};
}

type PendingCall = {answer: Promise<unknown>; cancel: () => void};

/** The answer of a call that is cancelled when the signal ends. */
async function cancelled(
	{answer, cancel}: PendingCall,
	signal: AbortSignal | undefined,
): Promise<unknown> {
	signal?.addEventListener('abort', cancel, {once: true});
	try {
		return await answer;
	} finally {
		signal?.removeEventListener('abort', cancel);
	}
}

/** The answer of a call that must not be cancelled, or an error when it comes too late. */
async function callUncancellable(
	{answer}: PendingCall,
	{address, rpc, timeoutMs, signal}: CallContext,
): Promise<unknown> {
	holdExit(answer);
	const {promise: tooLate, reject} = Promise.withResolvers<never>();
	let timer = setTimeout(() => {
		reject(new MilvaultError('milvus-timeout', {address, rpc, timeoutMs}));
	}, timeoutMs);
	const hurry = (): void => {
		clearTimeout(timer);
		timer = setTimeout(() => {
			reject(new MilvaultError('cancelled', {}));
		}, graceMs);
	};

	signal?.addEventListener('abort', hurry, {once: true});
	try {
		return await Promise.race([answer, tooLate]);
	} finally {
		clearTimeout(timer);
		signal?.removeEventListener('abort', hurry);
	}
}

/** Most answers carry a status; those that are nothing but one are it. */
function statusOf(answer: unknown): AnswerStatus | undefined {
	if (typeof answer !== 'object' || answer === null) {
		return undefined;
	}

	if ('status' in answer && typeof answer.status === 'object') {
		return answer.status ?? undefined;
	}

	return 'error_code' in answer ? (answer as AnswerStatus) : undefined;
}

function metadataOf(settings: MilvusSettings, db: string | undefined): Metadata {
	const metadata = new Metadata();
	const login =
		settings.token?.value ??
		(settings.username === undefined
			? undefined
			: `${settings.username}:${settings.password?.value ?? ''}`);
	if (login !== undefined) {
		metadata.set('authorization', Buffer.from(login).toString('base64'));
	}

	if (db !== undefined && db !== '') {
		metadata.set('dbname', db);
	}

	return metadata;
}

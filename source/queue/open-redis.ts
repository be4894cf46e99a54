import {Redis} from 'ioredis';
import {fragment} from '../model/fragments.js';
import {MilvaultError} from '../model/milvault-error.js';
import {wait} from '../utils/wait.js';

/** A Redis that is being restarted is waited for; a wrong address is to be noticed soon. */
const startMs = 10_000;
const maxRetryMs = 2000;
/** A job waits so long for a Redis that went away, as for a Milvus. */
export const maxOutageMs = 3 * 60_000;

export type QueueServer = {
	redis: Redis;
	/** host:port, for people: without user and password. */
	address: string;
	/** How it says of itself which run of the server this is: another one may have lost everything. */
	serverRun: () => Promise<string>;
	close: () => void;
};

/**
 * Connects to a Redis or a Valkey. Once connected it is connected again for as long as it takes.
 *
 * @throws queue-unreachable, queue-refused; cancelled
 */
export async function openRedis(url: string, signal?: AbortSignal): Promise<QueueServer> {
	const address = addressOf(url);
	const since = performance.now();
	for (;;) {
		signal?.throwIfAborted();
		const redis = new Redis(
			url.replace(/^valkey(s?):/, (_all, s: string) => `redis${s}:`),
			{
				lazyConnect: true,
				// BullMQ's condition: its requests wait for a server that is away.
				maxRetriesPerRequest: null,
				connectTimeout: startMs,
				retryStrategy: null as never,
			},
		);
		let reason: Error | undefined;
		redis.on('error', error => {
			reason = error;
		});
		try {
			await redis.connect();
			await redis.ping();
			redis.options.retryStrategy = tries => Math.min(maxRetryMs, tries * 100);
			return {
				redis,
				address,
				async serverRun() {
					return serverRunOf(await redis.info('server'));
				},
				close() {
					redis.disconnect();
				},
			};
		} catch (error) {
			redis.disconnect();
			const failure = recognise(reason ?? error, address);
			if (failure.code !== 'queue-unreachable' || performance.now() - since > startMs) {
				throw failure;
			}

			await wait(500, signal);
		}
	}
}

/** The run of the server, in its answer to `INFO server`. */
export function serverRunOf(info: string): string {
	return /^run_id:(\S+)/m.exec(info)?.[1] ?? '';
}

function addressOf(url: string): string {
	const {hostname, port} = new URL(url);
	return `${hostname}:${port || 6379}`;
}

/** What ioredis and the server say, in our codes; neither repeats a password. */
export function recognise(
	thrown: unknown,
	address: string,
): MilvaultError<'queue-unreachable' | 'queue-refused'> {
	const {code, message} = thrown as NodeJS.ErrnoException;
	const cause = {cause: thrown};
	if (/^(NOAUTH|WRONGPASS|NOPERM|ERR|DENIED|MOVED|LOADING)\b/.test(message ?? '')) {
		return message.startsWith('LOADING')
			? new MilvaultError('queue-unreachable', {address, reason: message}, cause)
			: new MilvaultError('queue-refused', {address, reason: message}, cause);
	}

	if (/protocol error|parse/i.test(message ?? '')) {
		return new MilvaultError('queue-refused', {address, reason: fragment('not-a-queue')}, cause);
	}

	const reasons: Readonly<Record<string, string>> = {
		ECONNREFUSED: fragment('nothing-listens'),
		ENOTFOUND: fragment('host-unknown'),
		ETIMEDOUT: fragment('no-answer'),
	};
	const reason = reasons[code ?? ''] ?? fragment('connection-lost');
	return new MilvaultError('queue-unreachable', {address, reason}, cause);
}

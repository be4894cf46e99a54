import {wait} from '../utils/wait.js';
import type {CallOptions, Milvus} from './milvus.js';
import {isImportQueueFull, isRateLimited} from './recognise-error.js';

export type Refused = {
	/** The call. */
	what: string;
	reason: string;
	waitMs: number;
};

export type Bounds = {
	/** Ends every call that does not bring its own signal. */
	signal?: AbortSignal;
	/** Is told when the server asks to slow down. */
	onRefused?: (refused: Refused) => void;
};

const firstMs = 500;
const mostMs = 10_000;
/** A server that takes nothing for so long will not. */
const usualPatienceMs = 15 * 60_000;

/**
 * The same Milvus as a job calls it: every call ends with the job's signal, and one that the server refuses because of its rate limits, or
 * because its queue of import jobs is full, is sent again, ever more slowly, for up to `patienceMs`. Such a refusal means that nothing was
 * done, so sending again is safe even for what must not be done twice.
 */
export function boundTo(
	milvus: Milvus,
	{signal, onRefused}: Bounds = {},
): Milvus {
	return {
		...milvus,
		async call<Response>(rpc: string, request: object, options?: CallOptions) {
			const bound = {signal, ...options};
			return whenAllowed(
				async () => milvus.call<Response>(rpc, request, bound),
				{...bound, what: rpc, onRefused},
			);
		},
		async rest<Response>(path: string, body: object, options?: CallOptions) {
			const bound = {signal, ...options};
			return whenAllowed(async () => milvus.rest<Response>(path, body, bound), {
				...bound,
				what: path,
				onRefused,
			});
		},
	};
}

async function whenAllowed<Value>(
	ask: () => Promise<Value>,
	{
		what,
		signal,
		onRefused,
		patienceMs = usualPatienceMs,
	}: Bounds & {what: string; patienceMs?: number},
): Promise<Value> {
	const since = performance.now();
	for (let waitMs = firstMs; ; waitMs = Math.min(mostMs, waitMs * 1.5)) {
		try {
			return await ask();
		} catch (error) {
			const isRefused = isRateLimited(error) || isImportQueueFull(error);
			if (!isRefused || performance.now() - since > patienceMs) {
				throw error;
			}

			const {reason} = error.details;
			onRefused?.({what, reason, waitMs: Math.round(waitMs)});
		}

		await wait(waitMs, signal);
	}
}

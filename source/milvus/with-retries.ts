import {wait} from '../utils/wait.js';
import type {CallOptions, Milvus} from './milvus.js';
import {isAway, isAwayInWords, isUnsent} from './away.js';
import {isImportQueueFull, isRateLimited} from './recognise-error.js';

export type RetryNotice = {
	/** The call. */
	what: string;
	reason: string;
	waitMs: number;
};

/** Whether Milvus is away, as all calls of a job see it. */
export type Outage = {
	/** Times that it went away. */
	count: number;
	/** Since when it is away (performance.now()); undefined while it answers. */
	since: number | undefined;
	/** When it was last reported. */
	toldAt: number;
};

export type Bounds = {
	/** Ends every call that does not bring its own signal. */
	signal?: AbortSignal;
	/** Called when the server asks to slow down, or is away. */
	onRefused?: (refused: RetryNotice) => void;
	/**
	 * Set: calls wait for an unreachable server and record the outage here. Undefined: they do not
	 * wait.
	 */
	outage?: Outage;
	/** Default: three minutes. */
	maxOutageMs?: number;
};

const firstMs = 500;
const maxMs = 10_000;
/** A server that takes nothing for so long will not. */
const usualPatienceMs = 15 * 60_000;
/**
 * A standalone is back half a minute to two minutes after it stopped; a job that gives up keeps its
 * work.
 */
const usualOutageMs = 3 * 60_000;
/** One that is back is to be noticed soon. */
const maxAwayMs = 2000;

/**
 * Calls that are not sent again when the answer to one may have been lost: a second call would be
 * refused, or would act twice. Their callers check the present state.
 */
const sentOnce: ReadonlySet<string> = new Set([
	'Import',
	'Insert',
	'v2/vectordb/jobs/import/create',
	'AddCollectionField',
	'RestoreRBAC',
]);

export function trackOutage(): Outage {
	return {count: 0, since: undefined, toldAt: 0};
}

/**
 * Milvus as a job calls it: every call ends with the job's signal, and one that the server refuses
 * because of its rate limits, or because its queue of import jobs is full, is sent again, ever more
 * slowly, for up to `maxWaitMs`. Such a refusal means that nothing was done, so sending again is
 * safe even for what must not be done twice.
 *
 * With `outage`, one that finds Milvus away is sent again for up to three minutes, counted from
 * when it went away; of those that must not be done twice only what cannot have reached it.
 */
export function withRetries(milvus: Milvus, bounds: Bounds = {}): Milvus {
	return {
		...milvus,
		async call<Response>(rpc: string, request: object, options?: CallOptions) {
			const bound = {signal: bounds.signal, ...options};
			return whenAllowed(async () => milvus.call<Response>(rpc, request, bound), {
				...bounds,
				...bound,
				what: rpc,
			});
		},
		async rest<Response>(path: string, body: object, options?: CallOptions) {
			const bound = {signal: bounds.signal, ...options};
			return whenAllowed(async () => milvus.rest<Response>(path, body, bound), {
				...bounds,
				...bound,
				what: path,
			});
		},
	};
}

type Call = Bounds & Pick<CallOptions, 'maxWaitMs' | 'isAwayWaited'> & {what: string};

async function whenAllowed<Value>(ask: () => Promise<Value>, call: Call): Promise<Value> {
	const {what, signal, onRefused, outage, maxWaitMs = usualPatienceMs} = call;
	const since = performance.now();
	for (let waitMs = firstMs; ; waitMs = Math.min(maxMs, waitMs * 1.5)) {
		let pauseMs = waitMs;
		try {
			const answer = await ask();
			if (outage) {
				outage.since = undefined;
			}

			return answer;
		} catch (error) {
			const waitedMs = performance.now() - since;
			if (isRateLimited(error) || isImportQueueFull(error)) {
				if (waitedMs > maxWaitMs) {
					throw error;
				}

				onRefused?.({
					what,
					reason: error.details.reason,
					waitMs: Math.round(pauseMs),
				});
			} else if (outage && isAway(error) && (call.isAwayWaited !== false || isAwayInWords(error))) {
				noteAway(outage);
				if (!isWaitedFor(error, call, {outage, waitedMs})) {
					throw error;
				}

				pauseMs = Math.min(maxAwayMs, waitMs);
				// Dozens of calls may wait for the same.
				if (performance.now() - outage.toldAt >= maxAwayMs) {
					outage.toldAt = performance.now();
					onRefused?.({
						what,
						reason: error.details.reason,
						waitMs: Math.round(pauseMs),
					});
				}
			} else {
				throw error;
			}
		}

		await wait(pauseMs, signal);
	}
}

function noteAway(outage: Outage): void {
	if (outage.since === undefined) {
		outage.count++;
		outage.since = performance.now();
		outage.toldAt = Number.NEGATIVE_INFINITY;
	}
}

function isWaitedFor(
	error: unknown,
	{what, maxOutageMs = usualOutageMs}: Call,
	{outage, waitedMs}: {outage: Outage; waitedMs: number},
): boolean {
	const awayMs = performance.now() - (outage.since ?? performance.now());
	return Math.max(awayMs, waitedMs) <= maxOutageMs && (isUnsent(error) || !sentOnce.has(what));
}

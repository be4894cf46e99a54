import {AsyncLocalStorage} from 'node:async_hooks';
import type {S3Client} from '@aws-sdk/client-s3';
import type {StorageHooks} from '../storage.js';
import {describeFailure, isNotListening} from './recognise-error.js';
import type {RequestContexts} from './request-context.js';

/** Tries at an address that has not answered yet, while a person waits in front of a screen. */
const maxUnansweredTries = 3;

type Strategy = Exclude<Awaited<ReturnType<S3Client['config']['retryStrategy']>>, {retry: unknown}>;
type RetryInfo = Parameters<Strategy['refreshRetryTokenForRetry']>[1];

/**
 * Reports each retry before its pause. Where a person waits (`hooks.isHasty`) and nothing listens,
 * it ends the retries early: a wrong address is not right after a pause. A store that has answered
 * before, or that a job needs, may be one that is started again.
 */
export async function reportRetries(
	client: S3Client,
	contexts: RequestContexts,
	hooks: Readonly<StorageHooks>,
): Promise<void> {
	const strategy = await client.config.retryStrategy();
	if (!('refreshRetryTokenForRetry' in strategy)) {
		return;
	}

	let hasAnswered = false;
	const failures = new AsyncLocalStorage<RetryInfo>();
	tellPauses(strategy, waitMs => {
		const context = contexts.getStore();
		const info = failures.getStore();
		hooks.onRetry?.({
			action: context?.action ?? '',
			resource: context?.resource ?? '',
			reason: describeFailure(info?.error),
			waitMs: Math.max(1, askedPause(info, waitMs)),
		});
	});
	const refresh = strategy.refreshRetryTokenForRetry.bind(strategy);
	strategy.refreshRetryTokenForRetry = async (token, info) => {
		const isUnanswered = isNotListening(info.error);
		hasAnswered ||= !isUnanswered;
		const isOver =
			isUnanswered &&
			!hasAnswered &&
			hooks.isHasty &&
			token.getRetryCount() + 1 >= maxUnansweredTries;
		if (isOver) {
			// The SDK throws the failure itself then.
			throw new Error('not listening');
		}

		return failures.run(info, async () => refresh(token, info));
	};

	const record = strategy.recordSuccess.bind(strategy);
	strategy.recordSuccess = token => {
		hasAnswered = true;
		record(token);
	};
}

/**
 * The SDK waits inside of its strategy, and its token says 0 afterwards: only what computes the
 * pause knows it before.
 */
function tellPauses(strategy: object, tell: (waitMs: number) => void): void {
	const {standardRetryStrategy} = strategy as {
		standardRetryStrategy?: {
			retryBackoffStrategy?: {
				computeNextBackoffDelay: (attempts: number) => number;
			};
		};
	};
	const backoff = standardRetryStrategy?.retryBackoffStrategy;
	if (backoff) {
		const compute = backoff.computeNextBackoffDelay.bind(backoff);
		backoff.computeNextBackoffDelay = attempts => {
			const waitMs = compute(attempts);
			tell(waitMs);
			return waitMs;
		};
	}
}

/** What a store's Retry-After asks for, as far as the SDK does it. */
function askedPause(info: RetryInfo | undefined, waitMs: number): number {
	const until = info?.retryAfterHint?.getTime();
	return until === undefined
		? waitMs
		: Math.max(waitMs, Math.min(until - Date.now(), waitMs + 5000));
}

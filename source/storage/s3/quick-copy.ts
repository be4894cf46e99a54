import type {S3Client} from '@aws-sdk/client-s3';
import type {StorageHooks} from '../storage.js';
import {readCopyAnswer, type CopyAnswer} from './copy-answer.js';
import {encodeKey, learnObjectAddresses, type ObjectAddress} from './object-addresses.js';
import type {RequestContexts} from './request-context.js';
import {createSigner} from './sign-request.js';

export type Copy = {
	bucket: string;
	key: string;
	/** As the header has it. */
	source: string;
};

/**
 * Copies one object by one request and returns its ETag.
 *
 * @param usual - The same by the SDK
 */
export type QuickCopy = (
	copy: Copy,
	usual: () => Promise<string | undefined>,
) => Promise<string | undefined>;

/**
 * A first try of a copy past the SDK's middleware, which took three quarters of the processor time
 * of a backup of many small objects: the address is the one that the SDK used last, the request goes
 * through the SDK's HTTP handler.
 *
 * Only an answer that is understood as a success counts. Whatever else happens, the SDK does the
 * copy, with its own tries: its answer, or its error, is the result. The try belongs to the SDK's
 * retry strategy like any other: it waits while the store asks to slow down, a failure that may
 * pass is reported and is followed by a pause.
 */
export function createQuickCopy(
	client: S3Client,
	contexts: RequestContexts,
	hooks: Readonly<StorageHooks>,
): QuickCopy {
	const addresses = learnObjectAddresses(client);
	const send = createSender(client);
	return async (copy, usual) => {
		const address = addresses.of(copy.bucket);
		const strategy = address && (await client.config.retryStrategy());
		if (!strategy || !('refreshRetryTokenForRetry' in strategy)) {
			return usual();
		}

		const signal = contexts.getStore()?.signal;
		const token = await strategy.acquireInitialRetryToken('');
		let failure: Error;
		try {
			await hooks.pace?.request(signal);
			const {etag, error} = await send(address, copy);
			if (etag !== undefined) {
				strategy.recordSuccess(token);
				return etag;
			}

			failure = error;
		} catch (error) {
			if (signal?.aborted) {
				throw error;
			}

			failure = error instanceof Error ? error : new Error(String(error));
		}

		const renewed = await pauseAfter(strategy, token, failure);
		const etag = await usual();
		if (renewed) {
			// Gives back what the pause took from the budget of retries.
			strategy.recordSuccess(renewed);
		} else {
			addresses.forget(copy.bucket, address);
		}

		return etag;
	};
}

type Strategy = Exclude<Awaited<ReturnType<S3Client['config']['retryStrategy']>>, {retry: unknown}>;
type SdkError = Parameters<Strategy['refreshRetryTokenForRetry']>[1]['error'];
type RetryToken = Awaited<ReturnType<Strategy['acquireInitialRetryToken']>>;

/** Undefined for a failure that is not followed by a pause: it would not pass. */
async function pauseAfter(
	strategy: Strategy,
	token: RetryToken,
	error: Error,
): Promise<RetryToken | undefined> {
	try {
		return await strategy.refreshRetryTokenForRetry(token, {
			error: error as SdkError,
			errorType: errorTypeOf(error),
		});
	} catch {
		return undefined;
	}
}

function errorTypeOf(
	error: Error & {$metadata?: {httpStatusCode?: number}},
): 'THROTTLING' | 'TRANSIENT' | 'CLIENT_ERROR' {
	const status = error.$metadata?.httpStatusCode;
	if (status === 429 || error.name === 'SlowDown') {
		return 'THROTTLING';
	}

	return status === undefined || status >= 500 ? 'TRANSIENT' : 'CLIENT_ERROR';
}

function createSender(
	client: S3Client,
): (address: ObjectAddress, copy: Copy) => Promise<CopyAnswer> {
	const sign = createSigner();
	return async ({region, pathPrefix, host, userAgent, ...address}, {key, source}) => {
		const {config} = client;
		const method = 'PUT';
		const path = `${pathPrefix}${encodeKey(key)}`;
		const headers = sign(
			{method, path, region, headers: {host, 'x-amz-copy-source': source}},
			// The SDK renews those that expire, and knows how far this machine's clock is off.
			await config.credentials(),
			new Date(Date.now() + config.systemClockOffset),
		);
		const {response} = await config.requestHandler.handle({
			...address,
			method,
			path,
			query: {},
			headers: {...headers, ...(userAgent !== undefined && {'user-agent': userAgent})},
		});
		return readCopyAnswer(response);
	};
}

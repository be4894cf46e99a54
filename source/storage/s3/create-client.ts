import {createHash} from 'node:crypto';
import tls from 'node:tls';
import {S3Client} from '@aws-sdk/client-s3';
import {maxCertificateBytes} from '../../model/read-limits.js';
import {unfitFile} from '../../model/unfit-file.js';
import {readBoundedFile} from '../../utils/read-bounded-file.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {fragment} from '../../model/fragments.js';
import type {S3Settings} from '../../settings/settings.js';
import type {StorageHooks} from '../storage.js';
import {createHttpHandler} from './http-handler.js';
import {machineCredentials} from './machine-credentials.js';
import {reportRetries} from './report-retries.js';
import type {RequestContexts} from './request-context.js';

/**
 * Requests without a stream are tried this often. The pauses grow from 0.1 s, of a store that asks
 * to slow down from 0.5 s, to 20 s at most; the SDK's budget of retries (500 tokens, 5 each, given
 * back by successes) ends it earlier when nothing succeeds.
 */
const maxAttempts = 10;

/**
 * The SDK's client, set up for stores that are not AWS too: no checksums by default, Content-MD5
 * where older stores insist on it, resolved middleware kept.
 *
 * @throws storage-unreachable when the CA file cannot be read
 */
export async function createClient(
	settings: S3Settings,
	contexts: RequestContexts,
	hooks: Readonly<StorageHooks> = {},
): Promise<S3Client> {
	const ca = settings.caFile
		? await readAuthorities(settings.caFile, endpointOf(settings))
		: undefined;
	const client = new S3Client({
		region: settings.region || 'us-east-1',
		endpoint: settings.endpoint,
		forcePathStyle: settings.usePathStyle,
		credentials: staticCredentials(settings) ?? machineCredentials(endpointOf(settings), silent),
		maxAttempts,
		// Slows down when the store asks for it, and recovers.
		retryMode: 'adaptive',
		// A bucket of another AWS region than configured is found all the same.
		followRegionRedirects: settings.endpoint === undefined,
		requestChecksumCalculation: 'WHEN_REQUIRED',
		responseChecksumValidation: 'WHEN_REQUIRED',
		expectContinueHeader: false,
		cacheMiddleware: true,
		requestHandler: createHttpHandler(contexts, hooks, ca),
		logger: silent,
	});
	addContentMd5(client);
	await reportRetries(client, contexts, hooks);
	paceRequests(client, contexts, hooks);

	return client;
}

/** The SDK's default writes warnings to the terminal. */
const silent = {debug() {}, info() {}, warn() {}, error() {}};

/** For people; without a user or password of the URL. */
export function endpointOf({endpoint, region}: S3Settings): string {
	if (endpoint === undefined) {
		return `s3.${region}.amazonaws.com`;
	}

	const url = URL.parse(endpoint);
	return url ? `${url.protocol}//${url.host}` : endpoint;
}

function staticCredentials(
	settings: S3Settings,
): {accessKeyId: string; secretAccessKey: string; sessionToken?: string} | undefined {
	const {auth, accessKeyId, secretAccessKey, sessionToken} = settings;
	return auth === 'static'
		? {
				accessKeyId: accessKeyId?.value ?? '',
				secretAccessKey: secretAccessKey?.value ?? '',
				...(sessionToken && {sessionToken: sessionToken.value}),
			}
		: undefined;
}

/** Node's authorities and the ones of the file: naming one more must not take the others away. */
async function readAuthorities(caFile: string, endpoint: string): Promise<string[]> {
	try {
		return [
			...tls.getCACertificates('default'),
			await readBoundedFile(caFile, {maxBytes: maxCertificateBytes}),
		];
	} catch (error) {
		throw (
			unfitFile(error, caFile) ??
			new MilvaultError(
				'storage-unreachable',
				{endpoint, reason: fragment('ca-file', {file: caFile})},
				{cause: error},
			)
		);
	}
}

/**
 * DeleteObjects must carry a checksum; the SDK's CRC32 is unknown to older stores, MD5 is known to
 * all. As documented in the SDK's supplemental-docs/MD5_FALLBACK.md.
 */
function addContentMd5(client: S3Client): void {
	client.middlewareStack.add(
		(next, context) => async args => {
			const {request} = args;
			if (context['commandName'] === 'DeleteObjectsCommand' && isHttpRequest(request)) {
				for (const header of Object.keys(request.headers)) {
					if (/^x-amz-(?:sdk-)?checksum-/i.test(header)) {
						delete request.headers[header];
					}
				}

				request.headers['Content-MD5'] = createHash('md5').update(request.body).digest('base64');
			}

			return next(args);
		},
		{step: 'build', priority: 'low', name: 'contentMd5ForDeleteObjects'},
	);
}

function isHttpRequest(
	request: unknown,
): request is {headers: Record<string, string>; body: string | Uint8Array} {
	return (
		typeof request === 'object' && request !== null && 'headers' in request && 'body' in request
	);
}

/** Every try is a request. */
function paceRequests(
	client: S3Client,
	contexts: RequestContexts,
	hooks: Readonly<StorageHooks>,
): void {
	client.middlewareStack.add(
		next => async args => {
			if (hooks.pace) {
				await hooks.pace.request(contexts.getStore()?.signal);
			}

			return next(args);
		},
		{step: 'deserialize', priority: 'high', name: 'paceRequests'},
	);
}

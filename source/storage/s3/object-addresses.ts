import type {S3Client} from '@aws-sdk/client-s3';

/** Where a bucket's objects are written, as the SDK found it out. */
export type ObjectAddress = {
	protocol: string;
	hostname: string;
	port: number | undefined;
	/** What stands before an object's encoded key. */
	pathPrefix: string;
	region: string;
	/** Headers that are the same for every object. */
	host: string;
	userAgent: string | undefined;
};

export type ObjectAddresses = {
	/** Undefined until the SDK has written an object into the bucket. */
	of(bucket: string): ObjectAddress | undefined;
	/**
	 * A request that was made of this address failed where the SDK's own did not: the SDK finds it
	 * out anew. After some of them it is not asked any more.
	 */
	forget(bucket: string, address: ObjectAddress): void;
};

const maxMistakes = 16;
const writes = new Set(['PutObjectCommand', 'CopyObjectCommand']);

/**
 * Learns each bucket's address from the SDK's own requests that succeeded: its style (path or host
 * name), the endpoint, the region to which the SDK was redirected. None of that is worked out a
 * second time. What is signed in another way than S3's usual one (directory buckets, access points
 * of many regions) has no address here.
 */
export function learnObjectAddresses(client: S3Client): ObjectAddresses {
	const addresses = new Map<string, ObjectAddress>();
	const mistakes = new Map<string, number>();
	client.middlewareStack.add(
		(next, context) => async args => {
			const result = await next(args);
			const {Bucket: bucket = '', Key: key = ''} = args.input as {Bucket?: string; Key?: string};
			const isNew =
				writes.has(String(context['commandName'])) &&
				!addresses.has(bucket) &&
				(mistakes.get(bucket) ?? 0) < maxMistakes;
			const address = isNew ? readAddress(args.request, key) : undefined;
			if (address) {
				addresses.set(bucket, address);
			}

			return result;
		},
		{step: 'deserialize', priority: 'high', name: 'learnObjectAddresses'},
	);

	return {
		of: bucket => addresses.get(bucket),
		forget(bucket, address) {
			// Of many requests on their way with the same address one counts.
			if (addresses.get(bucket) === address) {
				addresses.delete(bucket);
				mistakes.set(bucket, (mistakes.get(bucket) ?? 0) + 1);
			}
		},
	};
}

/** A key in the path of a request: all but letters, digits and `-_.~` encoded, slashes not. */
export function encodeKey(key: string): string {
	return key
		.split('/')
		.map(segment =>
			encodeURIComponent(segment).replaceAll(
				/[!'()*]/g,
				character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
			),
		)
		.join('/');
}

type Sent = {
	protocol: string;
	hostname: string;
	port?: number;
	path: string;
	username?: string;
	headers: Record<string, string | undefined>;
};

function readAddress(request: unknown, key: string): ObjectAddress | undefined {
	if (!isSent(request)) {
		return undefined;
	}

	const {protocol, hostname, port, path, username, headers} = request;
	const [, region] =
		/^AWS4-HMAC-SHA256 Credential=[^,]+\/\d{8}\/([^/,]+)\/s3\/aws4_request,/.exec(
			headers['authorization'] ?? '',
		) ?? [];
	const end = `/${encodeKey(key)}`;
	const {host} = headers;
	if (!region || !host || key === '' || !path.endsWith(end) || username !== undefined) {
		return undefined;
	}

	return {
		protocol,
		hostname,
		port,
		pathPrefix: path.slice(0, 1 - end.length),
		region,
		host,
		userAgent: headers['user-agent'],
	};
}

function isSent(request: unknown): request is Sent {
	return (
		typeof request === 'object' &&
		request !== null &&
		['protocol', 'hostname', 'path', 'headers'].every(name => name in request)
	);
}

import {createHmac, createSecretKey, hash, type KeyObject} from 'node:crypto';

export type Credentials = {
	accessKeyId: string;
	secretAccessKey: string;
	sessionToken?: string;
};

/** Of an empty body. */
const emptySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/**
 * Signs requests without a query and without a body (Signature Version 4); returns the headers to
 * send with them.
 *
 * The SDK's signer does the same for a tenth of a millisecond: it makes each key anew, and reads
 * from a request what is always the same here. A signature that a store refuses is no harm: the SDK
 * makes the next one.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function createSigner(): (
	request: {
		method: string;
		/** Encoded. */
		path: string;
		region: string;
		/** All of them are signed; `host` is one. Lower case, each value without needless blanks. */
		headers: Readonly<Record<string, string>>;
	},
	credentials: Credentials,
	now: Date,
) => Record<string, string> {
	const keyOf = createKeys();
	return ({method, path, region, headers}, credentials, now) => {
		const {accessKeyId, sessionToken} = credentials;
		const time = now.toISOString().replaceAll(/[:-]|\.\d+/g, '');
		const day = time.slice(0, 8);
		const scope = `${day}/${region}/s3/aws4_request`;
		const signed: Record<string, string> = {
			...headers,
			'x-amz-content-sha256': emptySha256,
			'x-amz-date': time,
			...(sessionToken !== undefined && {'x-amz-security-token': sessionToken}),
		};
		const names = Object.keys(signed).toSorted();
		const canonical = [
			method,
			path,
			'',
			...names.map(name => `${name}:${signed[name]}`),
			'',
			names.join(';'),
			emptySha256,
		].join('\n');
		const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash('sha256', canonical)}`;
		const signature = createHmac('sha256', keyOf(credentials, day, region))
			.update(text)
			.digest('hex');
		return {
			...signed,
			authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
		};
	};
}

/** A key holds for a day; other credentials have another one. */
function createKeys(): (credentials: Credentials, day: string, region: string) => KeyObject {
	let last: {of: string; secret: string; key: KeyObject} | undefined;
	return ({secretAccessKey: secret}, day, region) => {
		const of = `${day}/${region}`;
		if (last?.of !== of || last.secret !== secret) {
			const bytes = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(
				(key, part) => createHmac('sha256', key).update(part).digest(),
				`AWS4${secret}`,
			);
			last = {of, secret, key: createSecretKey(Buffer.from(bytes))};
		}

		return last.key;
	};
}

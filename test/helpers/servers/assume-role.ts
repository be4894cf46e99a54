import {createHash, createHmac} from 'node:crypto';
import type {MinioServer} from './servers.js';

export type SessionKeys = {
	accessKeyId: string;
	secretAccessKey: string;
	sessionToken: string;
};

/** A statement of an S3 policy. */
export type Statement = {
	Effect: 'Allow' | 'Deny';
	Action: readonly string[];
	Resource: readonly string[];
};

/**
 * Keys that may do less than the server's own: MinIO's AssumeRole with an inline policy, signed by
 * hand because the SDK's client for it would be one more dependency for one request.
 */
export async function assumeRole(
	minio: MinioServer,
	statements: readonly Statement[],
): Promise<SessionKeys> {
	const body = new URLSearchParams({
		Action: 'AssumeRole',
		Version: '2011-06-15',
		DurationSeconds: '3600',
		Policy: JSON.stringify({Version: '2012-10-17', Statement: statements}),
	}).toString();
	const response = await fetch(minio.endpoint, {
		method: 'POST',
		headers: sign(minio, body),
		body,
	});
	const text = await response.text();
	const read = (name: string): string => {
		const value = new RegExp(`<${name}>([^<]+)</${name}>`).exec(text)?.[1];
		if (!value) {
			throw new Error(`AssumeRole: HTTP ${response.status} ${text}`);
		}

		return value;
	};

	return {
		accessKeyId: read('AccessKeyId'),
		secretAccessKey: read('SecretAccessKey'),
		sessionToken: read('SessionToken'),
	};
}

/** AWS Signature Version 4 of a POST to `/`. */
function sign(
	{endpoint, accessKeyId, secretAccessKey}: MinioServer,
	body: string,
): Record<string, string> {
	const {host} = new URL(endpoint);
	const time = new Date().toISOString().replaceAll(/[:-]|\.\d+/g, '');
	const date = time.slice(0, 8);
	const scope = `${date}/us-east-1/sts/aws4_request`;
	const headers: Record<string, string> = {
		'content-type': 'application/x-www-form-urlencoded',
		host,
		'x-amz-date': time,
	};
	const names = Object.keys(headers).join(';');
	const request = [
		'POST',
		'/',
		'',
		...Object.entries(headers).map(([name, value]) => `${name}:${value}`),
		'',
		names,
		sha256(body),
	].join('\n');
	const text = ['AWS4-HMAC-SHA256', time, scope, sha256(request)].join('\n');
	let key: Buffer = Buffer.from(`AWS4${secretAccessKey}`);
	for (const part of [date, 'us-east-1', 'sts', 'aws4_request']) {
		key = createHmac('sha256', key).update(part).digest();
	}

	const signature = createHmac('sha256', key).update(text).digest('hex');
	return {
		...headers,
		authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
	};
}

function sha256(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}

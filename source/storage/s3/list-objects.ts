import {
	ListObjectsV2Command,
	type ListObjectsV2CommandInput,
	type ListObjectsV2CommandOutput,
} from '@aws-sdk/client-s3';
import {MilvaultError} from '../../model/milvault-error.js';
import {fragment} from '../../model/fragments.js';
import type {ObjectInfo} from '../storage.js';
import {runAction, type S3Session} from './s3-session.js';

/**
 * Every object below a prefix, a page of up to 1,000 at a time; the next page is asked for when it
 * is needed.
 */
export async function* listObjects(
	session: S3Session,
	prefix: string,
	signal?: AbortSignal,
): AsyncGenerator<ObjectInfo> {
	for await (const page of listPages(session, {Prefix: prefix}, signal)) {
		const decode = decoderOf(page);
		for (const {Key, Size, ETag, LastModified} of page.Contents ?? []) {
			yield {
				key: decode(Key ?? ''),
				sizeBytes: Size ?? 0,
				checksum: withoutQuotes(ETag),
				modifiedAt: LastModified,
			};
		}
	}
}

/** Names one level below a prefix. */
export async function* listNames(
	session: S3Session,
	prefix: string,
	signal?: AbortSignal,
): AsyncGenerator<string> {
	const input = {Prefix: prefix, Delimiter: '/'};
	for await (const page of listPages(session, input, signal)) {
		const decode = decoderOf(page);
		for (const {Prefix = ''} of page.CommonPrefixes ?? []) {
			const name = decode(Prefix).slice(prefix.length, -1);
			// `a//b` has a nameless directory below `a/`, which no key of ours can name.
			if (name !== '') {
				yield name;
			}
		}
	}
}

export async function hasObject(
	session: S3Session,
	prefix: string,
	signal?: AbortSignal,
): Promise<boolean> {
	const page = await listPage(session, {Prefix: prefix, MaxKeys: 1}, signal);
	return (page.Contents?.length ?? 0) > 0;
}

/** S3's ETag as our checksum. */
export function withoutQuotes(etag: string | undefined): string | undefined {
	return etag?.replaceAll('"', '');
}

async function* listPages(
	session: S3Session,
	input: Partial<ListObjectsV2CommandInput>,
	signal: AbortSignal | undefined,
): AsyncGenerator<ListObjectsV2CommandOutput> {
	let token: string | undefined;
	do {
		const page = await listPage(session, {...input, ContinuationToken: token}, signal);
		yield page;
		token = page.IsTruncated ? page.NextContinuationToken : undefined;
		if (page.IsTruncated && token === undefined) {
			throw new MilvaultError('storage-refused', {
				action: 's3:ListBucket',
				resource: session.bucket,
				reason: fragment('endless-list'),
			});
		}
	} while (token !== undefined);
}

async function listPage(
	session: S3Session,
	input: Partial<ListObjectsV2CommandInput>,
	signal: AbortSignal | undefined,
): Promise<ListObjectsV2CommandOutput> {
	return runAction(session, {action: 'ListBucket', signal}, async () =>
		session.client.send(
			new ListObjectsV2Command({
				Bucket: session.bucket,
				// XML cannot carry every character that a key can.
				EncodingType: 'url',
				...input,
			}),
		),
	);
}

/** A store that does not know `encoding-type` answers without it, and with plain keys. */
function decoderOf({EncodingType}: ListObjectsV2CommandOutput): (text: string) => string {
	return EncodingType === 'url'
		? text => decodeURIComponent(text.replaceAll('+', ' '))
		: text => text;
}

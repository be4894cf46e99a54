import {DeleteObjectsCommand} from '@aws-sdk/client-s3';
import {toMilvaultError} from '../../model/milvault-error.js';
import {batches} from '../batches.js';
import {assertInsideKey} from '../keys.js';
import {recogniser, runAction, type S3Session} from './s3-session.js';

/** S3's limit for one DeleteObjects. */
const deletesAtOnce = 1000;

/**
 * Missing keys are no error; the first failure is thrown after all were tried, but a cancel at
 * once.
 */
export async function deleteObjects(
	session: S3Session,
	keys: Iterable<string> | AsyncIterable<string>,
	signal?: AbortSignal,
): Promise<void> {
	let failure: unknown;
	for await (const batch of batches(keys, deletesAtOnce)) {
		try {
			await deleteBatch(session, batch, signal);
		} catch (error) {
			failure ??= error;
			if (toMilvaultError(error).code === 'cancelled') {
				break;
			}
		}
	}

	if (failure) {
		throw failure;
	}
}

async function deleteBatch(
	session: S3Session,
	keys: readonly string[],
	signal: AbortSignal | undefined,
): Promise<void> {
	for (const key of keys) {
		assertInsideKey(key);
	}

	const action = 'DeleteObject';
	const {Errors = []} = await runAction(
		session,
		{action, key: keys.length === 1 ? keys[0] : undefined, signal},
		async () =>
			session.client.send(
				new DeleteObjectsCommand({
					Bucket: session.bucket,
					Delete: {Objects: keys.map(Key => ({Key})), Quiet: true},
				}),
			),
	);
	const failed = Errors.find(({Code}) => Code !== 'NoSuchKey');
	if (failed) {
		const {Key: key, Code = '', Message = ''} = failed;
		throw recogniser(session, {action, key})(Object.assign(new Error(Message), {name: Code}));
	}
}

import {
	GetBucketLifecycleConfigurationCommand,
	GetBucketVersioningCommand,
	GetObjectLockConfigurationCommand,
	type LifecycleRule,
} from '@aws-sdk/client-s3';
import type {BucketRetention} from '../../model/bucket-retention.js';
import {hasCode} from '../../model/milvault-error.js';
import {runAction, type S3Session} from './s3-session.js';

/**
 * What a bucket keeps of what is deleted under a prefix.
 *
 * @returns undefined where nothing is kept; `unknown` where the store does not answer that: few
 *   stores serve these calls, and they need permissions of their own (s3:GetBucketVersioning,
 *   s3:GetBucketObjectLockConfiguration, s3:GetLifecycleConfiguration)
 * @throws what keeps the store from answering at all
 */
export async function bucketRetention(
	session: S3Session,
	prefix: string,
	signal?: AbortSignal,
): Promise<BucketRetention | 'unknown' | undefined> {
	const {client, bucket: Bucket} = session;
	const ask = async <Answer>(
		action: string,
		send: () => Promise<Answer>,
	): Promise<Answer | undefined> => {
		try {
			return await runAction(session, {action, signal}, send);
		} catch (error) {
			// None is set, these keys may not ask, or the store does not know the call: no failure of
			// what is asked about.
			if (
				hasCode(error, 'storage-refused') ||
				hasCode(error, 'storage-denied') ||
				hasCode(error, 'object-missing')
			) {
				return undefined;
			}

			throw error;
		}
	};

	const versioning = await ask('GetBucketVersioning', async () =>
		client.send(new GetBucketVersioningCommand({Bucket})),
	);
	if (!versioning) {
		return 'unknown';
	}

	const {Status: status} = versioning;
	if (status === undefined) {
		return undefined;
	}

	const locked = await ask('GetBucketObjectLockConfiguration', async () =>
		client.send(new GetObjectLockConfigurationCommand({Bucket})),
	);
	const lifecycle = await ask('GetLifecycleConfiguration', async () =>
		client.send(new GetBucketLifecycleConfigurationCommand({Bucket})),
	);
	const byDefault = locked?.ObjectLockConfiguration?.Rule?.DefaultRetention;
	const days = (lifecycle?.Rules ?? []).flatMap(rule =>
		covers(rule, prefix) ? (rule.NoncurrentVersionExpiration?.NoncurrentDays ?? []) : [],
	);
	return {
		versioning: status === 'Enabled' ? 'on' : 'suspended',
		...(byDefault?.Mode !== undefined && {
			lock: {
				mode: byDefault.Mode,
				...(byDefault.Days !== undefined && {days: byDefault.Days}),
				...(byDefault.Years !== undefined && {years: byDefault.Years}),
			},
		}),
		...(days.length > 0 && {removedAfterDays: Math.min(...days)}),
	};
}

/**
 * A rule that goes by tags or sizes, or keeps some versions whatever their age, covers only part of
 * a prefix.
 */
function covers(
	{
		Status: status,
		Filter: filter,
		Prefix: own,
		NoncurrentVersionExpiration: expiration,
	}: LifecycleRule,
	prefix: string,
): boolean {
	const isByPrefixAlone =
		filter === undefined ||
		Object.entries(filter).every(([key, value]) => key === 'Prefix' || value === undefined);
	return (
		status === 'Enabled' &&
		isByPrefixAlone &&
		!expiration?.NewerNoncurrentVersions &&
		prefix.startsWith(filter?.Prefix ?? own ?? '')
	);
}

import {
	PutBucketLifecycleConfigurationCommand,
	PutBucketVersioningCommand,
	PutObjectLockConfigurationCommand,
	S3Client,
	CreateBucketCommand,
} from '@aws-sdk/client-s3';
import {randomBytes} from 'node:crypto';
import test, {type ExecutionContext} from 'ava';
import {createBackup} from '../../source/engine/create-backup.js';
import {planBackup} from '../../source/engine/plan-backup.js';
import type {Check} from '../../source/model/checks.js';
import type {BucketRetention} from '../../source/model/bucket-retention.js';
import {isS3Storage} from '../../source/storage/s3/s3-storage.js';
import {makeBare} from '../helpers/datasets/bare.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {sessionFor} from '../helpers/program/engine-session.js';
import {ok, openSdk} from '../helpers/milvus/rows.js';
import {
	httpServer,
	newBucket,
	open,
	openDenied,
	settingsOf,
} from '../helpers/backups/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';
import {configOf, milvault, storageConfig} from './milvault.js';

/*
 * What a bucket keeps of a backup that is deleted, and until when: said by `check`, and by `delete`
 * before and after. A real MinIO.
 */

const {minio, milvus235: server} = servers();
const client = new S3Client({
	endpoint: minio.endpoint,
	region: 'us-east-1',
	forcePathStyle: true,
	credentials: minio,
});

test.after.always(() => {
	client.destroy();
});

async function retentionOf(
	t: ExecutionContext,
	bucket: string,
	prefix = 'b/',
): Promise<BucketRetention | 'unknown' | undefined> {
	const storage = await open(t, settingsOf(bucket));
	return isS3Storage(storage) ? storage.retention(prefix) : undefined;
}

async function lockedBucket(): Promise<string> {
	const Bucket = `locked-${randomBytes(6).toString('hex')}`;
	await client.send(new CreateBucketCommand({Bucket, ObjectLockEnabledForBucket: true}));
	await client.send(
		new PutObjectLockConfigurationCommand({
			Bucket,
			ObjectLockConfiguration: {
				ObjectLockEnabled: 'Enabled',
				Rule: {DefaultRetention: {Mode: 'GOVERNANCE', Days: 1}},
			},
		}),
	);
	return Bucket;
}

async function setVersioning(Bucket: string, Status: 'Enabled' | 'Suspended'): Promise<void> {
	await client.send(
		new PutBucketVersioningCommand({
			Bucket,
			VersioningConfiguration: {Status},
		}),
	);
}

test('versioning, lock and lifecycle of a bucket are told apart', async t => {
	const bucket = await newBucket();
	t.is(await retentionOf(t, bucket), undefined);
	await setVersioning(bucket, 'Enabled');
	t.deepEqual(await retentionOf(t, bucket), {versioning: 'on'});
	await client.send(
		new PutBucketLifecycleConfigurationCommand({
			Bucket: bucket,
			LifecycleConfiguration: {
				Rules: [
					{
						ID: 'old',
						Status: 'Enabled',
						Filter: {Prefix: 'b/'},
						NoncurrentVersionExpiration: {NoncurrentDays: 7},
					},
				],
			},
		}),
	);
	t.deepEqual(await retentionOf(t, bucket), {
		versioning: 'on',
		removedAfterDays: 7,
	});
	t.deepEqual(await retentionOf(t, bucket, 'elsewhere/'), {versioning: 'on'});
	await setVersioning(bucket, 'Suspended');
	t.like(await retentionOf(t, bucket), {versioning: 'suspended'});
	t.deepEqual(await retentionOf(t, await lockedBucket()), {
		versioning: 'on',
		lock: {mode: 'GOVERNANCE', days: 1},
	});
});

test('keys that may not ask, and a store that does not know the calls (simulated), are no failure', async t => {
	const denied = await openDenied(t, await newBucket(), [
		{
			Effect: 'Allow',
			Action: ['s3:ListBucket', 's3:GetObject'],
			Resource: ['arn:aws:s3:::*'],
		},
	]);
	t.is(isS3Storage(denied) && (await denied.retention('')), 'unknown');
	const endpoint = await httpServer(t, (_request, response) => {
		response.writeHead(501, {'content-type': 'application/xml'});
		response.end(
			'<Error><Code>NotImplemented</Code><Message>A header you provided implies functionality that is not implemented</Message></Error>',
		);
	});
	const other = await open(t, settingsOf('bucket', {endpoint}));
	t.is(isS3Storage(other) && (await other.retention('')), 'unknown');
});

test('check and delete say what stays of a backup in a locked bucket, and until when', async t => {
	const bucket = await lockedBucket();
	const repository = settingsOf(bucket, {rootPath: 'b'});
	const db = `versions_${randomBytes(3).toString('hex')}`;
	const sdk = await openSdk(server);
	t.teardown(async () => {
		await dropDatabase(sdk, db);
		await sdk.closeConnection();
	});
	ok(await sdk.createDatabase({db_name: db}));
	await makeBare(sdk, db, {rows: 10});
	const session = await sessionFor(t, {server, repository});
	const made = await createBackup(
		session,
		await planBackup(session, {
			name: 'kept',
			filter: `${db}.*`,
			strategy: 'auto',
			withRbac: false,
		}),
	);
	t.is(made.outcome, 'complete');

	const config = configOf(server, storageConfig(repository));
	const kept = `s3://${bucket} keeps old versions of deleted objects; each is locked for 1 day after it was written (GOVERNANCE); no visible lifecycle rule removes them`;
	const checked = await milvault(['check'], {config});
	t.true(checked.stdout.includes(`! Old versions`), checked.stdout);
	t.true(checked.stdout.includes(kept), checked.stdout);
	t.is(checked.exitCode, 0);

	const deleted = await milvault(['delete', 'kept', '--yes'], {config});
	t.is(deleted.exitCode, 0, deleted.stderr);
	t.true(deleted.stderr.includes(`! ${kept}.`), 'before anybody says yes');
	t.regex(deleted.stdout, /✔ Deleted kept \(\d+ objects\)\.\n/);
	t.true(deleted.stdout.includes(`! ${kept}.`), deleted.stdout);
});

test('a bucket that keeps nothing is told as such, and delete says no more than before', async t => {
	const repository = settingsOf(await newBucket(), {rootPath: 'b'});
	const config = configOf(server, storageConfig(repository));
	const {lines} = await milvault(['check', '--json'], {config});
	const checks = lines.flatMap(({check}) => (check ? [check as Check] : []));
	t.like(
		checks.find(({id}) => id === 'oldVersions'),
		{state: 'ok', finding: {code: 'versions-none'}},
	);
});

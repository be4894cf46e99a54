import {randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {createServer, type RequestListener} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {ExecutionContext} from 'ava';
import type {S3Settings} from '../../../source/settings/settings.js';
import {openStorage} from '../../../source/storage/open-storage.js';
import type {OpenOptions, Storage} from '../../../source/storage/storage.js';
import {assumeRole, type Statement} from '../servers/assume-role.js';
import {createBucket} from '../servers/minio.js';
import {servers, type MinioServer} from '../servers/servers.js';

const gib = 1024 ** 3;

export function secret(value: string): {value: string; origin: string} {
	return {value, origin: 'test'};
}

/** Settings of a bucket of a running MinIO, by default the first one. */
export function settingsOf(
	bucket: string,
	changes: Partial<S3Settings> = {},
	server: MinioServer = servers().minio,
): S3Settings {
	return {
		type: 's3',
		endpoint: server.endpoint,
		region: 'us-east-1',
		bucket,
		rootPath: '',
		usePathStyle: true,
		auth: 'static',
		accessKeyId: secret(server.accessKeyId),
		secretAccessKey: secret(server.secretAccessKey),
		multipartCopyThresholdBytes: 5 * gib,
		...changes,
	};
}

/** A new bucket with a random name; it goes with the server. */
export async function newBucket(server: MinioServer = servers().minio): Promise<string> {
	const name = `test-${randomBytes(8).toString('hex')}`;
	await createBucket(server, name);
	return name;
}

/** Opens a bucket until the end of the test. */
export async function open(
	t: ExecutionContext,
	settings: S3Settings,
	options?: OpenOptions,
): Promise<Storage> {
	const storage = await openStorage(settings, options);
	t.teardown(() => storage.close());
	return storage;
}

/** Opens a bucket with keys that may do only what the statements allow. */
export async function openDenied(
	t: ExecutionContext,
	bucket: string,
	statements: readonly Statement[],
): Promise<Storage> {
	const keys = await assumeRole(servers().minio, statements);
	return open(
		t,
		settingsOf(bucket, {
			accessKeyId: secret(keys.accessKeyId),
			secretAccessKey: secret(keys.secretAccessKey),
			sessionToken: secret(keys.sessionToken),
		}),
	);
}

/** An HTTP server for answers that MinIO does not give; its URL. */
export async function httpServer(t: ExecutionContext, listener: RequestListener): Promise<string> {
	// Node's server hangs up on a connection that was idle for 5 s; on a busy machine the client's
	// next request then meets a closed socket, which tests of retries would count.
	const server = createServer({keepAliveTimeout: 0}, listener).listen(0, '127.0.0.1');
	t.teardown(() => {
		server.closeAllConnections();
		server.close();
	});
	await once(server, 'listening');
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

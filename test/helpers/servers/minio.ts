import {spawn, type ChildProcess} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {CreateBucketCommand, S3Client} from '@aws-sdk/client-s3';
import getPort from 'get-port';
import type {MinioServer} from './servers.js';

export type Minio = MinioServer & {
	port: number;
	pid: number;
	createBucket(name: string): Promise<void>;
	/** Kills it, and starts it again where it was, on its data. */
	restart(): Promise<void>;
	/** Ends it and removes its data, also data of a directory that was given. */
	stop(): Promise<void>;
};

const startTimeoutMs = 30_000;
const stopGraceMs = 3000;

/**
 * Runs a MinIO on a free port of the loopback address, with credentials of its own, and waits until
 * it answers.
 *
 * @param options.binary - Path of the server, as from `installMinio`
 * @param options.dataDir - Default: a new temporary directory
 */
export async function startMinio(options: {
	binary: string;
	dataDir?: string;
	/** Settings of the server, such as MINIO_KMS_SECRET_KEY. */
	env?: Readonly<Record<string, string>>;
	signal?: AbortSignal;
}): Promise<Minio> {
	const {binary, env, signal} = options;
	const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'milvault-minio-')));
	const port = await getPort({host: '127.0.0.1'});
	const consolePort = await getPort({host: '127.0.0.1', exclude: [port]});
	const address = {
		endpoint: `http://127.0.0.1:${port}`,
		accessKeyId: `key${randomBytes(6).toString('hex')}`,
		secretAccessKey: randomBytes(16).toString('hex'),
	};
	const launch = (): ChildProcess =>
		spawn(
			binary,
			[
				'server',
				'--quiet',
				'--address',
				`127.0.0.1:${port}`,
				'--console-address',
				`127.0.0.1:${consolePort}`,
				dataDir,
			],
			{
				stdio: ['ignore', 'pipe', 'pipe'],
				env: {
					PATH: process.env['PATH'],
					HOME: dataDir,
					MINIO_ROOT_USER: address.accessKeyId,
					MINIO_ROOT_PASSWORD: address.secretAccessKey,
					// Lets a single directory on the system's disk be a server's only drive.
					MINIO_CI_CD: '1',
					MINIO_UPDATE: 'off',
					...env,
				},
			},
		);
	let child = launch();
	let output = '';
	const listen = (): void => {
		for (const stream of [child.stdout, child.stderr]) {
			stream?.on('data', (chunk: Buffer) => {
				output = `${output}${chunk.toString()}`.slice(-4000);
			});
		}
	};

	listen();

	const stop = async (): Promise<void> => {
		await stopProcess(child);
		await rm(dataDir, {recursive: true, force: true});
	};

	try {
		await untilReady(address.endpoint, child, () => output, signal);
	} catch (error) {
		await stop();
		throw error;
	}

	return {
		...address,
		port,
		pid: child.pid ?? 0,
		async restart() {
			child.kill('SIGKILL');
			await once(child, 'exit');
			child = launch();
			listen();
			await untilReady(address.endpoint, child, () => output, signal);
		},
		createBucket: async name => createBucket(address, name),
		stop,
	};
}

/** Makes a bucket, as tests do for themselves; one that is there is fine. */
export async function createBucket(
	{endpoint, accessKeyId, secretAccessKey}: MinioServer,
	name: string,
): Promise<void> {
	const client = new S3Client({
		endpoint,
		region: 'us-east-1',
		forcePathStyle: true,
		credentials: {accessKeyId, secretAccessKey},
	});
	try {
		await client.send(new CreateBucketCommand({Bucket: name}));
	} catch (error) {
		if (!(error instanceof Error && error.name === 'BucketAlreadyOwnedByYou')) {
			throw error;
		}
	} finally {
		client.destroy();
	}
}

async function untilReady(
	endpoint: string,
	child: ChildProcess,
	output: () => string,
	signal: AbortSignal | undefined,
): Promise<void> {
	let failure: Error | undefined;
	child.once('error', error => {
		failure = error;
	});
	const deadline = performance.now() + startTimeoutMs;
	while (performance.now() < deadline) {
		signal?.throwIfAborted();
		if (failure || child.exitCode !== null) {
			throw new Error(`MinIO ended while starting: ${output()}`, {
				cause: failure,
			});
		}

		if (await isReady(endpoint)) {
			return;
		}

		await delay(100, undefined, {signal});
	}

	throw new Error(`MinIO is not ready after ${startTimeoutMs} ms: ${output()}`);
}

async function isReady(endpoint: string): Promise<boolean> {
	try {
		const {ok} = await fetch(`${endpoint}/minio/health/ready`, {
			signal: AbortSignal.timeout(2000),
		});
		return ok;
	} catch {
		return false;
	}
}

async function stopProcess(child: ChildProcess): Promise<void> {
	if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
		return;
	}

	const exited = once(child, 'exit');
	child.kill('SIGTERM');
	const timer = setTimeout(() => child.kill('SIGKILL'), stopGraceMs);
	await exited;
	clearTimeout(timer);
}

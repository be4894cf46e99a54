import {randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {glob, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {
	ListObjectVersionsCommand,
	PutBucketVersioningCommand,
	paginateListObjectsV2,
	PutObjectCommand,
	S3Client,
} from '@aws-sdk/client-s3';
import {execa} from 'execa';
import {startFakeMilvus} from '../fake-milvus/fake-milvus.js';
import type {FakeSegment} from '../fake-milvus/state.js';
import {writeInsertLogs} from '../fake-milvus/write-insert-logs.js';
import {createBucket} from '../servers/minio.js';
import type {MinioServer} from '../servers/servers.js';

const cli = new URL('../../../dist/cli.js', import.meta.url).pathname;
const collectionName = 'wide';

/** A process of the built program that was started, and what it says. */
export type Started = {
	pid: number;
	/** The lines of `--json`. */
	lines: Array<Record<string, unknown>>;
	/** Returns when a line is there that fits. */
	says: (fits: (line: Record<string, unknown>) => boolean) => Promise<void>;
	kill: () => Promise<void>;
	ended: Promise<{exitCode: number | undefined; stderr: string}>;
};

export type QueueScene = {
	/** Starts `milvault worker` and waits until it is ready. */
	startWorker: (options: {
		queue: string;
		bwlimit?: string;
		more?: readonly string[];
		/** Default: the one of the scene. */
		config?: object;
	}) => Promise<Started>;
	/** Starts a command of the job's own configuration. */
	start: (args: readonly string[], env?: Record<string, string>) => Started;
	/** Binlogs of the source, by their keys relative to insert_log: size and ETag. */
	source: () => Promise<Map<string, string>>;
	/** Binlogs of a backup likewise, without its doubled segment ids. */
	copied: (name: string) => Promise<Map<string, string>>;
	/** How many versions each binlog of a backup has: every copy leaves one. */
	versions: (name: string) => Promise<Map<string, number>>;
	bytes: number;
	/** Of the jobs that are continued. */
	stateDir: string;
	stop: () => Promise<void>;
};

/**
 * A collection of a simulated Milvus, its binlogs in a real store, and a repository in another: a
 * backup streams. Field 101 holds random bytes, which a backup does not read.
 */
export async function openQueueScene({
	source,
	target,
	segments,
	segmentBytes,
}: {
	source: MinioServer;
	target: MinioServer;
	segments: number;
	segmentBytes: number;
}): Promise<QueueScene> {
	const home = await mkdtemp(join(tmpdir(), 'milvault-queue-'));
	const bucket = `queue-${randomBytes(6).toString('hex')}`;
	await createBucket(source, bucket);
	await createBucket(target, bucket);
	const from = clientOf(source);
	const to = clientOf(target);
	await to.send(
		new PutBucketVersioningCommand({
			Bucket: bucket,
			VersioningConfiguration: {Status: 'Enabled'},
		}),
	);
	const fake = await startFakeMilvus({version: '2.3.5', hasRest: false});
	const {state} = fake;
	const partition = {name: '_default', id: state.nextId()};
	const collection = {
		db: 'default',
		name: collectionName,
		id: state.nextId(),
		schema: {
			name: collectionName,
			fields: [
				{fieldID: '100', name: 'id', data_type: 5, is_primary_key: true},
				{fieldID: '101', name: 'v', data_type: 5},
			],
		},
		shardsNum: 1,
		consistencyLevel: 2,
		numPartitions: 0,
		properties: [],
		aliases: [],
		partitions: [partition],
		indexes: [],
		loaded: new Set<string>(),
		segments: [] as FakeSegment[],
		rows: [],
		deletes: [],
	};
	state.collections.push(collection);
	const put = async (key: string, Body: Uint8Array): Promise<void> => {
		await from.send(new PutObjectCommand({Bucket: bucket, Key: `files/${key}`, Body}));
	};

	for (let index = 0; index < segments; index++) {
		const segment: FakeSegment = {
			id: state.nextId(),
			partitionId: partition.id,
			rows: '1',
			level: 2,
			storageVersion: 0,
			vChannel: `channel-of-${collection.id}`,
			strayLogs: new Set(),
		};
		collection.segments.push(segment);
		const ts = BigInt(state.now());
		await writeInsertLogs(state, collection, {
			segment,
			columns: [
				{fieldId: '0', name: 'RowID', values: [ts]},
				{fieldId: '1', name: 'Timestamp', values: [ts]},
				{fieldId: '100', name: 'id', values: [BigInt(index)]},
			],
		});
		const directory = ['insert_log', collection.id, partition.id, segment.id].join('/');
		for await (const file of glob('*/*', {cwd: join(state.root, directory)})) {
			await put(`${directory}/${file}`, await readFile(join(state.root, directory, file)));
		}

		await put(`${directory}/101/${state.nextId()}`, randomBytes(segmentBytes));
	}

	const config = join(home, 'milvault.yaml');
	await writeFile(
		config,
		JSON.stringify({
			clusters: {
				c: {
					milvus: {address: fake.cluster.milvus.address},
					storage: storageOf(source, bucket, 'files'),
				},
			},
			repositories: {r: storageOf(target, bucket, 'backups')},
		}),
		{mode: 0o600},
	);
	const running = new Set<Started>();
	const start = (args: readonly string[], env: Record<string, string> = {}): Started => {
		const started = startProgram([...args, '--config', config, '--json'], home, env);
		running.add(started);
		return started;
	};

	return {
		start,
		async startWorker({queue, bwlimit, more = [], config: own}) {
			const limit = bwlimit === undefined ? [] : ['--bwlimit', bwlimit];
			const file = join(home, `worker-${randomBytes(4).toString('hex')}.yaml`);
			await writeFile(file, own ? JSON.stringify(own) : await readFile(config), {mode: 0o600});
			const started = startProgram(
				['worker', '--queue', queue, ...limit, ...more, '--config', file, '--json'],
				home,
				{},
			);
			running.add(started);
			await started.says(({type}) => type === 'worker-ready');
			return started;
		},
		source: async () => listed(from, bucket, 'files/insert_log/'),
		async copied(name) {
			const found = await listed(to, bucket, `backups/${name}/binlogs/insert_log/`);
			return new Map([...found].map(([key, sum]) => [withoutGroup(key), sum]));
		},
		async versions(name) {
			const counts = new Map<string, number>();
			let KeyMarker: string | undefined;
			let VersionIdMarker: string | undefined;
			do {
				const page = await to.send(
					new ListObjectVersionsCommand({
						Bucket: bucket,
						Prefix: `backups/${name}/binlogs/`,
						KeyMarker,
						VersionIdMarker,
					}),
				);
				for (const {Key = ''} of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]) {
					counts.set(Key, (counts.get(Key) ?? 0) + 1);
				}

				KeyMarker = page.NextKeyMarker;
				VersionIdMarker = page.NextVersionIdMarker;
			} while (KeyMarker !== undefined);

			return counts;
		},
		bytes: segments * segmentBytes,
		stateDir: join(home, 'state'),
		async stop() {
			for (const started of running) {
				await started.kill();
			}

			from.destroy();
			to.destroy();
			await fake.stop();
			await rm(home, {recursive: true, force: true});
		},
	};
}

export function startProgram(
	args: readonly string[],
	home: string,
	env: Record<string, string>,
): Started {
	const child = execa(process.execPath, [cli, ...args], {
		reject: false,
		extendEnv: false,
		stdin: 'ignore',
		cwd: home,
		env: {PATH: process.env['PATH'], HOME: home, LANG: 'en_US.UTF-8', ...env},
	});
	const lines: Array<Record<string, unknown>> = [];
	const looks = new Set<() => void>();
	let isOver = false;
	const lookAll = (): void => {
		for (const look of looks) {
			look();
		}
	};

	const reading = (async () => {
		for await (const line of child.iterable()) {
			// Of one that is killed the last line may be half.
			if (line.endsWith('}')) {
				lines.push(JSON.parse(line) as Record<string, unknown>);
				lookAll();
			}
		}
	})();
	const ended = (async () => {
		await reading.catch(() => undefined);
		const {exitCode, stderr} = await child;
		isOver = true;
		lookAll();
		return {exitCode, stderr};
	})();
	return {
		pid: child.pid!,
		lines,
		async says(fits) {
			await new Promise<void>((resolve, reject) => {
				const look = (): void => {
					if (lines.some(line => fits(line))) {
						looks.delete(look);
						resolve();
					} else if (isOver) {
						looks.delete(look);
						reject(
							new Error(
								`${args.join(' ')} never said so:\n${lines.map(line => JSON.stringify(line)).join('\n')}`,
							),
						);
					}
				};

				looks.add(look);
				look();
			});
		},
		async kill() {
			if (!isOver && child.exitCode === null) {
				child.kill('SIGKILL');
				await Promise.race([ended, once(child, 'exit')]);
			}
		},
		ended,
	};
}

async function listed(
	client: S3Client,
	Bucket: string,
	Prefix: string,
): Promise<Map<string, string>> {
	const found = new Map<string, string>();
	for await (const {Contents = []} of paginateListObjectsV2({client}, {Bucket, Prefix})) {
		for (const {Key = '', Size, ETag} of Contents) {
			found.set(Key.slice(Prefix.length), `${Size} ${ETag}`);
		}
	}

	return found;
}

/** `<collection>/<partition>/<segment>/<segment>/…`: the group is the segment itself. */
function withoutGroup(key: string): string {
	const [collection, partition, , ...rest] = key.split('/');
	return [collection, partition, ...rest].join('/');
}

function storageOf(
	{endpoint, accessKeyId, secretAccessKey}: MinioServer,
	bucket: string,
	rootPath: string,
) {
	return {type: 'minio', endpoint, accessKeyId, secretAccessKey, bucket, rootPath};
}

function clientOf({endpoint, accessKeyId, secretAccessKey}: MinioServer): S3Client {
	return new S3Client({
		endpoint,
		region: 'us-east-1',
		forcePathStyle: true,
		credentials: {accessKeyId, secretAccessKey},
	});
}

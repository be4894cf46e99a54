import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {cacheDir} from '../runner/cache-dir.js';
import {installMilvusBackup} from './install-milvus-backup.js';
import {installMinio} from './install-minio.js';
import {startMilvus, type RunningMilvus} from './milvus.js';
import {startMinio, type Minio} from './minio.js';
import type {MinioServer, Servers} from './servers.js';

export type StartedServers = {
	/** The JSON file that `servers()` reads. */
	file: string;
	stop: () => Promise<void>;
};

/**
 * Starts every server of `Servers`, all at once, installing what is missing first; one line each
 * through `say`.
 *
 * When one fails or the signal ends, all are stopped before this throws.
 */
export async function startServers(options: {
	signal: AbortSignal;
	say: (line: string) => void;
}): Promise<StartedServers> {
	const {signal, say} = options;
	const stops: Array<() => Promise<void>> = [];
	const watched: RunningMilvus[] = [];
	const stop = async () => {
		for (const server of watched.splice(0)) {
			await tellOfDead(server, say);
		}

		await Promise.allSettled(stops.splice(0).map(async each => each()));
	};

	const track = async <Server extends {stop: () => Promise<void>}>(
		name: string,
		starting: Promise<Server>,
	): Promise<Server> => {
		const since = performance.now();
		const server = await starting;
		stops.push(server.stop);
		say(`${name} runs (${seconds(since)})`);
		return server;
	};

	const minioBinary = installMinio(cacheDir());
	// Built here, while servers start, and one after the other: both may have to fetch Go first.
	const milvusBackup = minioBinary.then(async () => installMilvusBackup(cacheDir()));
	const common = {cacheDir: cacheDir(), signal};
	const startStore = async () => startMinio({binary: await minioBinary, signal});
	const first = track('MinIO', startStore());
	const second = track('MinIO, a second one', startStore());
	const milvus235 = track('Milvus 2.3.5 on MinIO', onMinio(first, common));
	const milvus235local = track(
		'Milvus 2.3.5 on local storage',
		startMilvus({
			...common,
			version: '2.3.5',
			storage: {type: 'local'},
			withAuthorization: true,
			name: 'milvus235local',
		}),
	);
	const milvus2216 = track(
		'Milvus 2.2.16 on local storage',
		startMilvus({
			...common,
			version: '2.2.16',
			storage: {type: 'local'},
			withAuthorization: true,
			name: 'milvus2216',
		}),
	);

	// All are waited for, also when one fails: what starts later would be left behind.
	const all = [first, second, milvus235, milvus235local, milvus2216, milvusBackup] as const;
	await Promise.allSettled(all);
	try {
		signal.throwIfAborted();
		await milvusBackup;
		const servers: Servers = {
			minio: plain(await first),
			minio2: plain(await second),
			milvus235: await milvus235,
			milvus235local: await milvus235local,
			milvus2216: await milvus2216,
		};
		watched.push(await milvus235, await milvus235local, await milvus2216);
		const directory = await mkdtemp(join(tmpdir(), 'milvault-servers-'));
		stops.push(async () => rm(directory, {recursive: true, force: true}));
		const file = join(directory, 'servers.json');
		await writeFile(file, JSON.stringify(servers, undefined, '\t'), {
			mode: 0o600,
		});
		return {file, stop};
	} catch (error) {
		await stop();
		throw error;
	}
}

async function onMinio(
	starting: Promise<Minio>,
	common: {cacheDir: string; signal: AbortSignal},
): Promise<RunningMilvus> {
	const minio = await starting;
	const bucket = 'milvus-data';
	await minio.createBucket(bucket);
	return startMilvus({
		...common,
		version: '2.3.5',
		storage: {type: 'minio', ...plain(minio), bucket, rootPath: 'files'},
		name: 'milvus235',
	});
}

/** Why tests failed that found no Milvus: what it said last, from where it gives up. */
async function tellOfDead(
	{pid, version, log}: RunningMilvus,
	say: (line: string) => void,
): Promise<void> {
	try {
		process.kill(pid, 0);
	} catch {
		const lines = (await readFile(log, 'utf8')).trimEnd().split('\n');
		const end = lines.findLastIndex(line => /^(panic|fatal error):/.test(line));
		say(`Milvus ${version} ended before the tests did. What it said last:`);
		say(
			lines
				.slice(end === -1 ? -40 : end)
				.slice(0, 60)
				.join('\n'),
		);
	}
}

function plain({endpoint, accessKeyId, secretAccessKey}: Minio): MinioServer {
	return {endpoint, accessKeyId, secretAccessKey};
}

function seconds(since: number): string {
	return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

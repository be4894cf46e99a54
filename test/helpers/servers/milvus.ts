import {rmSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {choosePorts} from '../../../source/practice/choose-ports.js';
import {endMilvus} from '../../../source/practice/end-milvus.js';
import {installMilvus} from '../../../source/practice/install-milvus.js';
import {launchServer, type LaunchedServer} from '../../../source/practice/launch-server.js';
import type {ServerStorage, ServerTls} from '../../../source/practice/milvus-config.js';
import type {PracticeVersion} from '../../../source/practice/practice-paths.js';
import {setRootPassword} from '../../../source/practice/root-password.js';
import {stopServer} from '../../../source/practice/stop-server.js';
import type {ClusterSettings, StorageSettings} from '../../../source/settings/settings.js';

/** What is said of a running Milvus, as plain JSON; everything a test needs to script to it. */
export type MilvusServer = {
	version: string;
	/** host:port of gRPC. */
	address: string;
	/** Present when authorization is on. */
	username?: string;
	password?: string;
	/** The server's own directory; with local storage its data lie in `<dataDir>/data`. */
	dataDir: string;
	log: string;
	pid: number;
	/** Ready for settings: name, milvus, storage. */
	cluster: ClusterSettings;
};

export type RunningMilvus = MilvusServer & {
	/** Kills it as it is: its sessions are left behind, and the next start waits for some of them. */
	crash: () => Promise<void>;
	/** Starts it again on its data and ports once it was killed; gives what is now true. */
	start: () => Promise<RunningMilvus>;
	/** Kills it, and starts it again at once. */
	restart: () => Promise<RunningMilvus>;
	/** Kills it and deletes its data, unless the directory was given. */
	stop: () => Promise<void>;
};

/**
 * Starts a Milvus of its own, the way the practice cluster does; installs it first where that was
 * not done.
 *
 * The packages of 2.2 take local storage only: they die with MinIO.
 */
export async function startMilvus(options: {
	version: PracticeVersion;
	cacheDir: string;
	storage: ServerStorage;
	/** Authorization on, root with this random password; off when absent. */
	withAuthorization?: boolean;
	/** Not together with authorization: its password is set in plain text. Off when absent. */
	tls?: ServerTls;
	/** Of milvus.yaml, by their whole key: `{'rootCoord.maxDatabaseNum': 4}`. */
	settings?: Readonly<Record<string, string | number | boolean>>;
	/** Kept when given; a temporary one otherwise. */
	dataDir?: string;
	/** Name of the cluster; default `milvus`. */
	name?: string;
	signal?: AbortSignal;
}): Promise<RunningMilvus> {
	const {version, cacheDir, storage, withAuthorization = false, signal} = options;
	const installation = await installMilvus({version, cacheDir, signal});
	const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'milvault-milvus-')));

	const removeData = async () => {
		if (!options.dataDir) {
			await rm(dataDir, {recursive: true, force: true, maxRetries: 5});
		}
	};

	const ports = await choosePorts();
	const start = async (): Promise<RunningMilvus> => {
		const launched = await launchServer({
			installation,
			directory: dataDir,
			storage,
			isAuthorizationOn: withAuthorization,
			tls: options.tls,
			ports,
			settings: options.settings,
			signal,
		});
		const forget = endWithProcess(launched.pid, options.dataDir ? undefined : dataDir);
		const stop = async (): Promise<void> => {
			await stopServer(launched, {graceMs: 0});
			forget();
		};

		const password = withAuthorization
			? await setRootPassword({
					address: launched.address,
					passwordFile: join(dataDir, 'root-password'),
					log: launched.log,
					signal,
				})
			: undefined;
		return {
			version,
			address: launched.address,
			...(password && {username: 'root', password}),
			dataDir,
			log: launched.log,
			pid: launched.pid,
			cluster: clusterOf({launched, password, storage, name: options.name}),
			async crash() {
				await endMilvus(launched, {graceMs: 0});
				forget();
			},
			start,
			async restart() {
				await stop();
				return start();
			},
			async stop() {
				await stop();
				await removeData();
			},
		};
	};

	try {
		return await start();
	} catch (error) {
		await removeData();
		throw error;
	}
}

/**
 * An interrupted run ends its tests by SIGTERM, and these servers are processes of their own: they
 * end with the process that started them. One that ends by itself at a signal stops them itself.
 *
 * @returns ends that
 */
function endWithProcess(pid: number, temporary: string | undefined): () => void {
	const end = (): void => {
		try {
			process.kill(pid, 'SIGKILL');
		} catch {
			// It is over already.
		}

		if (temporary !== undefined) {
			rmSync(temporary, {recursive: true, force: true, maxRetries: 5});
		}
	};

	process.on('exit', end);
	if (process.listenerCount('SIGTERM') === 0) {
		process.once('SIGTERM', () => process.exit(143));
	}

	return () => {
		process.off('exit', end);
	};
}

function clusterOf({
	launched,
	password,
	storage,
	name = 'milvus',
}: {
	launched: LaunchedServer;
	password: string | undefined;
	storage: ServerStorage;
	name?: string;
}): ClusterSettings {
	return {
		name,
		milvus: {
			address: launched.address,
			...(password && {
				username: 'root',
				password: {value: password, origin: 'test'},
			}),
			tls: {mode: 'off'},
		},
		storage: storageOf(storage, launched.storagePath),
	};
}

function storageOf(storage: ServerStorage, storagePath: string): StorageSettings {
	if (storage.type === 'local') {
		return {type: 'local', path: storagePath};
	}

	return {
		type: 's3',
		endpoint: storage.endpoint,
		region: 'us-east-1',
		bucket: storage.bucket,
		rootPath: storage.rootPath,
		usePathStyle: true,
		auth: 'static',
		accessKeyId: {value: storage.accessKeyId, origin: 'test'},
		secretAccessKey: {value: storage.secretAccessKey, origin: 'test'},
		multipartCopyThresholdBytes: 5 * 1024 ** 3,
	};
}

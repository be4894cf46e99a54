import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {copyFile, mkdir, open, readFile, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {hasCode, MilvaultError} from '../model/milvault-error.js';
import {fragment} from '../model/fragments.js';
import {poll} from '../utils/wait.js';
import {choosePorts, type ServerPorts} from './choose-ports.js';
import {endMilvus} from './end-milvus.js';
import type {Installation} from './install-milvus.js';
import {
	renderEtcdYaml,
	renderMilvusYaml,
	serverFiles,
	type ServerFiles,
	type ServerStorage,
	type ServerTls,
} from './milvus-config.js';
import type {OnPracticeEvent} from './practice-events.js';
import {startTimeOf, type ProcessIdentity} from '../utils/process-identity.js';

const startTimeoutMs = 180_000;
const maxAttempts = 3;

export type LaunchedServer = ProcessIdentity & {
	version: string;
	/** host:port of gRPC. */
	address: string;
	metricsPort: number;
	/** Port of the etcd inside Milvus, on loopback only. */
	etcdPort: number;
	/** Absolute; holds insert_log when storage is local. */
	storagePath: string;
	log: string;
};

/**
 * Starts a Milvus server on free ports, as a process of its own that outlives this one, and waits
 * until it says that it is healthy.
 *
 * 1. Ports are chosen, milvus.yaml and etcd.yaml written into `directory`.
 * 2. The server starts as the leader of its own session and process group, with an environment that
 *    holds nothing of ours: Milvus takes every variable that looks like one of its settings
 *    (`MINIO_ADDRESS`, Kubernetes' `ETCD_PORT`) for one.
 * 3. Its health page is asked until it says OK. A port that was taken meanwhile: once more from 1.
 *
 * Interrupted, the server is killed; what is on disk stays and the next start uses it.
 *
 * @throws `practice-failed` with the last lines of its log when it ends or is not healthy within
 *   three minutes; an AbortError.
 */
export async function launchServer(options: {
	installation: Installation;
	directory: string;
	storage: ServerStorage;
	isAuthorizationOn: boolean;
	/** Default: off. */
	tls?: ServerTls;
	/** Tried first; default: free ones. */
	ports?: ServerPorts;
	/** Of milvus.yaml, by their whole key. */
	settings?: Readonly<Record<string, string | number | boolean>>;
	signal?: AbortSignal;
	onEvent?: OnPracticeEvent;
	/** The process, as soon as there is one: what must be stopped if the caller is interrupted. */
	onSpawn?: (identity: ProcessIdentity) => Promise<void>;
}): Promise<LaunchedServer> {
	for (let attempt = 1; ; attempt++) {
		const ports = attempt === 1 && options.ports ? options.ports : await choosePorts();
		try {
			return await launchOn(ports, options);
		} catch (error) {
			const isPortTaken =
				hasCode(error, 'practice-failed') && /address already in use/i.test(error.details.reason);
			if (!isPortTaken || attempt === maxAttempts) {
				throw error;
			}

			options.onEvent?.({type: 'ports-taken', address: addressOf(ports)});
		}
	}
}

async function launchOn(
	ports: ServerPorts,
	options: Parameters<typeof launchServer>[0],
): Promise<LaunchedServer> {
	const {installation, signal, onEvent} = options;
	const files = serverFiles(options.directory);
	const address = addressOf(ports);
	await writeFiles(files, ports, options);
	onEvent?.({
		type: 'starting',
		version: installation.version,
		address,
		log: files.log,
	});

	const {identity, exited} = await spawnServer(installation, files, ports);
	try {
		await options.onSpawn?.(identity);
		await poll({
			async ask() {
				const exitCode = exited();
				if (exitCode !== undefined) {
					throw await failure(files.log, fragment('ended-with', {code: exitCode}));
				}

				return (await isHealthy(ports.metrics)) || undefined;
			},
			firstMs: 250,
			maxMs: 250,
			timeoutMs: startTimeoutMs,
			onTimeout: () =>
				new MilvaultError('practice-failed', {
					reason: fragment('not-healthy', {seconds: startTimeoutMs / 1000}),
					log: files.log,
				}),
			signal,
		});
	} catch (error) {
		await endMilvus(identity, {graceMs: 0});
		throw error;
	}

	return {
		...identity,
		version: installation.version,
		address,
		metricsPort: ports.metrics,
		etcdPort: ports.etcdClient,
		storagePath: files.storagePath,
		log: files.log,
	};
}

function addressOf(ports: ServerPorts): string {
	return `127.0.0.1:${ports.proxy}`;
}

async function writeFiles(
	files: ServerFiles,
	ports: ServerPorts,
	options: Parameters<typeof launchServer>[0],
): Promise<void> {
	const {installation, storage, isAuthorizationOn, tls, settings} = options;
	const configDir = dirname(files.milvusYaml);
	// 0700: milvus.yaml may hold the storage's keys.
	await mkdir(configDir, {recursive: true, mode: 0o700});
	await mkdir(files.storagePath, {recursive: true, mode: 0o700});
	await writeFile(
		files.milvusYaml,
		renderMilvusYaml({
			template: await readFile(installation.template, 'utf8'),
			files,
			ports,
			storage,
			isAuthorizationOn,
			tls,
			settings,
		}),
		{mode: 0o600},
	);
	await writeFile(files.etcdYaml, renderEtcdYaml(files, ports));
	if (existsSync(installation.glogConf)) {
		await copyFile(installation.glogConf, join(configDir, 'glog.conf'));
	}
}

async function spawnServer(
	installation: Installation,
	files: ServerFiles,
	ports: ServerPorts,
): Promise<{
	identity: ProcessIdentity;
	exited: () => number | string | undefined;
}> {
	const {serverDir} = installation;
	await using log = await open(files.log, 'w', 0o600);
	const child = spawn(join(serverDir, 'milvus'), ['run', 'standalone'], {
		cwd: files.directory,
		detached: true,
		stdio: ['ignore', log.fd, log.fd],
		env: {
			PATH: '/usr/bin:/bin',
			HOME: files.directory,
			LANG: 'C.UTF-8',
			LD_LIBRARY_PATH: serverDir,
			DYLD_LIBRARY_PATH: serverDir,
			DEPLOY_MODE: 'STANDALONE',
			METRICS_PORT: String(ports.metrics),
			MILVUS_RUN_DIR: join(files.directory, 'run'),
			// Else the storage library asks a cloud's metadata address for keys, and waits for it.
			AWS_EC2_METADATA_DISABLED: 'true',
		},
	});
	let end: number | string | undefined;
	child.on('error', error => {
		end = error.message;
	});
	child.on('exit', (code, signalName) => {
		end = code ?? signalName ?? 'unknown';
	});
	child.unref();
	const {pid} = child;
	const startTime = pid === undefined ? undefined : await startTimeOf(pid);
	if (pid === undefined || startTime === undefined) {
		throw await failure(files.log, fragment('ended-with', {code: end ?? 'unknown'}));
	}

	return {identity: {pid, startTime}, exited: () => end};
}

async function isHealthy(metricsPort: number): Promise<boolean> {
	try {
		const answer = await fetch(`http://127.0.0.1:${metricsPort}/healthz`, {
			signal: AbortSignal.timeout(5000),
		});
		return answer.ok && (await answer.text()).includes('OK');
	} catch {
		return false;
	}
}

/** Why a server ended, by the line of its log that says so, else its last one. */
async function failure(log: string, how: string): Promise<MilvaultError> {
	const text = await readFile(log, 'utf8').catch(() => '');
	const lines = text
		.split('\n')
		.map(line => line.trim())
		.filter(Boolean);
	const line =
		lines.find(each => /address already in use/i.test(each)) ??
		lines.find(each => each.startsWith('panic:')) ??
		lines.at(-1);
	return new MilvaultError('practice-failed', {
		reason: line ? `${how}: ${line.slice(0, 300)}` : how,
		log,
	});
}

import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {execa} from 'execa';
import {stringify} from 'yaml';
import {cacheDir} from '../runner/cache-dir.js';
import {installMilvusBackup} from '../servers/install-milvus-backup.js';
import type {MilvusServer} from '../servers/milvus.js';

export type MilvusBackup = {
	/** The words that call it from anywhere, before its subcommand. */
	command: readonly string[];
	/** Runs it to its end and gives what it printed; throws when its exit code is not 0. */
	run: (...args: string[]) => Promise<string>;
	close: () => Promise<void>;
};

/**
 * The real milvus-backup, with backups under a root path in the bucket of a Milvus on MinIO; built
 * the first time.
 */
export async function openMilvusBackup(
	server: MilvusServer,
	rootPath: string,
): Promise<MilvusBackup> {
	const binary = await installMilvusBackup(cacheDir());
	const directory = await mkdtemp(path.join(tmpdir(), 'milvault-peer-'));
	const file = path.join(directory, 'backup.yaml');
	const config = configOf(server, rootPath, path.join(directory, 'backup.log'));
	await writeFile(file, stringify(config), {mode: 0o600});
	return {
		command: [binary, '--config', file],
		async run(...args) {
			const {all} = await execa(binary, args, {
				cwd: directory,
				all: true,
				stdin: 'ignore',
				// It takes settings from the environment too, before its file.
				extendEnv: false,
				env: {HOME: directory},
			});
			return all;
		},
		async close() {
			await rm(directory, {recursive: true, force: true});
		},
	};
}

function configOf({cluster}: MilvusServer, rootPath: string, log: string): unknown {
	const {storage} = cluster;
	if (storage.type !== 's3') {
		throw new TypeError('Milvus on MinIO is meant');
	}

	const [host, port] = cluster.milvus.address.split(':');
	const store = new URL(storage.endpoint ?? '');
	const keys = {
		accessKeyID: storage.accessKeyId?.value,
		secretAccessKey: storage.secretAccessKey?.value,
	};
	return {
		log: {level: 'warn', console: false, file: {filename: log}},
		milvus: {address: host, port: Number(port), user: '', password: ''},
		minio: {
			storageType: 'minio',
			address: store.hostname,
			port: Number(store.port),
			...keys,
			bucketName: storage.bucket,
			rootPath: storage.rootPath,
			backupStorageType: 'minio',
			backupAddress: store.hostname,
			backupPort: Number(store.port),
			backupAccessKeyID: keys.accessKeyID,
			backupSecretAccessKey: keys.secretAccessKey,
			backupBucketName: storage.bucket,
			backupRootPath: rootPath,
		},
		backup: {gcPause: {enable: false}},
	};
}

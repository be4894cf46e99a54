import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import pMap from 'p-map';
import {commitBackup} from '../../source/engine/backup/commit-backup.js';
import {openStorage} from '../../source/storage/open-storage.js';
import {settingsOf} from '../helpers/backups/s3-storage.js';
import type {MinioServer} from '../helpers/servers/servers.js';

export const many = 1000;
const bucket = 'backups';

export type ManyBackups = {
	/** Writes a configuration whose repository is this one, by an endpoint; returns its path. */
	configure: (endpoint: string) => Promise<string>;
};

/** A repository of 1,000 backups without data. */
export async function makeManyBackups(home: string, minio: MinioServer): Promise<ManyBackups> {
	const storage = await openStorage(settingsOf(bucket, {rootPath: ''}, minio));
	await pMap(
		Array.from({length: many}, (_, index) => `listed_${index}`),
		async (name, index) => {
			await commitBackup({storage, rootPath: 'many', label: ''}, name, {
				record: {
					formatVersion: 1,
					tool: {name: 'milvault', version: '0.0.0'},
					jobId: name,
					state: 'complete',
					name,
					cluster: 'prod',
					milvusVersion: 'v2.3.5',
					startedAt: new Date(index * 3_600_000).toISOString(),
					endedAt: new Date(index * 3_600_000).toISOString(),
					strategy: 'auto',
					filter: '',
					rows: '0',
					bytes: 0,
					objects: 0,
					collections: [],
					failed: [],
					warnings: [],
				},
				info: {
					id: name,
					state_code: 0,
					name,
					collection_backups: [],
					size: '0',
					milvus_version: 'v2.3.5',
				},
			});
		},
		{concurrency: 32},
	);
	storage.close();
	return {
		async configure(endpoint) {
			const config = join(home, 'list.yaml');
			await writeFile(
				config,
				JSON.stringify({
					clusters: {c: {storage: {type: 'local', path: home}}},
					repositories: {
						r: {
							type: 'minio',
							endpoint,
							bucket,
							rootPath: 'many',
							accessKeyId: minio.accessKeyId,
							secretAccessKey: minio.secretAccessKey,
						},
					},
				}),
			);
			return config;
		},
	};
}

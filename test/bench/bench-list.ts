import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import pMap from 'p-map';
import {commitBackup} from '../../source/engine/backup/commit-backup.js';
import {openStorage} from '../../source/storage/open-storage.js';
import {countingProxy} from './counting-proxy.js';
import {settingsOf} from '../helpers/s3-storage.js';
import type {MinioServer} from '../helpers/servers/servers.js';
import {assertWell, measure, median, spread} from './measure.js';
import {cli, line, reach, title, type Bench} from './report.js';

const many = 1000;
const bucket = 'backups';

/** `list` of 1,000 backups, and what it asks the store for. */
export async function benchList(
	{home}: Bench,
	minio: MinioServer,
): Promise<void> {
	title(`List of ${many.toLocaleString('en')} backups`);
	const storage = await openStorage(settingsOf(bucket, {rootPath: ''}, minio));
	await pMap(
		Array.from({length: many}, (_, index) => `listed_${index}`),
		async name => {
			await commitBackup({storage, rootPath: 'many', label: ''}, name, {
				record: {
					formatVersion: 1,
					tool: {name: 'milvault', version: '0.0.0'},
					jobId: name,
					state: 'complete',
					name,
					cluster: 'prod',
					milvusVersion: 'v2.3.5',
					startedAt: new Date(0).toISOString(),
					endedAt: new Date(0).toISOString(),
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
	const run = async (endpoint: string) => {
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
		return assertWell(
			'list',
			await measure([process.execPath, cli, 'list', '--config', config]),
		);
	};

	const times: number[] = [];
	const cpu: number[] = [];
	for (let count = 0; count < 3; count++) {
		const {wallSeconds, cpuSeconds, stdout} = await run(minio.endpoint);
		times.push(wallSeconds);
		cpu.push(cpuSeconds);
		if (!stdout.includes('1,000 backups')) {
			throw new Error(stdout.slice(-300));
		}
	}

	line('wall, s', spread(times));
	line('CPU of milvault, s', spread(cpu));
	reach('wall', median(times), 3, 's');
	const proxy = await countingProxy(minio.endpoint);
	await run(proxy.endpoint);
	proxy.stop();
	line('requests', proxy.summary());
	reach(
		'full_meta.json read',
		proxy.paths.filter(path => path.includes('full_meta')).length,
		0,
		'times',
	);
	storage.close();
}

import {countingProxy} from './counting-proxy.js';
import type {MinioServer} from '../helpers/servers/servers.js';
import {many, type ManyBackups} from './many-backups.js';
import {assertWell, measure, median, spread} from './measure.js';
import {cli, line, reach, title} from './report.js';

/** `list` of 1,000 backups, what it asks the store for, and the plan of a prune of them. */
export async function benchList(backups: ManyBackups, minio: MinioServer): Promise<void> {
	title(`List of ${many.toLocaleString('en')} backups`);
	const run = async (endpoint: string, args = ['list']) => {
		const config = await backups.configure(endpoint);
		return assertWell('list', await measure([process.execPath, cli, ...args, '--config', config]));
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
	title(`Plan of a prune of ${many.toLocaleString('en')} backups`);
	const planned: number[] = [];
	for (let count = 0; count < 3; count++) {
		const args = ['prune', '--keep-daily', '7', '--keep-monthly', '12', '--dry-run'];
		planned.push((await run(minio.endpoint, args)).wallSeconds);
	}

	line('wall, s', spread(planned));
	reach('wall', median(planned), 3, 's');
}

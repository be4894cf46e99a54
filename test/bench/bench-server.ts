import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import type {MinioServer} from '../helpers/servers/servers.js';
import {countingProxy} from './counting-proxy.js';
import {many, type ManyBackups} from './many-backups.js';
import {spread} from './measure.js';
import {cli, line, reach, title, type Bench} from './report.js';

const callers = 200;
const rounds = 10;
const token = 'a-token-of-the-bench-only';

/**
 * Concurrent lists over a repository of 1,000 backups, by both interfaces: how long, how many
 * requests, and whether memory stays flat.
 */
export async function benchServer(
	{home}: Bench,
	backups: ManyBackups,
	minio: MinioServer,
): Promise<void> {
	title(`${callers} lists at once of ${many.toLocaleString('en')} backups`);
	const direct = await startServer(home, await backups.configure(minio.endpoint));
	const times: number[] = [];
	const resident: number[] = [];
	try {
		for (let round = 0; round < rounds; round++) {
			const since = performance.now();
			await listAtOnce(direct.url);
			times.push((performance.now() - since) / 1000);
			resident.push(await direct.megabytes('VmRSS'));
		}

		line(`all ${callers} answered, s`, spread(times));
		line('memory after each round, MB', resident.map(Math.round).join(' '));
		const half = rounds / 2;
		reach(
			'memory of the later rounds to that of the earlier',
			Math.max(...resident.slice(half)) / Math.max(...resident.slice(0, half)),
			1.1,
			'x',
		);
		line('peak memory, MB', (await direct.megabytes('VmHWM')).toFixed(0));
	} finally {
		await direct.stop();
	}

	const proxy = await countingProxy(minio.endpoint);
	const counted = await startServer(home, await backups.configure(proxy.endpoint));
	try {
		await listAtOnce(counted.url);
		line('requests, with those of the start', proxy.summary());
		reach(
			'full_meta.json read',
			proxy.paths.filter(path => path.includes('full_meta')).length,
			0,
			'times',
		);
	} finally {
		await counted.stop();
		proxy.stop();
	}
}

/** @throws at any answer but a whole list */
async function listAtOnce(url: string): Promise<void> {
	await Promise.all(
		Array.from({length: callers}, async (_, index) => {
			const isOld = index % 2 === 0;
			const answer = await fetch(`${url}${isOld ? '/api/v1/list' : '/api/v2/backups'}`, {
				headers: {authorization: `Bearer ${token}`},
			});
			const body = (await answer.json()) as {
				data?: unknown[];
				backups?: unknown[];
			};
			const found = (isOld ? body.data : body.backups)?.length;
			if (answer.status !== 200 || found !== many) {
				throw new Error(`${answer.status}, ${found} backups`);
			}
		}),
	);
}

async function startServer(home: string, config: string) {
	const child = spawn(
		process.execPath,
		[cli, 'server', '--port', '0', '--json', '--config', config],
		{
			env: {
				...process.env,
				MILVAULT_TOKEN: token,
				MILVAULT_STATE_DIR: join(home, 'server-state'),
			},
			stdio: ['ignore', 'pipe', 'inherit'],
		},
	);
	const exited = once(child, 'exit');
	for await (const text of createInterface({input: child.stdout})) {
		const {type, url} = JSON.parse(text) as {type: string; url: string};
		if (type === 'listening') {
			return {
				url,
				async megabytes(field: 'VmRSS' | 'VmHWM'): Promise<number> {
					const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
					const [, kilobytes] = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status) ?? [];
					return (Number(kilobytes) * 1024) / 1e6;
				},
				async stop() {
					child.kill('SIGTERM');
					await exited;
				},
			};
		}
	}

	throw new Error('The server ended before it listened.');
}

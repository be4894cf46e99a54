import {randomBytes} from 'node:crypto';
import pMap from 'p-map';
import {createControl} from '../../source/engine/run/control.js';
import {openStorage} from '../../source/storage/open-storage.js';
import {transferObject} from '../../source/storage/transfer.js';
import {settingsOf} from '../helpers/backups/s3-storage.js';
import type {MinioServer} from '../helpers/servers/servers.js';
import {line, reach, title, type Bench} from './report.js';

const mib = 1024 ** 2;
const seconds = 30;

/**
 * How near the bytes that are copied in 30 s are to `--bwlimit`: small objects, large ones, and a
 * stream.
 */
export async function benchLimit({isFull}: Bench, minio: MinioServer): Promise<void> {
	title(`--bwlimit over ${seconds} s`);
	const control = createControl();
	const hooks = {pace: control.pace};
	const storage = await openStorage(settingsOf('backups', {}, minio), {hooks});
	const cases = [
		{name: '1 MiB objects, 5 MiB/s', sizeBytes: mib, rate: 5 * mib},
		{name: '60 MiB objects, 5 MiB/s', sizeBytes: 60 * mib, rate: 5 * mib},
		...(isFull
			? [
					{name: '1 MiB objects, 50 MiB/s', sizeBytes: mib, rate: 50 * mib},
					{
						name: '60 MiB objects, 20 MiB/s',
						sizeBytes: 60 * mib,
						rate: 20 * mib,
					},
				]
			: []),
	];
	for (const {name, sizeBytes, rate} of cases) {
		control.setLimits({});
		await storage.put('limit/source', randomBytes(sizeBytes));
		let moved = 0;
		const counted = {
			...storage,
			hooks: {
				pace: {
					...control.pace,
					// Counted when they are let go, which is when they are moved.
					async bytes(count: number, signal?: AbortSignal) {
						await control.pace.bytes(count, signal);
						moved += count;
					},
				},
			},
		};
		Object.assign(hooks, counted.hooks);
		control.setLimits({bytesPerSecond: rate});
		const end = new AbortController();
		const timer = setTimeout(() => {
			end.abort();
		}, seconds * 1000);
		const since = performance.now();
		await pMap(
			Array.from({length: 32}),
			async (_, worker) => {
				while (!end.signal.aborted) {
					await transferObject(storage, 'limit/source', storage, `limit/copy-${worker}`, {
						sizeBytes,
						signal: end.signal,
					}).catch(() => undefined);
				}
			},
			{concurrency: 32},
		);
		clearTimeout(timer);
		const took = (performance.now() - since) / 1000;
		const found = moved / Math.min(took, seconds + 1);
		line(name, `${(found / mib).toFixed(2)} MiB/s`);
		reach(`${name}, off by`, Math.abs(found / rate - 1) * 100, 10, '%');
	}

	storage.close();
}

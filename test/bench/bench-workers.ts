import {openQueueScene, type QueueScene} from '../helpers/queue/queue-scene.js';
import {cacheDir} from '../helpers/runner/cache-dir.js';
import {installMinio} from '../helpers/servers/install-minio.js';
import {installValkey} from '../helpers/servers/install-valkey.js';
import {startMinio} from '../helpers/servers/minio.js';
import {startValkey} from '../helpers/servers/valkey.js';
import {line, reachAtLeast, title, type Bench} from './report.js';

const mib = 1024 ** 2;
const minGain = 2.7;

/**
 * Between two stores, by one worker and by three, each with its rate: from the first item to the
 * last object. The short form is for machines that are busy with other things.
 */
export async function benchWorkers({isFull, signal}: Bench): Promise<void> {
	const segments = isFull ? 256 : 128;
	const segmentBytes = isFull ? 4 * mib : mib;
	const rate = isFull ? '20MiB' : '1MiB';
	const size = `${(segments * segmentBytes) / mib} MiB`;
	title(`${size} between two MinIO by workers of ${rate}/s each (simulated Milvus)`);
	const binary = await installMinio(cacheDir());
	const [source, target] = await Promise.all([
		startMinio({binary, signal}),
		startMinio({binary, signal}),
	]);
	const valkey = await startValkey({binary: await installValkey(cacheDir())});
	try {
		const scene = await openQueueScene({source, target, segments, segmentBytes});
		try {
			const alone = await secondsOf(scene, valkey.url, {count: 1, rate});
			const together = await secondsOf(scene, valkey.url, {count: 3, rate});
			reachAtLeast('three workers against one', alone / together, minGain, 'x');
		} finally {
			await scene.stop();
		}
	} finally {
		await valkey.stop();
		await Promise.all([source.stop(), target.stop()]);
	}
}

async function secondsOf(
	scene: QueueScene,
	queue: string,
	{count, rate}: {count: number; rate: string},
): Promise<number> {
	const workers = await Promise.all(
		Array.from({length: count}, async () => scene.startWorker({queue, bwlimit: rate})),
	);
	const name = `by_${count}`;
	const job = scene.start(['create', '--name', name], {MILVAULT_QUEUE: queue});
	await job.says(({type}) => type === 'copy-planned');
	const since = performance.now();
	await job.says(({type, phase}) => type === 'phase-started' && phase === 'check');
	const seconds = (performance.now() - since) / 1000;
	const {exitCode, stderr} = await job.ended;
	if (exitCode !== 0) {
		throw new Error(stderr);
	}

	for (const worker of workers) {
		await worker.kill();
	}

	const rateMib = scene.bytes / mib / seconds;
	line(`${count} of them`, `${seconds.toFixed(1)} s, ${rateMib.toFixed(1)} MiB/s`);
	return seconds;
}

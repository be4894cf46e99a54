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
 * last object; then the same for what is read by verify. The short form is for machines that are
 * busy with other things.
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
			const copied = await bothTimes(async count => copySeconds(scene, valkey.url, {count, rate}));
			reachAtLeast('copy: three workers against one', copied, minGain, 'x');
			const read = await bothTimes(async count => verifySeconds(scene, valkey.url, {count, rate}));
			reachAtLeast('verify: three workers against one', read, minGain, 'x');
		} finally {
			await scene.stop();
		}
	} finally {
		await valkey.stop();
		await Promise.all([source.stop(), target.stop()]);
	}
}

async function bothTimes(seconds: (count: number) => Promise<number>): Promise<number> {
	const alone = await seconds(1);
	return alone / (await seconds(3));
}

type Workers = {count: number; rate: string};

async function copySeconds(scene: QueueScene, queue: string, workers: Workers): Promise<number> {
	return secondsOf(scene, queue, {
		...workers,
		what: 'copy',
		command: ['create', '--name', `by_${workers.count}`],
		from: ({type}) => type === 'copy-planned',
		until: ({type, phase}) => type === 'phase-started' && phase === 'check',
		exitCode: 0,
	});
}

/** Its large binlogs are random bytes: all are read, and none of them is one. */
async function verifySeconds(scene: QueueScene, queue: string, workers: Workers): Promise<number> {
	return secondsOf(scene, queue, {
		...workers,
		what: 'verify',
		command: ['verify', 'by_1', '--level', 'full'],
		from: ({type}) => type === 'check-planned',
		until: ({type}) => type === 'collection-ended',
		exitCode: 8,
	});
}

async function secondsOf(
	scene: QueueScene,
	queue: string,
	{
		what,
		count,
		rate,
		command,
		from,
		until,
		exitCode,
	}: Workers & {
		what: string;
		command: readonly string[];
		from: (line: Record<string, unknown>) => boolean;
		until: (line: Record<string, unknown>) => boolean;
		exitCode: number;
	},
): Promise<number> {
	const workers = await Promise.all(
		Array.from({length: count}, async () => scene.startWorker({queue, bwlimit: rate})),
	);
	const job = scene.start(command, {MILVAULT_QUEUE: queue});
	await job.says(from);
	const since = performance.now();
	await job.says(until);
	const seconds = (performance.now() - since) / 1000;
	const ended = await job.ended;
	if (ended.exitCode !== exitCode) {
		throw new Error(ended.stderr);
	}

	for (const worker of workers) {
		await worker.kill();
	}

	const rateMib = scene.bytes / mib / seconds;
	line(`${what}, ${count} of them`, `${seconds.toFixed(1)} s, ${rateMib.toFixed(1)} MiB/s`);
	return seconds;
}

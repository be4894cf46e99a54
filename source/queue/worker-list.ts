import type {Redis} from 'ioredis';
import {z} from 'zod';
import {workersKey} from './names.js';

/** What a worker says of itself at the queue, for jobs that wait for one. */
const entry = z.object({
	/** host (process). */
	name: z.string(),
	queue: z.string(),
	places: z.array(z.string()),
	/** By the clock of Redis. */
	atMs: z.number(),
});

export type ListedWorker = z.infer<typeof entry>;

export const listEveryMs = 5000;
const validMs = 3 * listEveryMs;

export async function listWorker(
	redis: Redis,
	id: string,
	worker: Omit<ListedWorker, 'atMs'>,
): Promise<void> {
	const atMs = await now(redis);
	await redis.hset(workersKey, id, JSON.stringify({...worker, atMs} satisfies ListedWorker));
}

export async function unlistWorker(redis: Redis, id: string): Promise<void> {
	await redis.hdel(workersKey, id);
}

/** Those that were there within the last seconds; what older ones left is removed. */
export async function listedWorkers(redis: Redis): Promise<ListedWorker[]> {
	const nowMs = await now(redis);
	const workers: ListedWorker[] = [];
	for (const [id, text] of Object.entries(await redis.hgetall(workersKey))) {
		const {data} = entry.safeParse(parse(text));
		if (data && nowMs - data.atMs < validMs) {
			workers.push(data);
		} else {
			await redis.hdel(workersKey, id);
		}
	}

	return workers;
}

async function now(redis: Redis): Promise<number> {
	const [seconds, micros] = await redis.time();
	return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

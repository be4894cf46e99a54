import {Queue, QueueEvents, type JobsOptions} from 'bullmq';
import {prefix, type DoneObject, type Item, type ItemAnswer} from './names.js';
import type {QueueServer} from './open-redis.js';

/**
 * What became of an item. given-up: its worker ended it without an answer. gone: Redis does not
 * know it, and its worker may not know that yet.
 */
export type ItemEnd = ItemAnswer | 'given-up' | 'gone';

type Open = {
	end: (end: ItemEnd) => void;
	onDone: (object: DoneObject) => void;
	heardAt: number;
};

/** An answer that is not read within this time is of a job that is gone. */
const keptSeconds = 3600;
const options: JobsOptions = {
	removeOnComplete: {age: keptSeconds},
	removeOnFail: {age: keptSeconds},
};

/** Of an item that says nothing for so long, the state is asked. */
const silentMs = 6000;

export type ItemBoard = ReturnType<typeof openBoard>;

/** Puts items on a queue of BullMQ and hears of their ends: by its events, and by asking. */
export function openBoard({redis}: QueueServer, name: string) {
	const queue = new Queue<Item, ItemAnswer>(name, {connection: redis, prefix});
	const events = new QueueEvents(name, {connection: redis, prefix});
	const open = new Map<string, Open>();
	const leaving = new Set<Promise<void>>();
	let heardAt = performance.now();
	const hear = (id: string): Open | undefined => {
		const item = open.get(id);
		if (item) {
			heardAt = performance.now();
			item.heardAt = heardAt;
		}

		return item;
	};

	// Redis is away: who waits for it notices by itself.
	queue.on('error', () => undefined);
	events.on('error', () => undefined);
	events.on('active', ({jobId}) => hear(jobId));
	events.on('progress', ({jobId, data}) => hear(jobId)?.onDone(data as DoneObject));
	events.on('completed', ({jobId, returnvalue}) =>
		hear(jobId)?.end(returnvalue as unknown as ItemAnswer),
	);
	events.on('failed', ({jobId}) => hear(jobId)?.end('given-up'));

	const remove = async (id: string): Promise<void> => {
		const job = await queue.getJob(id);
		await job?.remove();
	};

	return {
		ready: async () => events.waitUntilReady(),

		/** Since when nothing was heard of any item (performance.now()). */
		silentSince: () => heardAt,

		isEmpty: () => open.size === 0,

		/** @param onDone may be called more than once for an object, and not at all */
		async put(
			id: string,
			item: Item,
			{delayMs, onDone}: {delayMs: number; onDone: Open['onDone']},
		): Promise<{ended: Promise<ItemEnd>}> {
			const {promise, resolve} = Promise.withResolvers<ItemEnd>();
			const now = performance.now();
			if (open.size === 0) {
				heardAt = now;
			}

			open.set(id, {end: resolve, onDone, heardAt: now + delayMs});
			await queue.add(item.kind, item, {...options, jobId: id, delay: delayMs});
			return {ended: promise};
		},

		/** Its end is known; nobody waits until it is off the queue. */
		forget(id: string): void {
			open.delete(id);
			const left = remove(id).catch(() => undefined);
			leaving.add(left);
			void left.finally(() => {
				leaving.delete(left);
			});
		},

		/** Asks for the state of items that are silent: an event may have been lost. */
		async askSilent(): Promise<void> {
			for (const [id, item] of open) {
				if (performance.now() - item.heardAt < silentMs) {
					continue;
				}

				const job = await queue.getJob(id);
				item.heardAt = performance.now();
				if (!job) {
					item.end('gone');
				} else if (job.finishedOn !== undefined) {
					item.end(job.failedReason ? 'given-up' : job.returnvalue);
				}
			}
		},

		/** Of all items: Redis was started again and may have lost any of them. */
		loseAll(): void {
			for (const item of open.values()) {
				item.end('gone');
			}
		},

		/** Takes an item off the queue; false while a worker works on it. */
		async takeOff(id: string): Promise<boolean> {
			open.delete(id);
			const job = await queue.getJob(id);
			if (!job) {
				return true;
			}

			const isActive = await job.isActive();
			await job.remove().catch(() => undefined);
			return !isActive;
		},

		async close(): Promise<void> {
			await Promise.all(leaving);
			await Promise.allSettled([events.close(), queue.close()]);
		},
	};
}

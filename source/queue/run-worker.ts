import {randomUUID} from 'node:crypto';
import {hostname} from 'node:os';
import {Worker, WaitingError, type Job} from 'bullmq';
import pLimit, {type LimitFunction} from 'p-limit';
import {checkBinlogs} from '../engine/check-binlogs.js';
import {maxHeldBytes} from '../engine/content/inspect-here.js';
import {copyObjects} from '../engine/copy-objects.js';
import {byteGate, type ByteGate} from '../engine/run/byte-gate.js';
import {useHooks} from '../engine/run/use-hooks.js';
import type {RunOptions} from '../engine/run/run-options.js';
import type {Session} from '../engine/session.js';
import {toMilvaultError, type MilvaultError} from '../model/milvault-error.js';
import {holdItem, type HeldItem} from './hold-item.js';
import {
	lockMs,
	placesOf,
	prefix,
	queueName,
	stalledMs,
	type DoneObject,
	type Item,
	type ItemAnswer,
} from './names.js';
import {openRedis, type QueueServer} from './open-redis.js';
import {maxItemBytes} from './split-items.js';
import {listEveryMs, listWorker, unlistWorker} from './worker-list.js';

/** Large objects are items of their own: so many streams keep a long line busy. */
const objectsPerItem = 2;
/** A worker with a limit takes what it does in about a second, lest others have nothing to do. */
const minItems = 4;

export type WorkerEvent =
	| {type: 'worker-ready'; address: string; places: readonly string[]}
	| {type: 'item-ended'; kind: Item['kind']; jobId: string; objects: number; bytes: number}
	| {type: 'item-failed'; jobId: string; error: MilvaultError};

export type WorkerOptions = {
	url: string;
	/** Objects in flight. */
	concurrency: number;
	signal: AbortSignal;
	onEvent: (event: WorkerEvent) => void;
	onRetry?: RunOptions['onEvent'];
};

/**
 * Takes items from the queue of this session's places and copies or checks their objects, until
 * the signal ends; what is then unfinished is given back.
 *
 * Answered is only what was done; what that means decides the job that handed it out.
 *
 * @throws queue-unreachable, queue-refused
 */
export async function runWorker(session: Session, options: WorkerOptions): Promise<void> {
	const {url, concurrency, signal, onEvent} = options;
	const server = await openRedis(url, signal);
	const release = useHooks(session, {onEvent: options.onRetry});
	try {
		await work(session, server, {
			name: `${hostname()} (${process.pid})`,
			copyLimit: pLimit(concurrency),
			gate: byteGate(maxHeldBytes),
			signal,
			onEvent,
		});
	} finally {
		release();
		server.close();
	}
}

type Working = {
	/** Of this worker, for people. */
	name: string;
	copyLimit: LimitFunction;
	/** Of objects that are decoded. */
	gate: ByteGate;
	signal: AbortSignal;
	onEvent: WorkerOptions['onEvent'];
};

async function work(session: Session, server: QueueServer, working: Working): Promise<void> {
	const {redis, address} = server;
	const {name, copyLimit, signal, onEvent} = working;
	const places = placesOf(session);
	const queue = queueName(places);
	const id = randomUUID();
	const list = async (): Promise<void> => listWorker(redis, id, {name, queue, places: [...places]});
	const worker = new Worker<Item, ItemAnswer>(
		queue,
		async (job, token = '') => answer(session, server, job, token, working),
		{
			connection: redis,
			prefix,
			concurrency: itemsAtOnce(copyLimit.concurrency, session.settings.limits.bytesPerSecond),
			lockDuration: lockMs,
			// Held together with the job's consent: hold-item.ts.
			skipLockRenewal: true,
			stalledInterval: stalledMs,
			// Not the item's fault.
			maxStalledCount: 1_000_000,
		},
	);
	// Redis is away, or an item is another's by now: both end by themselves.
	worker.on('error', () => undefined);
	await list();
	const timer = setInterval(() => void list().catch(() => undefined), listEveryMs);
	onEvent({type: 'worker-ready', address, places});
	try {
		await ended(signal);
		// Waits for the items that are being given back.
		await Promise.race([worker.close(), ended(AbortSignal.timeout(closesWithinMs))]);
		await Promise.race([unlistWorker(redis, id), ended(AbortSignal.timeout(1000))]);
	} finally {
		clearInterval(timer);
		await worker.close(true).catch(() => undefined);
	}
}

function itemsAtOnce(concurrency: number, bytesPerSecond: number): number {
	const most = Math.ceil(concurrency / objectsPerItem);
	const ofASecond = Math.max(minItems, Math.ceil(bytesPerSecond / maxItemBytes));
	return bytesPerSecond === 0 ? most : Math.min(most, ofASecond);
}

const closesWithinMs = 8000;

async function ended(signal: AbortSignal): Promise<void> {
	const {promise, resolve} = Promise.withResolvers<void>();
	if (signal.aborted) {
		return;
	}

	signal.addEventListener('abort', () => {
		resolve();
	});
	return promise;
}

/**
 * A failure is an answer too. What is not this worker's any more is not answered, and what it gives
 * back when it ends is for another.
 */
async function answer(
	session: Session,
	{redis}: QueueServer,
	job: Job<Item, ItemAnswer>,
	token: string,
	working: Working,
): Promise<ItemAnswer> {
	const {name, signal, onEvent} = working;
	const held = await holdItem(redis, job, {token, signal});
	const {kind, jobId} = job.data;
	try {
		held.assertHeld();
		const done = await doItem(session, job, held, working);
		const bytes = done.reduce((sum, {sizeBytes}) => sum + sizeBytes, 0);
		onEvent({type: 'item-ended', kind, jobId, objects: done.length, bytes});
		return {worker: name, done};
	} catch (thrown) {
		if (held.isLost()) {
			throw new Error('lost', {cause: thrown});
		}

		if (signal.aborted) {
			await job.moveToWait(token);
			throw new WaitingError();
		}

		const error = toMilvaultError(thrown);
		onEvent({type: 'item-failed', jobId, error});
		const {code, details} = error;
		return {worker: name, failure: {code, details}};
	} finally {
		held.release();
	}
}

async function doItem(
	session: Session,
	job: Job<Item, ItemAnswer>,
	{signal, whenAllowed, assertHeld, isRepeated}: HeldItem,
	{copyLimit, gate}: Working,
): Promise<DoneObject[]> {
	const {data} = job;
	const options = {copyLimit, signal, whenAllowed, assertHeld};
	const tell = (object: DoneObject): void => {
		job.updateProgress(object).catch(() => undefined);
	};

	return data.kind === 'copy'
		? copyObjects(session, {...data, isRepeated}, {...options, onCopied: tell})
		: checkBinlogs(session, data, {...options, gate, onChecked: tell});
}

import {randomUUID} from 'node:crypto';
import pLimit from 'p-limit';
import type {CheckedObject, CopiedObject, Crew} from '../engine/run/crew.js';
import type {Control} from '../engine/run/control.js';
import {mapBounded} from '../engine/run/map-bounded.js';
import type {Session} from '../engine/session.js';
import type {OnEvent} from '../model/job-events.js';
import {untilAborted} from '../utils/until-aborted.js';
import {inTime, type Batch, type CrewState} from './crew-state.js';
import {handOut, settle} from './hand-out.js';
import {openBoard} from './item-board.js';
import {consent, keepPulse} from './keep-pulse.js';
import {lookForWorkers} from './look-for-workers.js';
import {placesOf, queueName, type Task, type TaskObject} from './names.js';
import {openRedis} from './open-redis.js';
import {splitItems} from './split-items.js';

/** Enough for dozens of workers; a queue must not hold a whole cluster's list of objects. */
const openItems = 256;

export type CrewOptions = {
	url: string;
	session: Session;
	jobId: string;
	/** Whether the job is paused; its limits are the job's own. */
	control?: Control;
	/** Called before the first copy is handed out. */
	onFirstCopy: () => Promise<void>;
	signal?: AbortSignal;
};

/**
 * The workers at a queue, for one job.
 *
 * 1. The objects are cut into items (split-items.ts), which stand on the queue of this session's
 *    places, 256 at most.
 * 2. Every two seconds the job renews its consent to what it handed out, and asks what became of
 *    items that are silent (keep-pulse.ts, item-board.ts).
 * 3. An answer is taken over as if this process had done it. A failure is judged; what may be that of
 *    one worker goes to another (hand-out.ts).
 * 4. When Redis was started again, all that has no answer is handed out again, with a new consent;
 *    not before the workers that had it have stopped.
 * 5. After a failure or a cancel the consent ends, and nothing is done before no worker works on it.
 *
 * Left behind after an interruption: items, which workers refuse once the consent has ended.
 *
 * @throws queue-unreachable, queue-refused
 */
export async function openCrew({
	url,
	session,
	jobId,
	control,
	onFirstCopy,
	signal,
}: CrewOptions): Promise<Crew & {close: () => Promise<void>}> {
	const server = await openRedis(url, signal);
	const places = placesOf(session);
	const board = openBoard(server, queueName(places));
	try {
		await untilAborted(board.ready(), signal);
		const crew: CrewState = {
			server,
			board,
			workers: lookForWorkers(server, places),
			session,
			jobId,
			control,
			batches: new Set(),
			serverRun: await untilAborted(server.serverRun(), signal),
			answeredAt: performance.now(),
		};
		return crewOf(crew, onFirstCopy);
	} catch (error) {
		server.close();
		throw error;
	}
}

function crewOf(
	crew: CrewState,
	onFirstCopy: () => Promise<void>,
): Crew & {close: () => Promise<void>} {
	const {server, board} = crew;
	const hand = handerOf(crew);
	const endPulse = keepPulse(crew);
	let first: Promise<void> | undefined;
	return {
		async copy(work, {onCopied, ...run}) {
			const copied: CopiedObject[] = [];
			if (work.objects.length > 0) {
				first ??= onFirstCopy();
				await first;
				await hand({kind: 'copy', ...work}, run, object => {
					copied.push(object);
					onCopied(object);
				});
			}

			return copied;
		},
		async check(work, {onChecked, ...run}) {
			await hand({kind: 'check', ...work}, run, object => {
				onChecked(object as CheckedObject);
			});
		},
		async close() {
			endPulse();
			await inTime(board.close());
			server.close();
		},
	};
}

/** Hands a task out and returns when all its objects are done. */
function handerOf(
	crew: CrewState,
): (
	task: Task,
	run: {signal: AbortSignal | undefined; onEvent: OnEvent},
	onDone: Batch['onDone'],
) => Promise<void> {
	const {batches} = crew;
	const itemLimit = pLimit(openItems);
	return async (task, {signal, onEvent}, onDone) => {
		if (task.objects.length === 0) {
			return;
		}

		const stop = new AbortController();
		const batch: Batch = {
			lease: randomUUID(),
			task,
			onEvent,
			onDone,
			handed: new Set(),
			stop,
			signal: AbortSignal.any([stop.signal, ...(signal ? [signal] : [])]),
		};
		if (batches.size === 0) {
			crew.answeredAt = performance.now();
		}

		batches.add(batch);
		try {
			await untilAborted(consent(crew, batch), batch.signal);
			const items = splitItems<TaskObject>(task.objects);
			await mapBounded(items, openItems, async objects =>
				itemLimit(async () => handOutOrStop(crew, batch, objects)),
			);
		} finally {
			batches.delete(batch);
			await settle(crew, batch);
		}
	};
}

/** The first failure ends what is handed out too. */
async function handOutOrStop(...[crew, batch, objects]: Parameters<typeof handOut>): Promise<void> {
	try {
		await handOut(crew, batch, objects);
	} catch (error) {
		batch.stop.abort(error);
		throw error;
	}
}

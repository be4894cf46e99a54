import type {Control} from '../engine/run/control.js';
import type {Session} from '../engine/session.js';
import type {OnEvent} from '../model/job-events.js';
import {untilAborted} from '../utils/until-aborted.js';
import type {ItemBoard} from './item-board.js';
import type {WorkerSearch} from './look-for-workers.js';
import type {DoneObject, Task} from './names.js';
import type {QueueServer} from './open-redis.js';

/** One call of `copy` or `check`: objects of one collection. */
export type Batch = {
	/** Name of its consent; another one after Redis was started again. */
	lease: string;
	task: Task;
	onEvent: OnEvent;
	/** Called once for each object. */
	onDone: (object: DoneObject) => void;
	/** Items that may be on the queue, or at a worker. */
	handed: Set<string>;
	stop: AbortController;
	/** Ends with the job's own, with the first failure, and when there is no queue any more. */
	signal: AbortSignal;
};

/** What the parts of a job's crew share. */
export type CrewState = {
	server: QueueServer;
	board: ItemBoard;
	workers: WorkerSearch;
	session: Session;
	jobId: string;
	control: Control | undefined;
	batches: Set<Batch>;
	/** Which run of Redis this is, as far as is known. */
	serverRun: string;
	/** When Redis last answered (performance.now()). */
	answeredAt: number;
};

/** Redis may be away: then there is no answer. */
export async function inTime<Value>(work: Promise<Value>): Promise<Value | undefined> {
	return untilAborted(work, AbortSignal.timeout(2000)).catch(() => undefined);
}

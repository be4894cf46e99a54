import {randomUUID} from 'node:crypto';
import {fragment} from '../model/fragments.js';
import {untilAborted} from '../utils/until-aborted.js';
import {wait} from '../utils/wait.js';
import {inTime, type Batch, type CrewState} from './crew-state.js';
import type {ItemEnd} from './item-board.js';
import {judgeFailure} from './judge-failure.js';
import {
	leaseKey,
	settledMs,
	type DoneObject,
	type Item,
	type Task,
	type TaskObject,
} from './names.js';

/** A pause before an item that failed at one worker goes to another. */
const againMs = 1000;
const maxFailures = 5;

/**
 * Hands some objects of a batch out as one item, again and again until all are done.
 *
 * @throws the failure of the work, or of the fifth worker
 */
export async function handOut(
	crew: CrewState,
	batch: Batch,
	objects: readonly TaskObject[],
): Promise<void> {
	const {signal, task} = batch;
	const left = new Map(objects.map(object => [object.key, object]));
	const onDone = (object: DoneObject): void => {
		if (isAnswerTo(task, left.get(object.key), object)) {
			left.delete(object.key);
			batch.onDone(object);
		}
	};

	let failures = 0;
	for (let tries = 0; left.size > 0; tries++) {
		const end = await putOnce(crew, batch, [...left.values()], {
			isRepeated: tries > 0,
			delayMs: failures * againMs,
			onDone,
		});
		if (end === 'gone') {
			const reason = fragment('queue-restarted', {address: crew.server.address});
			batch.onEvent({type: 'retried', what: 'queue', reason, waitMs: settledMs});
			await wait(settledMs, signal);
			continue;
		}

		if (end === 'given-up') {
			await wait(againMs, signal);
			continue;
		}

		for (const object of end.done ?? []) {
			onDone(object);
		}

		if (left.size > 0) {
			failures++;
			const {error, isFinal} = await judgeFailure(crew.session, task, end);
			if (isFinal || failures === maxFailures) {
				throw error;
			}

			batch.onEvent({
				type: 'retried',
				what: `${task.kind} (${end.worker})`,
				reason: error.message,
				waitMs: failures * againMs,
			});
		}
	}
}

/**
 * Is it about an object of this item? What a worker says of a copy is looked at again when all is
 * listed; an object that is checked may have another size by now, which is for the job to judge.
 */
function isAnswerTo({kind}: Task, asked: TaskObject | undefined, {sizeBytes}: DoneObject): boolean {
	return asked !== undefined && (kind === 'check' || asked.sizeBytes === sizeBytes);
}

async function putOnce(
	{board, jobId, serverRun}: CrewState,
	batch: Batch,
	objects: readonly TaskObject[],
	{
		isRepeated,
		delayMs,
		onDone,
	}: {isRepeated: boolean; delayMs: number; onDone: (object: DoneObject) => void},
): Promise<ItemEnd> {
	const {task, lease, handed, signal} = batch;
	const id = randomUUID();
	const item = {
		...task,
		objects,
		isRepeated: isRepeated || (task.kind === 'copy' && task.isRepeated),
		jobId,
		lease,
		serverRun,
	} as Item;
	signal.throwIfAborted();
	handed.add(id);
	const {ended} = await untilAborted(board.put(id, item, {delayMs, onDone}), signal);
	const end = await untilAborted(ended, signal);
	handed.delete(id);
	board.forget(id);
	return end;
}

/**
 * Ends the consent to a batch and returns when no worker writes for it any more. One that cannot say
 * so has stopped when this returns. Who only reads is not waited for.
 */
export async function settle(
	{server, board}: CrewState,
	{lease, handed, task}: Batch,
): Promise<void> {
	const untilMs = performance.now() + (task.kind === 'copy' ? settledMs : 0);
	for (;;) {
		await inTime(server.redis.del(leaseKey(lease)));
		for (const id of handed) {
			if (await inTime(board.takeOff(id))) {
				handed.delete(id);
			}
		}

		if (handed.size === 0 || performance.now() > untilMs) {
			return;
		}

		await wait(250);
	}
}

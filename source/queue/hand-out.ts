import {randomUUID} from 'node:crypto';
import type {CopiedObject, ObjectToCopy} from '../engine/run/crew.js';
import {fragment} from '../model/fragments.js';
import {untilAborted} from '../utils/until-aborted.js';
import {wait} from '../utils/wait.js';
import {inTime, type Batch, type CrewState} from './crew-state.js';
import type {ItemEnd} from './item-board.js';
import {judgeFailure} from './judge-failure.js';
import {leaseKey, settledMs} from './names.js';

/** A pause before an item that failed at one worker goes to another. */
const againMs = 1000;
const maxFailures = 5;

/**
 * Hands some objects of a batch out as one item, again and again until all are copied.
 *
 * @throws the failure of the work, or of the fifth worker
 */
export async function handOut(
	crew: CrewState,
	batch: Batch,
	objects: readonly ObjectToCopy[],
): Promise<void> {
	const {signal} = batch;
	const left = new Map(objects.map(object => [object.key, object]));
	const onCopied = (object: CopiedObject): void => {
		// What a worker says is looked at again when all is listed; this is about its own item only.
		if (left.get(object.key)?.sizeBytes === object.sizeBytes) {
			left.delete(object.key);
			batch.onCopied(object);
		}
	};

	let failures = 0;
	for (let tries = 0; left.size > 0; tries++) {
		const end = await putOnce(crew, batch, [...left.values()], {
			isRepeated: tries > 0,
			delayMs: failures * againMs,
			onCopied,
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

		for (const object of end.copied ?? []) {
			onCopied(object);
		}

		if (left.size > 0) {
			failures++;
			const {error, isFinal} = await judgeFailure(crew.session, batch.work, end);
			if (isFinal || failures === maxFailures) {
				throw error;
			}

			batch.onEvent({
				type: 'retried',
				what: `copy (${end.worker})`,
				reason: error.message,
				waitMs: failures * againMs,
			});
		}
	}
}

async function putOnce(
	{board, jobId, serverRun}: CrewState,
	batch: Batch,
	objects: readonly ObjectToCopy[],
	{
		isRepeated,
		delayMs,
		onCopied,
	}: {isRepeated: boolean; delayMs: number; onCopied: (object: CopiedObject) => void},
): Promise<ItemEnd> {
	const {work, lease, handed, signal} = batch;
	const {from, to, proof} = work;
	const id = randomUUID();
	signal.throwIfAborted();
	handed.add(id);
	const {ended} = await untilAborted(
		board.put(
			id,
			{
				jobId,
				from,
				to,
				proof,
				objects,
				isRepeated: isRepeated || work.isRepeated,
				lease,
				serverRun,
			},
			{delayMs, onCopied},
		),
		signal,
	);
	const end = await untilAborted(ended, signal);
	handed.delete(id);
	board.forget(id);
	return end;
}

/**
 * Ends the consent to a batch and returns when no worker works on it any more. One that cannot say
 * so has stopped when this returns.
 */
export async function settle({server, board}: CrewState, {lease, handed}: Batch): Promise<void> {
	const untilMs = performance.now() + settledMs;
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

import {randomUUID} from 'node:crypto';
import {fragment} from '../model/fragments.js';
import {MilvaultError} from '../model/milvault-error.js';
import type {Batch, CrewState} from './crew-state.js';
import {beatMs, leaseKey, leaseMs} from './names.js';
import {maxOutageMs} from './open-redis.js';

/** Lets workers work on a batch for some seconds more. */
export async function consent({server, control}: CrewState, {lease}: Batch): Promise<void> {
	const state = control?.isPaused ? 'paused' : 'running';
	await server.redis.set(leaseKey(lease), state, 'PX', leaseMs);
}

/**
 * While something is handed out: renews the consent, asks what became of silent items, notices that
 * Redis was started again or is away, and that there is no worker. The returned function ends it.
 */
export function keepPulse(crew: CrewState): () => void {
	let isBeating = false;
	const timer = setInterval(() => {
		if (crew.batches.size === 0) {
			return;
		}

		const failure = failureOf(crew);
		for (const {stop} of failure ? crew.batches : []) {
			stop.abort(failure);
		}

		tellOfWaiting(crew);
		if (!isBeating) {
			isBeating = true;
			beat(crew)
				.catch(() => undefined)
				.finally(() => {
					isBeating = false;
				});
		}
	}, beatMs);
	return () => {
		clearInterval(timer);
	};
}

async function beat(crew: CrewState): Promise<void> {
	const {server, board, batches, workers, control} = crew;
	const run = await server.serverRun();
	if (run !== crew.serverRun) {
		crew.serverRun = run;
		for (const batch of batches) {
			const before = batch.lease;
			batch.lease = randomUUID();
			await server.redis.del(leaseKey(before));
		}

		board.loseAll();
	}

	for (const batch of batches) {
		await consent(crew, batch);
	}

	await board.askSilent();
	crew.answeredAt = performance.now();
	if (control?.isPaused || board.isEmpty()) {
		workers.seen();
	} else {
		await workers.look(board.silentSince());
	}
}

function failureOf({server, answeredAt, workers}: CrewState): MilvaultError | undefined {
	if (performance.now() - answeredAt > maxOutageMs) {
		const {address} = server;
		return new MilvaultError('queue-unreachable', {address, reason: fragment('no-answer')});
	}

	return workers.failure();
}

/** Once for the job, not for each of its collections. */
function tellOfWaiting({server, batches, workers}: CrewState): void {
	const [first] = batches;
	const reason = server.redis.status === 'ready' ? workers.missing() : fragment('connection-lost');
	if (reason !== undefined) {
		first?.onEvent({type: 'retried', what: 'queue', reason, waitMs: beatMs});
	}
}

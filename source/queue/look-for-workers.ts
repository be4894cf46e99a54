import {fragment} from '../model/fragments.js';
import {MilvaultError} from '../model/milvault-error.js';
import {queueName} from './names.js';
import type {QueueServer} from './open-redis.js';
import {listedWorkers} from './worker-list.js';

/** An item that nobody takes within this time makes a job look for workers. */
const silentMs = 5000;
const maxMinutes = 10;

export type WorkerSearch = ReturnType<typeof lookForWorkers>;

/** Whether there is a worker for a job's places, looked at while nothing is heard of its items. */
export function lookForWorkers({redis, address}: QueueServer, places: readonly string[]) {
	let missingSince: number | undefined;
	let elsewhere: readonly string[] = [];
	const seen = (): void => {
		missingSince = undefined;
	};

	return {
		seen,

		/** @param silentSince when something was last heard of an item (performance.now()) */
		async look(silentSince: number): Promise<void> {
			if (performance.now() - silentSince < silentMs) {
				seen();
				return;
			}

			const workers = await listedWorkers(redis);
			if (workers.some(({queue}) => queue === queueName(places))) {
				seen();
				return;
			}

			missingSince ??= silentSince;
			elsewhere = workers.map(worker => `${worker.name}: ${worker.places.join(', ')}`);
		},

		/** What is to be said while there is none. */
		missing(): string | undefined {
			if (missingSince === undefined) {
				return undefined;
			}

			return elsewhere.length === 0
				? fragment('no-worker-at', {address})
				: fragment('workers-elsewhere', {address, places: elsewhere.join(' | ')});
		},

		/** Once a job has waited long enough. */
		failure(): MilvaultError | undefined {
			const isOver =
				missingSince !== undefined && performance.now() - missingSince > maxMinutes * 60_000;
			return isOver
				? new MilvaultError('no-worker', {address, minutes: maxMinutes, places, elsewhere})
				: undefined;
		},
	};
}

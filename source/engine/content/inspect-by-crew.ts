import type {OnEvent} from '../../model/job-events.js';
import type {CheckedObject, CheckWork, Crew} from '../run/crew.js';

/** What workers found in an object, by its whole key; undefined for one that none was asked for. */
export type Ask = (key: string) => Promise<CheckedObject | undefined>;

/**
 * Has workers read and check binlogs, and meanwhile does a work that asks for what they found.
 *
 * What was found is held from when it comes until it is asked for. An object that is asked for twice
 * was named twice by the metadata.
 *
 * @param onChecked called once for each object, as it comes
 * @throws the first failure, of the workers or of `work`; then the other one has ended too
 */
export async function inspectByCrew(
	crew: Crew,
	checking: CheckWork,
	{
		repeated,
		signal,
		onEvent,
		onChecked,
	}: {
		/** Keys that are asked for more than once. */
		repeated: ReadonlySet<string>;
		signal: AbortSignal | undefined;
		onEvent: OnEvent;
		onChecked: (object: CheckedObject) => void;
	},
	work: (ask: Ask) => Promise<void>,
): Promise<void> {
	const handed = new Set(checking.objects.map(({key}) => key));
	const found = new Map<string, CheckedObject>();
	const awaited = new Map<string, PromiseWithResolvers<CheckedObject>>();
	const stop = new AbortController();
	const either = AbortSignal.any([stop.signal, ...(signal ? [signal] : [])]);
	either.addEventListener('abort', () => {
		for (const {reject} of awaited.values()) {
			reject(either.reason);
		}
	});
	const ask: Ask = async key => {
		either.throwIfAborted();
		if (!handed.has(key)) {
			return undefined;
		}

		const there = found.get(key);
		if (!there) {
			const waiting = awaited.get(key) ?? Promise.withResolvers<CheckedObject>();
			awaited.set(key, waiting);
			return waiting.promise;
		}

		if (!repeated.has(key)) {
			found.delete(key);
		}

		return there;
	};

	const orStop = async (part: Promise<void>): Promise<void> => {
		try {
			await part;
		} catch (error) {
			stop.abort(error);
			throw error;
		}
	};

	await Promise.allSettled([
		orStop(
			crew.check(checking, {
				signal: either,
				onEvent,
				onChecked(object) {
					onChecked(object);
					const waiting = awaited.get(object.key);
					if (!waiting || repeated.has(object.key)) {
						found.set(object.key, object);
					}

					waiting?.resolve(object);
					awaited.delete(object.key);
				},
			}),
		),
		orStop(work(ask)),
	]);
	stop.signal.throwIfAborted();
}

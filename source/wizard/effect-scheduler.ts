import type {EffectResult} from '../dialog/state.js';
import {effectKey, type Effect} from '../dialog/effects.js';
import type {EffectRunner, LiveEvent} from '../effects/effect-runner.js';
import {hasCode} from '../model/milvault-error.js';

/**
 * Runs the requested effects, each once at a time. An effect that is no longer requested is
 * aborted, and its result dropped.
 */
export function createEffectScheduler({
	effectRunner,
	onLoaded,
	onLive,
}: {
	effectRunner: EffectRunner;
	onLoaded: (key: string, result: EffectResult) => void;
	/** Of those that are shown. */
	onLive: (event: LiveEvent) => void;
}) {
	const running = new Map<string, AbortController>();

	const run = async (key: string, effect: Effect, isShown: boolean): Promise<void> => {
		const controller = new AbortController();
		const {signal} = controller;
		running.set(key, controller);
		try {
			const result = await effectRunner.perform(effect, {
				signal,
				onLive(event) {
					if (isShown && !signal.aborted) {
						onLive(event);
					}
				},
			});
			if (!signal.aborted) {
				running.delete(key);
				onLoaded(key, result);
			}
		} catch (error) {
			if (!hasCode(error, 'cancelled')) {
				throw error;
			}
		} finally {
			if (running.get(key) === controller) {
				running.delete(key);
			}
		}
	};

	return {
		/** From now on these run and no others; those that run already continue. */
		keep(wanted: ReadonlyArray<{effect: Effect; isShown: boolean}>): void {
			const keys = new Set(wanted.map(({effect}) => effectKey(effect)));
			for (const [key, controller] of running) {
				if (!keys.has(key)) {
					controller.abort();
					running.delete(key);
				}
			}

			for (const {effect, isShown} of wanted) {
				const key = effectKey(effect);
				if (!running.has(key)) {
					void run(key, effect, isShown);
				}
			}
		},
	};
}

import type {EffectResult} from '../dialog/state.js';
import {effectKey, type Effect} from '../dialog/effects.js';
import type {EffectRunner, LiveEvent} from '../effects/effect-runner.js';
import {hasCode} from '../model/milvault-error.js';

export type EffectScheduler = ReturnType<typeof createEffectScheduler>;

/**
 * Lets effects happen, each once at a time; what nobody waits for any more is broken off, and its
 * end not told.
 */
export function createEffectScheduler({
	guide,
	onFound,
	onLive,
}: {
	guide: EffectRunner;
	onFound: (key: string, result: EffectResult) => void;
	/** Of those that are shown. */
	onLive: (event: LiveEvent) => void;
}) {
	const running = new Map<string, AbortController>();

	const perform = async (effect: Effect, isShown: boolean): Promise<void> => {
		const key = effectKey(effect);
		const controller = new AbortController();
		const {signal} = controller;
		running.set(key, controller);
		try {
			const result = await guide.perform(effect, {
				signal,
				onLive(event) {
					if (isShown && !signal.aborted) {
						onLive(event);
					}
				},
			});
			running.delete(key);
			onFound(key, result);
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
		/** Nothing for one that is at work. */
		start(effect: Effect, isShown: boolean): void {
			if (!running.has(effectKey(effect))) {
				void perform(effect, isShown);
			}
		},
		endAllBut(kept: readonly Effect[]): void {
			const wanted = new Set(kept.map(effect => effectKey(effect)));
			for (const [key, controller] of running) {
				if (!wanted.has(key)) {
					controller.abort();
					running.delete(key);
				}
			}
		},
	};
}

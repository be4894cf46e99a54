import type {LiveEvent} from '../effects/effect-runner.js';

/** Of what is still going on, only the newest is shown. */
export function withLive(live: readonly LiveEvent[], event: LiveEvent): readonly LiveEvent[] {
	const last = live.at(-1);
	const replaces =
		last?.type === 'practice' &&
		event.type === 'practice' &&
		(last.event.type === event.event.type ||
			!/^(started|already-running|collection-(ready|kept))$/.test(last.event.type));
	return replaces ? [...live.slice(0, -1), event] : [...live, event];
}

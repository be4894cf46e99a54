import {answersSearches} from '../../milvus/nodes.js';
import type {Milvus} from '../../milvus/milvus.js';
import type {OnEvent} from '../../model/job-events.js';
import type {LimitSettings} from '../../settings/settings.js';
import {wait} from '../../utils/wait.js';
import type {Control} from './control.js';

/** Query nodes report means of three seconds, so pauses between searches can be missed. */
const everyMs = 5000;
const heldMs = 60_000;
/**
 * What is copied may be compacted meanwhile, and Milvus keeps the old files for hours only
 * (dataCoord.gc.dropTolerance: three): a backup must not take so long.
 */
const maxMs = 60 * 60_000;

export type Following = Disposable & {
	/** Resolves when it is known for the first time, or cannot be. */
	known: Promise<void>;
};

/**
 * Makes a job gentle as the settings say: always, never, or while the cluster answers searches and
 * for a minute after, in the first hour.
 */
export function followSearches(
	milvus: Milvus,
	control: Control,
	{gentle, onEvent}: {gentle: LimitSettings['gentle']; onEvent: OnEvent},
): Following {
	const set = (isGentle: boolean): void => {
		if (isGentle !== control.isGentle) {
			control.setGentle(isGentle);
			onEvent({type: 'gentle', isGentle});
		}
	};

	if (gentle !== 'auto') {
		set(gentle === 'on');
		return {
			known: Promise.resolve(),
			[Symbol.dispose]() {
				control.setGentle(false);
			},
		};
	}

	const end = new AbortController();
	const since = performance.now();
	let seen = -Infinity;
	const look = async (): Promise<void> => {
		const isSearched = await answersSearches(milvus).catch(() => undefined);
		const now = performance.now();
		seen = isSearched ? now : seen;
		if (isSearched !== undefined && !end.signal.aborted) {
			set(now - seen < heldMs && now - since < maxMs);
		}
	};

	const known = look();
	const follow = async (): Promise<void> => {
		await known;
		while (performance.now() - since < maxMs) {
			await wait(everyMs, end.signal);
			await look();
		}

		set(false);
	};

	follow().catch(() => undefined);
	return {
		known,
		[Symbol.dispose]() {
			end.abort();
			control.setGentle(false);
		},
	};
}

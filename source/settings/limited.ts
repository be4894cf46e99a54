import type {LimitSettings, Settings} from './settings.js';

export type LimitFlags = {
	/** Bytes a second. */
	bwlimit?: number;
	/** A second. */
	maxRequests?: number;
	/** True: on. */
	gentle?: LimitSettings['gentle'] | true;
};

/** `--bwlimit`, `--max-requests` and `--gentle` instead of what is configured. */
export function limited(settings: Settings, {bwlimit, maxRequests, gentle}: LimitFlags): Settings {
	const {limits} = settings;
	return {
		...settings,
		limits: {
			...limits,
			bytesPerSecond: bwlimit ?? limits.bytesPerSecond,
			requestsPerSecond: maxRequests ?? limits.requestsPerSecond,
			gentle: gentle === true ? 'on' : (gentle ?? limits.gentle),
		},
	};
}

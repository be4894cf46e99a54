import type {Place} from '../session.js';
import type {RunContext} from './run-context.js';

/**
 * For objects that a store refused to copy directly, so that their bytes passed through this
 * process: one warning, for the first.
 */
export function warnOfStreaming(
	from: Place,
	to: Place,
	{warn}: Pick<RunContext, 'warn'>,
): () => void {
	let isStreamed = false;
	return () => {
		if (!isStreamed) {
			isStreamed = true;
			warn({code: 'streamed-copy', details: {from: from.label, to: to.label}});
		}
	};
}

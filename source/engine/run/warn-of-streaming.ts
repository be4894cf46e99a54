import type {Place} from '../session.js';
import type {RunContext} from './run-context.js';

/**
 * For each object that a store refused to copy by itself, so that its bytes went through this
 * process: a warning of the first.
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

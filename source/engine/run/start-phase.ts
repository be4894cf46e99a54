import type {CollectionKey, Phase} from '../../model/job-events.js';
import type {RunContext} from './run-context.js';

/** Reports that a collection is at its next phase, unless the job is to end. */
export function startPhase(
	{signal, onEvent}: Pick<RunContext, 'signal' | 'onEvent'>,
	collection: CollectionKey,
	phase: Phase,
): void {
	signal?.throwIfAborted();
	onEvent({type: 'phase-started', collection, phase});
}

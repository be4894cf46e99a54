import type {ErrorSummary} from '../model/job-events.js';
import type {AnswerId, Answers} from './answers.js';

/** A guided conversation: plain data, for every face the same. */
export type DialogState = {
	/** The questions answered since the start, in order; going back forgets the last. */
	history: readonly AnswerId[];
	answers: Answers;
	/** By effectKey. */
	results: Readonly<Record<string, EffectResult>>;
	/** The person wants to leave. */
	isLeaving: boolean;
};

export type EffectResult = {value: unknown} | {error: ErrorSummary};

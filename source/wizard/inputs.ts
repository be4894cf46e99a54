import type {Answers, JobEnd} from '../dialog/answers.js';
import type {Effect} from '../dialog/effects.js';
import type {EffectResult} from '../dialog/state.js';
import type {LiveEvent} from '../effects/effect-runner.js';
import type {ErrorSummary} from '../model/job-events.js';
import type {Press} from './key.js';
import type {Size} from './size.js';
import type {JobRequest} from './steps/step-row.js';
import type {WatchedJob} from './watched-job.js';

/** All that happens to the wizard. */
export type WizardInput =
	| {type: 'begin'}
	/** One key; alone when nothing else came in the same read. */
	| {type: 'press'; press: Press; isAlone: boolean}
	/** This screen is on the terminal. */
	| {type: 'drawn'; screen: number}
	| {type: 'resize'; size: Size}
	/** Time has passed at a step that changes by itself. */
	| {type: 'tick'; job?: WatchedJob}
	| {type: 'loaded'; key: string; result: EffectResult}
	| {type: 'live'; event: LiveEvent}
	| {type: 'job-changed'; job: WatchedJob}
	/** A collection of the watched job has ended, in a line that stays. */
	| {type: 'collection-ended'; text: string}
	/** The watched job has ended, or was left. */
	| {type: 'job-ended'; end: JobEnd}
	/** The job cannot be watched. */
	| {type: 'watch-failed'; error: ErrorSummary}
	/** The system asks the process to end. */
	| {type: 'end-requested'}
	/** The terminal has gone; jobs continue. */
	| {type: 'hung-up'};

/** What is to be done about it, outside of the state. */
export type WizardEffect =
	/**
	 * Sets the requested effects: results for a screen that was left would be outdated when they are
	 * needed.
	 */
	| {type: 'look-up'; effects: ReadonlyArray<{effect: Effect; isShown: boolean}>}
	| {type: 'watch-job'; jobId: string}
	| {type: 'cancel-job'}
	| {type: 'control-job'; request: JobRequest}
	| {type: 'remember'; answers: Answers}
	/** Nothing continues any more. */
	| {type: 'stop'};

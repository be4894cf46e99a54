import type {OnEvent, Warning} from '../../model/job-events.js';
import type {Journal} from '../journal/journal.js';
import type {Crew} from './crew.js';

/** What the steps of a job know of the job that they belong to. */
export type RunContext = {
	jobId: string;
	/**
	 * Ends with a cancel, and when the job's lock is lost; that of one collection among several also
	 * when another one ends the job.
	 */
	signal: AbortSignal | undefined;
	onEvent: OnEvent;
	journal: Journal | undefined;
	/** Each warning counts once. */
	warn: (warning: Warning) => void;
	/** Copies and reads what would pass through this process; undefined: this process does. */
	crew?: Crew;
};

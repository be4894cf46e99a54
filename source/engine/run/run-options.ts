import type {JobEvent} from '../../model/job-events.js';
import type {Journal} from '../journal/journal.js';
import type {Control} from './control.js';
import type {Crew} from './crew.js';

export type RunOptions = {
	signal?: AbortSignal;
	onEvent?: (event: JobEvent) => void;
	/** Default: a new one. A job that is continued keeps its own. */
	jobId?: string;
	/** Slows the run; default: a new one with the limits of the settings. */
	control?: Control;
	/**
	 * With one, a run that is cancelled or loses its servers leaves what it did, to be continued;
	 * without, nothing.
	 */
	journal?: Journal;
	/** Default: the job copies and reads by itself. */
	crew?: Crew;
};

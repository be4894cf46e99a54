import type {JobControl} from '../jobs/job-control.js';
import type {Progress} from '../progress/progress.js';

/** A job as it is seen at one moment. */
export type WatchedJob = {
	progress: Progress;
	requests: JobControl;
	isCancelling: boolean;
};

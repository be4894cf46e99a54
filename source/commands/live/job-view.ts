import type {JobEvent} from '../../model/job-events.js';
import type {Progress} from '../../progress/progress.js';

/** Something that shows a job's progress while it runs. */
export type JobView = {
	show: (progress: Progress, event: JobEvent) => void;
	stop: () => void;
};

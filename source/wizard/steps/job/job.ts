import type {JobStep} from '../../../dialog/step.js';
import type {StepRow} from '../step-row.js';
import {pressJob, startJob, type JobView} from './keys.js';
import {drawJob} from './view.js';

/** A job as it runs. */
export const job: StepRow<JobStep, JobView> = {
	start: startJob,
	press: pressJob,
	draw: drawJob,
	hints(_, {limit}, {messages, job: watched}) {
		const {keys} = messages.dialog;
		return limit
			? [keys.accept, keys.back]
			: [
					watched?.requests.isPaused ? keys.resume : keys.pause,
					keys.limit,
					keys.detach,
					keys.cancel,
					keys.help,
				];
	},
	isWriting: ({limit}) => limit !== undefined,
	identity: ({jobId}) => jobId,
	jobId: ({jobId}) => jobId,
};

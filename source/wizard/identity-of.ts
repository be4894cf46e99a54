import type {Step} from '../dialog/step.js';

/** A step with the same one stays on the screen as it is, cursor and all. */
export function identityOf(step: Step): string {
	return step.kind === 'do'
		? `do ${step.key}`
		: step.kind === 'job'
			? `job ${step.jobId}`
			: `${step.kind} ${step.id}`;
}

import type {Effect} from '../../dialog/effects.js';
import type {Action, ShownStep} from '../../dialog/step.js';
import type {LiveEvent} from '../../effects/effect-runner.js';
import type {Messages} from '../../messages/messages.js';
import type {StyledLine} from '../components/styled.js';
import type {Press} from '../key.js';
import type {Size} from '../size.js';
import type {WatchedJob} from '../watched-job.js';

/** What a key of a job's screen asks of the job. */
export type JobRequest = 'pause' | 'detach' | {bytesPerSecond: number};

/** What a key came to; undefined for one that means nothing. */
export type KeyResult<View> =
	| {to: 'view'; view: View}
	| {to: 'answer'; value: unknown}
	| {to: 'action'; action: Action}
	| {to: 'back'}
	| {to: 'help'}
	| {to: 'job'; request: JobRequest}
	| undefined;

/** What a step is drawn with besides itself. */
export type Drawing = {
	messages: Messages;
	/** What the step may take. */
	size: Size;
	/** What an effect has reported so far. */
	live: readonly LiveEvent[];
	sinceMs: number;
	nowMs: number;
	job?: WatchedJob;
};

/**
 * One kind of step in the wizard. Its view is what its screen has besides the question: where the
 * cursor is, what has been typed so far. Plain data.
 */
export type StepRow<Step extends ShownStep, View extends {kind: Step['kind']}> = {
	/** How it looks at first. */
	start: (step: Step) => View;
	press: (step: Step, view: View, press: Press, size: Size) => KeyResult<View>;
	/** Its lines; what is too much for the size is cut. */
	draw: (step: Step, view: View, drawing: Drawing) => StyledLine[];
	/** Its keys for the last line, the most important first. */
	hints: (step: Step, view: View, drawing: Omit<Drawing, 'size'>) => string[];
	/** Is a line being written? Then keys are text that elsewhere mean something. */
	isWriting: (view: View) => boolean;
	/**
	 * Would Enter start something that going back does not undo? Then it counts only on a screen that
	 * was drawn: not typed ahead, and not as part of a paste.
	 */
	isStarting?: (step: Step, view: View) => boolean;
	/** What makes it another one; default: its id. The same one keeps its view. */
	identity?: (step: Step) => string;
	/** What is looked up while it is shown. */
	effect?: (step: Step) => Effect;
	/** The job that is watched while it is shown. */
	jobId?: (step: Step) => string;
};

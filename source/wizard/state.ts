import type {Answers} from '../dialog/answers.js';
import {currentStep, startDialog} from '../dialog/dialog.js';
import type {DialogState} from '../dialog/state.js';
import type {BodyLine, ShownStep, Step} from '../dialog/step.js';
import type {LiveEvent} from '../effects/effect-runner.js';
import type {ExitReason} from '../effects/wizard-options.js';
import type {Messages} from '../messages/messages.js';
import type {Size} from './size.js';
import {rowOf, type View} from './steps/steps.js';
import type {WatchedJob} from './watched-job.js';

/** What a screen is drawn from. */
export type ScreenState = {
	step: ShownStep;
	view: View;
	size: Size;
	/** Counts the steps: which one is on the screen. */
	screen: number;
	isHelpShown: boolean;
	/** Enter was not taken: what it would start was not on the screen yet. */
	isHeld: boolean;
	/** What an effect has reported so far. */
	live: readonly LiveEvent[];
	sinceMs: number;
	nowMs: number;
	job?: WatchedJob;
	/** What stays on the terminal, above what is drawn over. */
	scrollback: readonly BodyLine[];
	/** It is over: draw nothing more. */
	exitReason?: ExitReason;
};

/** All that the wizard knows: plain data. */
export type WizardState = ScreenState & {
	dialog: DialogState;
	/** When the last question was answered: ages and names are made of it. */
	now: Date;
	/** The newest screen that is on the terminal. */
	drawn: number;
	/** The wizard is to end when the job that is being cancelled has ended. */
	endsWithJob: boolean;
	/** The defaults of the next time. */
	remembered: Answers;
};

/** What the world is like while an input is taken. */
export type Surroundings = {
	/** In the language of the settings, as soon as there are some. */
	messages: Messages;
	now: Date;
	nowMs: number;
};

export function initialState(
	{remembered, size}: {remembered: Answers; size: Size},
	{messages, now, nowMs}: Surroundings,
): WizardState {
	const dialog = startDialog(remembered);
	const step = stepOf({dialog, now, size}, messages);
	if (step.kind === 'leave') {
		throw new Error('the dialog begins with its end');
	}

	return {
		dialog,
		now,
		step,
		view: rowOf(step).start(step),
		size,
		screen: 0,
		drawn: -1,
		isHelpShown: false,
		isHeld: false,
		live: [],
		sinceMs: nowMs,
		nowMs,
		scrollback: [],
		endsWithJob: false,
		remembered,
	};
}

/** The step that the dialog is at. */
export function stepOf(
	{dialog, now, size}: Pick<WizardState, 'dialog' | 'now' | 'size'>,
	messages: Messages,
): Step {
	return currentStep(dialog, {messages, now, columns: size.columns - 1});
}

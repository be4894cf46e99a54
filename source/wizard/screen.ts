import type {Messages} from '../messages/messages.js';
import type {WizardState} from './controller.js';
import type {Size} from './steps/view.js';
import {chooseView} from './steps/choose/view.js';
import {doingView} from './steps/do/view.js';
import {frameView} from './frame-view.js';
import {jobView} from './steps/job/view.js';
import {pickView} from './steps/pick/view.js';
import {resolveView} from './steps/resolve/view.js';
import {paragraph, type StyledLine} from './components/styled.js';
import {textView} from './steps/text/view.js';

export type Appearance = {
	messages: () => Messages;
	version: string;
	hasColours: boolean;
	isUnicode: boolean;
};

/** The whole screen of a state: as many lines as it needs, fewer than the terminal has. */
export function screenOf(
	state: WizardState,
	{messages: current, version}: Appearance,
): StyledLine[] {
	const {step, view, size, isHelpShown, job} = state;
	const messages = current();
	return frameView(step, view, {
		messages,
		size,
		version,
		isHelpShown,
		isHeld: state.isHeld,
		isPaused: job?.wishes.isPaused ?? false,
		hasKept: state.kept.length > 0,
		draw: room =>
			isHelpShown && 'help' in step
				? step.help.split('\n').flatMap(text => paragraph(room.columns, text))
				: drawStep(state, messages, room),
	});
}

function drawStep(state: WizardState, messages: Messages, size: Size): StyledLine[] {
	const {step, view, job} = state;
	const options = {messages, size};
	if (step.kind === 'choose' && view.kind === 'choose') {
		return chooseView(step, view, options);
	}

	if (step.kind === 'text' && view.kind === 'text') {
		return textView(step, view, options);
	}

	if (step.kind === 'pick' && view.kind === 'pick') {
		return pickView(step, view, options);
	}

	if (step.kind === 'resolve' && view.kind === 'resolve') {
		return resolveView(step, view, options);
	}

	if (step.kind === 'job' && view.kind === 'job' && job) {
		return jobView(job, view, options);
	}

	return step.kind === 'do' ? doingView(step.doing, state, options) : [];
}

import type {Messages} from '../messages/messages.js';
import {paragraph, type StyledLine} from './components/styled.js';
import {frameView} from './frame-view.js';
import type {ScreenState} from './state.js';
import {rowOf} from './steps/steps.js';

export type Appearance = {
	messages: () => Messages;
	version: string;
	hasColours: boolean;
	isUnicode: boolean;
};

/** The whole screen of a state: as many lines as it needs, fewer than the terminal has. */
export function screenOf(
	state: ScreenState,
	{messages: current, version}: Appearance,
): StyledLine[] {
	const {step, view, size, isHelpShown, isHeld, scrollback} = state;
	const messages = current();
	const row = rowOf(step);
	const drawing = {...state, messages};
	return frameView({
		messages,
		size,
		version,
		title: step.title,
		opened: step.opened,
		hints: isHelpShown ? [messages.dialog.keys.close] : row.hints(step, view, drawing),
		isHeld,
		hasScrollback: scrollback.length > 0,
		draw: room =>
			isHelpShown
				? step.help.split('\n').flatMap(text => paragraph(room.columns, text))
				: row.draw(step, view, {...drawing, size: room}),
	});
}

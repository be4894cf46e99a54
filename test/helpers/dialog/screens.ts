import {messagesFor} from '../../../source/messages/messages.js';
import type {Press} from '../../../source/wizard/key.js';
import {screenOf} from '../../../source/wizard/screen.js';
import type {Size} from '../../../source/wizard/size.js';
import type {ScreenState} from '../../../source/wizard/state.js';
import {rowOf, type View} from '../../../source/wizard/steps/steps.js';
import type {ShownStep, Step} from '../../../source/dialog/step.js';

/** @throws for the end of the dialog, which has no screen */
export function shownStep(step: Step): ShownStep {
	if (step.kind === 'leave') {
		throw new Error('the dialog is over');
	}

	return step;
}

export function stateOf(step: Step, size: Size, change: Partial<ScreenState> = {}): ScreenState {
	const shown = shownStep(step);
	return {
		step: shown,
		view: rowOf(shown).start(shown),
		size,
		screen: 0,
		isHelpShown: false,
		isHeld: false,
		live: [],
		sinceMs: 0,
		nowMs: 0,
		scrollback: [],
		...change,
	};
}

/** The lines of a screen as they are shown, without colours. */
export function linesOf(state: ScreenState, language: 'en' | 'zh' = 'en'): string[] {
	const messages = messagesFor(language);
	return screenOf(state, {
		messages: () => messages,
		version: '0.1.0',
		hasColours: true,
		isUnicode: true,
	}).map(line => line.map(({text}) => text).join(''));
}

/** The view after keys; fails when one of them does more than change it. */
export function pressed(step: Step, size: Size, presses: readonly Press[]): View {
	const shown = shownStep(step);
	const row = rowOf(shown);
	let view = row.start(shown);
	for (const press of presses) {
		const result = row.press(shown, view, press, size);
		if (result && result.to !== 'view') {
			throw new Error(`${press.name} does ${result.to}`);
		}

		view = result?.view ?? view;
	}

	return view;
}

import {messagesFor} from '../../../source/messages/messages.js';
import type {WizardState} from '../../../source/wizard/controller.js';
import {pressStep, startView} from '../../../source/wizard/steps/steps.js';
import type {Press} from '../../../source/wizard/key.js';
import type {Size, View} from '../../../source/wizard/steps/view.js';
import {screenOf} from '../../../source/wizard/screen.js';
import type {Step} from '../../../source/dialog/step.js';

export function stateOf(step: Step, size: Size, change: Partial<WizardState> = {}): WizardState {
	return {
		step,
		view: startView(step),
		size,
		screen: 0,
		isHelpShown: false,
		isHeld: false,
		live: [],
		sinceMs: 0,
		nowMs: 0,
		kept: [],
		...change,
	};
}

/** The lines of a screen as they are shown, without colours. */
export function linesOf(state: WizardState, language: 'en' | 'zh' = 'en'): string[] {
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
	let view = startView(step);
	for (const press of presses) {
		const result = pressStep(step, view, press, size);
		if (result && result.to !== 'view') {
			throw new Error(`${press.name} does ${result.to}`);
		}

		view = result?.view ?? view;
	}

	return view;
}

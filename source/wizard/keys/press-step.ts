import type {Step} from '../../dialog/step.js';
import {chooseKey, startChoose} from './choose-keys.js';
import {jobKey} from './job-keys.js';
import type {Press} from './key.js';
import {pickKey, startPick} from './pick-keys.js';
import {resolveKey, startResolve} from './resolve-keys.js';
import {startText, textKey} from './text-keys.js';
import type {Pressed, Size, View} from './view.js';

/** How a step looks at first. */
export function startView(step: Step): View {
	switch (step.kind) {
		case 'choose': {
			return startChoose(step);
		}

		case 'text': {
			return startText(step);
		}

		case 'pick': {
			return startPick(step);
		}

		case 'resolve': {
			return startResolve(step);
		}

		case 'job': {
			return {kind: 'job', isLimitBad: false};
		}

		default: {
			return {kind: 'do'};
		}
	}
}

/** What a key means at a step. */
export function pressStep(
	step: Step,
	view: View,
	press: Press,
	size: Size,
): Pressed {
	if (step.kind === 'choose' && view.kind === 'choose') {
		return chooseKey(step, view, press, size);
	}

	if (step.kind === 'text' && view.kind === 'text') {
		return textKey(step, view, press);
	}

	if (step.kind === 'pick' && view.kind === 'pick') {
		return pickKey(step, view, press, size);
	}

	if (step.kind === 'resolve' && view.kind === 'resolve') {
		return resolveKey(step, view, press, size);
	}

	if (step.kind === 'job' && view.kind === 'job') {
		return jobKey(view, press);
	}

	if (press.name === 'escape') {
		return {to: 'back'};
	}

	return press.name === 'text' && press.text === '?' ? {to: 'help'} : undefined;
}

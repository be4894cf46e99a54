import type {Step} from '../../dialog/step.js';
import {chooseKey, offeredChoices, startChoose} from './choose/keys.js';
import {jobKey} from './job/keys.js';
import {narrowKey, type Press} from '../key.js';
import {pickKey, startPick} from './pick/keys.js';
import {resolveKey, startResolve} from './resolve/keys.js';
import {valueOf} from '../components/text-field.js';
import {startText, textKey} from './text/keys.js';
import type {KeyResult, Size, View} from './view.js';

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

/** Is a line being written? Then keys are text that elsewhere mean something. */
export function isWriting(view: View): boolean {
	switch (view.kind) {
		case 'text': {
			return true;
		}

		case 'choose':
		case 'pick': {
			return view.isFiltering;
		}

		case 'resolve': {
			return view.isFiltering || view.editing !== undefined;
		}

		case 'job': {
			return view.limit !== undefined;
		}

		case 'do': {
			return false;
		}
	}
}

/**
 * Would Enter let something happen that going back does not undo? Then it has to be pressed by
 * somebody who sees the screen: not typed ahead, and not part of what was pasted.
 */
export function isStarting(step: Step, view: View): boolean {
	if (step.kind === 'choose' && view.kind === 'choose') {
		const offered = offeredChoices(step, view);
		const chosen = offered.find(({value}) => value === view.chosen) ?? offered[0];
		return chosen?.isStart === true;
	}

	return (
		step.kind === 'text' &&
		view.kind === 'text' &&
		step.isStart &&
		step.check(valueOf(view.field).trim()) === undefined
	);
}

/** What a key means at a step. */
export function pressStep(step: Step, view: View, press: Press, size: Size): KeyResult {
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

	return press.name === 'text' && narrowKey(press.text) === '?' ? {to: 'help'} : undefined;
}

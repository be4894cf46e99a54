import type {DoStep} from '../../../dialog/step.js';
import {narrowKey, type Press} from '../../key.js';
import type {KeyResult} from '../step-row.js';

export type DoView = {kind: 'do'};

export function startDo(): DoView {
	return {kind: 'do'};
}

export function pressDo(_: DoStep, _view: DoView, press: Press): KeyResult<DoView> {
	if (press.name === 'escape') {
		return {to: 'back'};
	}

	return press.name === 'text' && narrowKey(press.text) === '?' ? {to: 'help'} : undefined;
}

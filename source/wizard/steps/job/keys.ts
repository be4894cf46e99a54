import type {JobStep} from '../../../dialog/step.js';
import {parseRate} from '../../../text/parse-rate.js';
import {narrow, narrowKey, type Press} from '../../key.js';
import {textField, editText, valueOf, type TextField} from '../../components/text-field.js';
import type {KeyResult} from '../step-row.js';

export type JobView = {
	kind: 'job';
	/** A limit is being written. */
	limit?: TextField;
	isLimitBad: boolean;
};

export function startJob(): JobView {
	return {kind: 'job', isLimitBad: false};
}

export function pressJob(_: JobStep, view: JobView, press: Press): KeyResult<JobView> {
	if (view.limit) {
		return limiting(view, view.limit, press);
	}

	if (press.name !== 'text') {
		return undefined;
	}

	switch (narrowKey(press.text)) {
		case 'p': {
			return {to: 'job', request: 'pause'};
		}

		case 'd': {
			return {to: 'job', request: 'detach'};
		}

		case 'l': {
			return {to: 'view', view: {...view, limit: textField('')}};
		}

		case '?': {
			return {to: 'help'};
		}

		default: {
			return undefined;
		}
	}
}

function limiting(view: JobView, field: TextField, press: Press): KeyResult<JobView> {
	if (press.name === 'escape') {
		return {
			to: 'view',
			view: {...view, limit: undefined, isLimitBad: false},
		};
	}

	if (press.name === 'enter') {
		const text = narrow(valueOf(field)).trim();
		const bytesPerSecond = text === '' ? 0 : parseRate(text);
		return bytesPerSecond === undefined
			? {to: 'view', view: {...view, isLimitBad: true}}
			: {to: 'job', request: {bytesPerSecond}};
	}

	const limit = editText(field, press);
	return limit && {to: 'view', view: {...view, limit, isLimitBad: false}};
}

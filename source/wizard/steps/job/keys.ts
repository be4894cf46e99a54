import {parseRate} from '../../../text/parse-rate.js';
import {narrow, narrowKey, type Press} from '../../key.js';
import {textField, editText, valueOf} from '../../components/text-field.js';
import type {KeyResult, ViewWith} from '../view.js';

export function jobKey(view: ViewWith<'job'>, press: Press): KeyResult {
	if (view.limit) {
		return limiting(view, view.limit, press);
	}

	if (press.name !== 'text') {
		return undefined;
	}

	switch (narrowKey(press.text)) {
		case 'p': {
			return {to: 'job', wish: 'pause'};
		}

		case 'd': {
			return {to: 'job', wish: 'detach'};
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

function limiting(
	view: ViewWith<'job'>,
	field: NonNullable<ViewWith<'job'>['limit']>,
	press: Press,
): KeyResult {
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
			: {to: 'job', wish: {bytesPerSecond}};
	}

	const limit = editText(field, press);
	return limit && {to: 'view', view: {...view, limit, isLimitBad: false}};
}

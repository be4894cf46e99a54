import type {Refusal, TextStep} from '../../../dialog/step.js';
import {narrow, narrowKey, type Press} from '../../key.js';
import {
	defaultField,
	textField,
	editText,
	valueOf,
	type TextField,
} from '../../components/text-field.js';
import type {KeyResult} from '../step-row.js';

export type TextView = {kind: 'text'; field: TextField; refusal?: Refusal};

export function startText(step: TextStep): TextView {
	return {kind: 'text', field: defaultField(step.isSecret ? '' : step.initial)};
}

/** The text is checked while it is typed; Enter is refused as long as the check fails. */
export function pressText(step: TextStep, view: TextView, press: Press): KeyResult<TextView> {
	switch (press.name) {
		case 'enter': {
			const value = step.isSecret ? valueOf(view.field) : valueOf(view.field).trim();
			const refusal = step.check(value);
			return refusal ? {to: 'view', view: {...view, refusal}} : {to: 'answer', value};
		}

		case 'escape': {
			return {to: 'back'};
		}

		case 'tab': {
			const {suggestion} = view.refusal ?? {};
			return suggestion === undefined
				? write(step, view, press)
				: {to: 'view', view: {kind: 'text', field: textField(suggestion)}};
		}

		default: {
			// Nothing that is asked for has one in it, but secrets may.
			return press.name === 'text' && narrowKey(press.text) === '?' && !step.isSecret
				? {to: 'help'}
				: write(step, view, press);
		}
	}
}

function write(step: TextStep, view: TextView, press: Press): KeyResult<TextView> {
	const field = editText(view.field, narrowed(step, press));
	if (!field) {
		return undefined;
	}

	const value = valueOf(field);
	const refusal = step.isSecret ? undefined : step.check(value);
	return {
		to: 'view',
		view: {kind: 'text', field, ...(value !== '' && {refusal})},
	};
}

/** Where nothing but ASCII can be meant, an input method that is on does no harm. */
function narrowed({isNarrow}: TextStep, press: Press): Press {
	return isNarrow && (press.name === 'text' || press.name === 'paste')
		? {...press, text: narrow(press.text)}
		: press;
}

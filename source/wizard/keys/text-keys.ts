import type {Press} from './key.js';
import {textField, typed, valueOf} from './text-field.js';
import type {Pressed, StepWith, ViewWith} from './view.js';

export function startText(step: StepWith<'text'>): ViewWith<'text'> {
	return {kind: 'text', field: textField(step.isSecret ? '' : step.initial)};
}

/** The text is checked while it is typed, and told of from when somebody wanted to go on. */
export function textKey(
	step: StepWith<'text'>,
	view: ViewWith<'text'>,
	press: Press,
): Pressed {
	switch (press.name) {
		case 'enter': {
			const value = step.isSecret
				? valueOf(view.field)
				: valueOf(view.field).trim();
			const refusal = step.check(value);
			return refusal
				? {to: 'view', view: {...view, refusal}}
				: {to: 'answer', value};
		}

		case 'escape': {
			return {to: 'back'};
		}

		case 'tab': {
			const {suggestion} = view.refusal ?? {};
			return suggestion === undefined
				? undefined
				: {to: 'view', view: {kind: 'text', field: textField(suggestion)}};
		}

		default: {
			// Nothing that is asked for has one in it, but secrets may.
			if (press.name === 'text' && press.text === '?' && !step.isSecret) {
				return {to: 'help'};
			}

			const field = typed(view.field, press);
			if (!field) {
				return undefined;
			}

			const refusal = step.isSecret ? undefined : step.check(valueOf(field));
			const isKnown = valueOf(field) !== '';
			return {
				to: 'view',
				view: {kind: 'text', field, ...(isKnown && {refusal})},
			};
		}
	}
}

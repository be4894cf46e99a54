import type {TextStep} from '../../../dialog/step.js';
import {valueOf} from '../../components/text-field.js';
import type {StepRow} from '../step-row.js';
import {pressText, startText, type TextView} from './keys.js';
import {drawText} from './view.js';

/** A line that is written: a name, an address, a secret. */
export const text: StepRow<TextStep, TextView> = {
	start: startText,
	press: pressText,
	draw: drawText,
	hints(step, {field}, {messages}) {
		const {keys} = messages.dialog;
		return [
			keys.accept,
			...(field.isDefault ? [keys.edit] : []),
			...(step.canGoBack ? [keys.back] : []),
			...(step.isSecret ? [] : [keys.help]),
		];
	},
	isWriting: () => true,
	isStarting: (step, {field}) => step.isStart && step.check(valueOf(field).trim()) === undefined,
};

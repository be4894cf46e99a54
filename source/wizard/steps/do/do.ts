import type {DoStep} from '../../../dialog/step.js';
import type {StepRow} from '../step-row.js';
import {pressDo, startDo, type DoView} from './keys.js';
import {drawDo} from './view.js';

/** Something that is looked up or done, and takes a while. */
export const doing: StepRow<DoStep, DoView> = {
	start: startDo,
	press: pressDo,
	draw: drawDo,
	hints({canGoBack}, _, {messages}) {
		const {keys} = messages.dialog;
		return [...(canGoBack ? [keys.back] : []), keys.help];
	},
	isWriting: () => false,
	identity: ({key}) => key,
	effect: ({effect}) => effect,
};

import type {PickStep} from '../../../dialog/step.js';
import type {StepRow} from '../step-row.js';
import {pressPick, startPick, type PickView} from './keys.js';
import {drawPick} from './view.js';

/** Some of many collections. */
export const pick: StepRow<PickStep, PickView> = {
	start: startPick,
	press: pressPick,
	draw: drawPick,
	hints({canGoBack}, _, {messages}) {
		const {keys} = messages.dialog;
		const back = canGoBack ? [keys.back] : [];
		return [keys.move, keys.pick, keys.all, keys.next, ...back, keys.filter, keys.help];
	},
	isWriting: ({isFiltering}) => isFiltering,
};

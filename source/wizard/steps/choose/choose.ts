import type {ChooseStep} from '../../../dialog/step.js';
import type {StepRow} from '../step-row.js';
import {canFilter, chosenChoice, pressChoose, startChoose, type ChooseView} from './keys.js';
import {drawChoose} from './view.js';

/** One of several choices, below something to read. */
export const choose: StepRow<ChooseStep, ChooseView> = {
	start: startChoose,
	press: pressChoose,
	draw: drawChoose,
	hints(step, _, {messages}) {
		const {keys} = messages.dialog;
		const canLeave = Object.values(step.actions).some(({kind}) => kind === 'leave');
		return [
			keys.move,
			keys.choose,
			...(step.canGoBack ? [keys.back] : []),
			...(canFilter(step) ? [keys.filter] : []),
			keys.help,
			...(canLeave ? [keys.quit] : []),
		];
	},
	isWriting: ({isFiltering}) => isFiltering,
	isStarting: (step, view) => chosenChoice(step, view)?.isStart === true,
};

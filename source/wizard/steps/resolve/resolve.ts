import type {ResolveStep} from '../../../dialog/step.js';
import type {StepRow} from '../step-row.js';
import {canEdit, pressResolve, resolutionHere, startResolve, type ResolveView} from './keys.js';
import {drawResolve} from './view.js';

/** What becomes of each collection whose name is taken. */
export const resolveConflicts: StepRow<ResolveStep, ResolveView> = {
	start: startResolve,
	press: pressResolve,
	draw: drawResolve,
	hints(step, view, {messages}) {
		const {keys} = messages.dialog;
		if (view.editing) {
			return [keys.accept, keys.back];
		}

		const here = resolutionHere(step, view);
		return [
			keys.move,
			keys.change,
			...(here && canEdit(here) ? [keys.rename] : []),
			keys.next,
			...(step.canGoBack ? [keys.back] : []),
			keys.filter,
			keys.help,
		];
	},
	isWriting: ({isFiltering, editing}) => isFiltering || editing !== undefined,
};

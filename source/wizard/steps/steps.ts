import type {ShownStep} from '../../dialog/step.js';
import {choose} from './choose/choose.js';
import {doing} from './do/do.js';
import {job} from './job/job.js';
import {pick} from './pick/pick.js';
import {resolveConflicts} from './resolve/resolve.js';
import type {StepRow} from './step-row.js';
import {text} from './text/text.js';

/**
 * Every kind of step, each in its folder. A kind without a row, or with the row of another kind,
 * does not compile.
 */
const steps = {
	choose,
	text,
	pick,
	resolve: resolveConflicts,
	job,
	do: doing,
} satisfies {
	[Kind in ShownStep['kind']]: {start: (step: Extract<ShownStep, {kind: Kind}>) => {kind: Kind}};
};

export type View = ReturnType<(typeof steps)[ShownStep['kind']]['start']>;

/** The row of a step, for its views: only its own row makes and changes them. */
export function rowOf(step: ShownStep): StepRow<ShownStep, View> {
	return steps[step.kind] as StepRow<ShownStep, View>;
}

/** A step with the same one stays on the screen as it is, cursor and all. */
export function identityOf(step: ShownStep): string {
	return `${step.kind} ${rowOf(step).identity?.(step) ?? step.id}`;
}

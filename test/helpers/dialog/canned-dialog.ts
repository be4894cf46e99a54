import {currentStep, reduceDialog, startDialog} from '../../../source/dialog/dialog.js';
import type {DialogState} from '../../../source/dialog/state.js';
import {
	effectKey,
	type Effect,
	type EffectKind,
	type Effects,
} from '../../../source/dialog/effects.js';
import type {Answers} from '../../../source/dialog/answers.js';
import type {Question, Step} from '../../../source/dialog/step.js';
import {messagesFor} from '../../../source/messages/messages.js';
import type {ErrorSummary} from '../../../source/model/job-events.js';

/**
 * What is found out, without anything to find it out from: a value, an error, or what depends on
 * the question.
 */
export type Canned = {
	[Kind in EffectKind]?:
		| {value: Effects[Kind]['value']}
		| {error: ErrorSummary}
		| ((input: Effects[Kind]['input']) => Effects[Kind]['value']);
};

export type CannedDialog = {
	readonly state: DialogState;
	readonly step: Step;
	/** The question that is asked now; fails when none is. */
	question: () => Question;
	answer: (value: unknown) => CannedDialog;
	/** Chooses by value, with whatever the choice does besides. */
	choose: (value: string) => CannedDialog;
	back: () => CannedDialog;
	/** What was asked to be found out, in order. */
	asked: Effect[];
};

/** The dialog without a face: answers in, questions out. */
export function cannedDialog(
	canned: Canned,
	{
		remembered = {},
		language = 'en',
		columns = 79,
		now = new Date('2026-11-25T10:30:00Z'),
	}: {
		remembered?: Answers;
		language?: 'en' | 'zh';
		columns?: number;
		now?: Date;
	} = {},
): CannedDialog {
	let state = startDialog(remembered);
	const asked: Effect[] = [];
	const look = (): Step => currentStep(state, {messages: messagesFor(language), now, columns});
	const find = (effect: Effect, step: Step): void => {
		asked.push(effect);
		const found = canned[effect.kind];
		if (!found) {
			throw new Error(`nothing is canned for ${effect.kind}`);
		}

		const result =
			typeof found === 'function'
				? {value: (found as (input: object) => unknown)(effect.input)}
				: found;
		state = reduceDialog(state, {type: 'loaded', key: effectKey(effect), result}, step);
	};

	const settle = (): Step => {
		for (;;) {
			const step = look();
			const [background] = step.background;
			if (background) {
				find(background, step);
			} else if (step.kind === 'do') {
				find(step.effect, step);
			} else {
				return step;
			}
		}
	};

	settle();
	const dialog: CannedDialog = {
		get state() {
			return state;
		},
		get step() {
			return settle();
		},
		question() {
			const step = settle();
			if (step.kind === 'do' || step.kind === 'leave') {
				throw new Error(`no question: ${step.kind}`);
			}

			return step;
		},
		answer(value) {
			const step = dialog.question();
			state = reduceDialog(state, {type: 'answered', id: step.id, value}, step);
			return dialog;
		},
		choose(value) {
			const step = dialog.question();
			if (step.kind !== 'choose') {
				throw new Error(`${step.kind} is no choice`);
			}

			if (!step.choices.some(one => one.value === value)) {
				throw new Error(`${value} is none of ${step.choices.map(one => one.value).join(', ')}`);
			}

			const action = step.actions[value];
			state = reduceDialog(
				state,
				action ? {type: 'performed', id: step.id, action} : {type: 'answered', id: step.id, value},
				step,
			);
			return dialog;
		},
		back() {
			const step = dialog.question();
			state = reduceDialog(state, {type: 'back'}, step);
			return dialog;
		},
		asked,
	};
	return dialog;
}

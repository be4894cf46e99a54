import {reduceDialog, type DialogInput} from '../dialog/dialog.js';
import {provenAnswers} from '../dialog/proven-answers.js';
import type {BodyLine, ShownStep, Step} from '../dialog/step.js';
import type {ExitReason} from '../effects/wizard-options.js';
import type {WizardEffect, WizardInput} from './inputs.js';
import {altKey, type Press} from './key.js';
import {withLive} from './live-events.js';
import {isTooSmall} from './size.js';
import {stepOf, type Surroundings, type WizardState} from './state.js';
import type {KeyResult} from './steps/step-row.js';
import {identityOf, rowOf, type View} from './steps/steps.js';

export type Reduced = {state: WizardState; effects: readonly WizardEffect[]};

/**
 * The wizard without its screen and without its effects: what happens goes in, a state comes out,
 * and what is to be done.
 *
 * Keys are handled in order, each by the step that is current then, never by the one that is still
 * on the screen: type-ahead on a slow line is never lost nor sent to an old question. An Enter that
 * starts something is the exception: it must have come alone, after its screen was drawn. No job
 * starts unseen, and no line break of a paste starts one.
 */
export function reduce(
	state: WizardState,
	input: WizardInput,
	surroundings: Surroundings,
): Reduced {
	if (state.exitReason) {
		return input.type === 'resize' ? stay({...state, size: input.size}) : stay(state);
	}

	switch (input.type) {
		case 'begin': {
			return show(state, state.step, surroundings);
		}

		case 'press': {
			return press(state, input, surroundings);
		}

		case 'drawn': {
			return stay(input.screen > state.drawn ? {...state, drawn: input.screen} : state);
		}

		case 'resize': {
			const step = stepOf({...state, size: input.size}, surroundings.messages);
			return stay({...state, size: input.size, ...(step.kind !== 'leave' && {step})});
		}

		case 'tick': {
			return stay({...state, nowMs: surroundings.nowMs, ...(input.job && {job: input.job})});
		}

		case 'loaded': {
			return loaded(state, input, surroundings);
		}

		case 'live': {
			return stay({...state, live: withLive(state.live, input.event)});
		}

		case 'job-changed': {
			return stay(state.step.kind === 'job' ? {...state, job: input.job} : state);
		}

		case 'collection-ended': {
			return stay({
				...state,
				scrollback: [...state.scrollback, {text: input.text, isTable: true}],
			});
		}

		case 'job-ended': {
			return advance(state, {type: 'answered', id: 'ended', value: input.end}, surroundings);
		}

		case 'watch-failed': {
			const {sentence} = surroundings.messages.error(input.error);
			return end(state, 'left', [{text: sentence, tone: 'bad'}]);
		}

		case 'end-requested': {
			return interrupt(state, true);
		}

		case 'hung-up': {
			return end(state, 'hung-up');
		}
	}
}

function stay(state: WizardState): Reduced {
	return {state, effects: []};
}

/**
 * Esc and a key that came at once are both keys, but for those that Alt makes another while a line
 * is written.
 */
function press(
	state: WizardState,
	{press: {isAlt, ...key}, isAlone}: {press: Press; isAlone: boolean},
	surroundings: Surroundings,
): Reduced {
	if (!isAlt) {
		return pressKey(state, {key, isAlone}, surroundings);
	}

	const alt = rowOf(state.step).isWriting(state.view) ? altKey(key) : undefined;
	if (alt) {
		return pressKey(state, {key: alt, isAlone}, surroundings);
	}

	const first = pressKey(state, {key: {name: 'escape'}, isAlone: false}, surroundings);
	const second = reduce(first.state, {type: 'press', press: key, isAlone: false}, surroundings);
	return {state: second.state, effects: [...first.effects, ...second.effects]};
}

function pressKey(
	state: WizardState,
	{key, isAlone}: {key: Press; isAlone: boolean},
	surroundings: Surroundings,
): Reduced {
	const {step, view, size, isHelpShown} = state;
	const row = rowOf(step);
	if (key.name === 'interrupt') {
		return interrupt(state);
	}

	if (key.name === 'paste' && (isHelpShown || !row.isWriting(view))) {
		return stay(state);
	}

	if (isHelpShown) {
		return stay({...state, isHelpShown: false});
	}

	const isSeen = isAlone && state.drawn === state.screen && !isTooSmall(size);
	if (key.name === 'enter' && row.isStarting?.(step, view) && !isSeen) {
		return stay({...state, isHeld: true});
	}

	const released = state.isHeld ? {...state, isHeld: false} : state;
	return take(released, row.press(step, view, key, size), surroundings);
}

/** Does what a key came to. */
function take(state: WizardState, result: KeyResult<View>, surroundings: Surroundings): Reduced {
	const {step} = state;
	switch (result?.to) {
		case 'view': {
			return stay({...state, view: result.view});
		}

		case 'answer': {
			return advance(state, {type: 'answered', id: step.id, value: result.value}, surroundings);
		}

		case 'action': {
			return advance(state, {type: 'performed', id: step.id, action: result.action}, surroundings);
		}

		case 'back': {
			return advance(state, {type: 'back'}, surroundings);
		}

		case 'help': {
			return stay({...state, isHelpShown: true});
		}

		case 'job': {
			return {
				// What was being written is done.
				state: {...state, view: rowOf(step).start(step)},
				effects: [{type: 'control-job', request: result.request}],
			};
		}

		default: {
			return stay(state);
		}
	}
}

/** A result, and what it proves about the answers that led to it. */
function loaded(
	state: WizardState,
	input: Extract<WizardInput, {type: 'loaded'}>,
	surroundings: Surroundings,
): Reduced {
	const next = advance(state, input, surroundings);
	const proven = provenAnswers(next.state.dialog, input);
	if (!proven) {
		return next;
	}

	const remembered = {...state.remembered, ...proven};
	return {
		state: {...next.state, remembered},
		effects: [{type: 'remember', answers: remembered}, ...next.effects],
	};
}

/** Hands an input to the dialog, and goes to the step that follows. */
function advance(state: WizardState, input: DialogInput, surroundings: Surroundings): Reduced {
	const before = state.step;
	const next: WizardState = {
		...state,
		dialog: reduceDialog(state.dialog, input, before),
		...(input.type !== 'loaded' && {now: surroundings.now}),
	};
	const step = stepOf(next, surroundings.messages);
	return next.endsWithJob && before.kind === 'job' && step.kind === 'choose'
		? end(next, 'interrupted', step.keeps)
		: enter(next, step, surroundings);
}

/** Goes to a step; the same one keeps its view. */
function enter(state: WizardState, step: Step, surroundings: Surroundings): Reduced {
	const before = state.step;
	if (step.kind !== 'leave' && identityOf(step) === identityOf(before)) {
		return {state: {...state, step}, effects: [lookUp(step)]};
	}

	const scrollback =
		before.kind === 'choose' ? [...state.scrollback, ...before.keeps] : state.scrollback;
	return step.kind === 'leave'
		? end({...state, scrollback}, 'left', step.keeps)
		: show({...state, scrollback}, step, surroundings);
}

/** Begins a step: a view of its own, what it looks up, its job. */
function show(state: WizardState, step: ShownStep, {nowMs}: Surroundings): Reduced {
	const row = rowOf(step);
	const jobId = row.jobId?.(step);
	return {
		state: {
			...state,
			step,
			view: row.start(step),
			screen: state.screen + 1,
			isHelpShown: false,
			isHeld: false,
			live: [],
			sinceMs: nowMs,
			nowMs,
			job: undefined,
		},
		effects: [lookUp(step), ...(jobId === undefined ? [] : [{type: 'watch-job' as const, jobId}])],
	};
}

function lookUp(step: ShownStep): WizardEffect {
	const shown = rowOf(step).effect?.(step);
	return {
		type: 'look-up',
		effects: [
			...step.background.map(effect => ({effect, isShown: false})),
			...(shown ? [{effect: shown, isShown: true}] : []),
		],
	};
}

/**
 * Ctrl-C, or a signal: cancels the job that is watched, the second time leaves it.
 *
 * @param isLast a signal, not a key: the wizard ends with the job, and shows no more screens
 */
function interrupt(state: WizardState, isLast = false): Reduced {
	return state.step.kind === 'job' && !state.job?.isCancelling
		? {state: {...state, endsWithJob: isLast}, effects: [{type: 'cancel-job'}]}
		: end(state, 'interrupted');
}

function end(state: WizardState, exitReason: ExitReason, lines: readonly BodyLine[] = []): Reduced {
	return {
		state: {
			...state,
			exitReason,
			scrollback: [...state.scrollback, ...lines],
			isHelpShown: false,
		},
		effects: [{type: 'stop'}],
	};
}

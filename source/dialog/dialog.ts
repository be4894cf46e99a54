import type {Messages} from '../messages/messages.js';
import type {AnswerId, Answers} from './answers.js';
import type {EffectKind} from './effects.js';
import {main} from './flows/main.js';
import type {Act, LeaveStep, Step} from './step.js';
import {createScript, NextStep} from './script.js';
import type {DialogState, EffectResult} from './state.js';

export type DialogAction =
	| {type: 'answered'; id: string; value: unknown}
	| {type: 'acted'; id: string; act: Act}
	| {type: 'found'; key: string; fact: EffectResult}
	| {type: 'back'};

/** What a conversation depends on besides. */
export type ScriptInput = {
	messages: Messages;
	now: Date;
	/** What tables may take. */
	columns: number;
};

export function startDialog(remembered: Answers = {}): DialogState {
	return {trail: [], answers: remembered, facts: {}, isLeaving: false};
}

/**
 * What comes next; the same for the same state. Takes no longer than the number of questions is.
 */
export function currentStep(state: DialogState, {messages, now, columns}: ScriptInput): Step {
	if (state.isLeaving) {
		return leaving;
	}

	const place = {title: ''};
	const script = createScript(state, {
		messages,
		now,
		columns,
		title: () => place.title,
	});
	try {
		return main(script, place);
	} catch (thrown) {
		if (thrown instanceof NextStep) {
			return thrown.step;
		}

		throw thrown;
	}
}

const leaving: LeaveStep = {
	kind: 'leave',
	id: 'leave',
	keeps: [],
	background: [],
};

/**
 * @param step what was shown when it happened: an answer to another question came too late (typed
 *   ahead), and is no answer to this one
 */
export function reduceDialog(state: DialogState, action: DialogAction, step: Step): DialogState {
	switch (action.type) {
		case 'answered': {
			return action.id === step.id && step.kind !== 'do'
				? answered(state, step, action.value)
				: state;
		}

		case 'acted': {
			return action.id === step.id ? acted(state, action.act) : state;
		}

		case 'found': {
			const facts = {...state.facts, [action.key]: action.fact};
			return {...state, facts};
		}

		case 'back': {
			return 'canGoBack' in step && step.canGoBack ? goBack(state) : state;
		}
	}
}

function answered(state: DialogState, step: Step, value: unknown): DialogState {
	const id = step.id as AnswerId;
	const offered =
		step.kind === 'pick' && id === 'collections'
			? {
					offered: step.seen.collections.map(({collection}) => collection),
					offeredAt: step.opened?.address,
				}
			: {};
	return {
		...state,
		trail: [...state.trail, id],
		answers: {...state.answers, [id]: value, ...offered},
	};
}

function acted(state: DialogState, act: Act): DialogState {
	switch (act.kind) {
		case 'retry': {
			const {[act.key]: _, ...facts} = state.facts;
			return {...state, facts};
		}

		case 'home': {
			return goHome(state);
		}

		case 'flow': {
			return {
				...state,
				trail: [
					...state.trail.filter(id => setUp.includes(id)),
					'home',
					...(Object.keys(act.answers) as AnswerId[]),
				],
				answers: {...state.answers, home: act.home, ...act.answers},
				facts: keeping(state.facts, setUpFacts),
			};
		}

		case 'settle': {
			return settle(state, act.answers);
		}

		case 'back': {
			return goBack(state);
		}

		case 'leave': {
			return {...state, isLeaving: true};
		}
	}
}

/**
 * The last question is open again. Back at the start, what was seen is looked at afresh the next
 * time.
 */
function goBack(state: DialogState): DialogState {
	return state.trail.at(-1) === 'home'
		? goHome(state)
		: {...state, trail: state.trail.slice(0, -1)};
}

/**
 * What a connection needs stays known; a job that is over, and what was seen before it, does not.
 */
function goHome(state: DialogState): DialogState {
	return {
		...state,
		trail: state.trail.filter(id => setUp.includes(id)),
		facts: keeping(state.facts, setUpFacts),
	};
}

const setUpFacts: readonly EffectKind[] = ['detect', 'open', 'practise'];

/** Answers that a connection is made of: they outlive a flow. */
const setUp: readonly AnswerId[] = [
	'start',
	'practise',
	'cluster',
	'repository',
	'password',
	'accessKeyId',
	'secretAccessKey',
];

function settle(state: DialogState, chosen: Pick<Answers, 'cluster' | 'repository'>): DialogState {
	return {
		...state,
		trail: ['cluster', 'repository'],
		// Somebody who has come somewhere else begins anew.
		answers: {...state.answers, ...chosen, home: undefined},
		facts: {},
	};
}

function keeping(facts: DialogState['facts'], kinds: readonly EffectKind[]): DialogState['facts'] {
	return Object.fromEntries(
		Object.entries(facts).filter(([key]) => kinds.some(kind => key.startsWith(`${kind} `))),
	);
}

import type {Messages} from '../messages/messages.js';
import type {AnswerId, Answers} from './answers.js';
import type {EffectKind} from './effects.js';
import {main} from './flows/main.js';
import type {Action, LeaveStep, Step} from './step.js';
import {createScript, NextStep} from './script.js';
import type {DialogState, EffectResult} from './state.js';

export type DialogInput =
	| {type: 'answered'; id: string; value: unknown}
	| {type: 'performed'; id: string; action: Action}
	| {type: 'loaded'; key: string; result: EffectResult}
	| {type: 'back'};

/** What a conversation depends on besides. */
export type ScriptInput = {
	messages: Messages;
	now: Date;
	/** What tables may take. */
	columns: number;
};

export function startDialog(remembered: Answers = {}): DialogState {
	return {history: [], answers: remembered, results: {}, isLeaving: false};
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
export function reduceDialog(state: DialogState, input: DialogInput, step: Step): DialogState {
	switch (input.type) {
		case 'answered': {
			return input.id === step.id && step.kind !== 'do'
				? answered(state, step, input.value)
				: state;
		}

		case 'performed': {
			return input.id === step.id ? performAction(state, input.action) : state;
		}

		case 'loaded': {
			const results = {...state.results, [input.key]: input.result};
			return {...state, results};
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
		history: [...state.history, id],
		answers: {...state.answers, [id]: value, ...offered},
	};
}

function performAction(state: DialogState, action: Action): DialogState {
	switch (action.kind) {
		case 'retry': {
			const {[action.key]: _, ...results} = state.results;
			return {...state, results};
		}

		case 'home': {
			return goHome(state);
		}

		case 'flow': {
			return {
				...state,
				history: [
					...state.history.filter(id => setUp.includes(id)),
					'home',
					...(Object.keys(action.answers) as AnswerId[]),
				],
				answers: {...state.answers, home: action.home, ...action.answers},
				results: keeping(state.results, setUpResults),
			};
		}

		case 'settle': {
			return settle(state, action.answers);
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
	return state.history.at(-1) === 'home'
		? goHome(state)
		: {...state, history: state.history.slice(0, -1)};
}

/**
 * Keeps the results that a connection needs; drops those of a job that is over and of what was seen
 * before it.
 */
function goHome(state: DialogState): DialogState {
	return {
		...state,
		history: state.history.filter(id => setUp.includes(id)),
		results: keeping(state.results, setUpResults),
	};
}

const setUpResults: readonly EffectKind[] = ['detect', 'open', 'practice'];

/** Answers that a connection is made of: they outlive a flow. */
const setUp: readonly AnswerId[] = [
	'start',
	'practice',
	'cluster',
	'repository',
	'password',
	'accessKeyId',
	'secretAccessKey',
];

function settle(state: DialogState, chosen: Pick<Answers, 'cluster' | 'repository'>): DialogState {
	return {
		...state,
		history: ['cluster', 'repository'],
		// At another place the conversation starts again.
		answers: {...state.answers, ...chosen, home: undefined},
		results: {},
	};
}

function keeping(
	results: DialogState['results'],
	kinds: readonly EffectKind[],
): DialogState['results'] {
	return Object.fromEntries(
		Object.entries(results).filter(([key]) => kinds.some(kind => key.startsWith(`${kind} `))),
	);
}

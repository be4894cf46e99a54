import type {Answers} from '../dialog/answers.js';
import type {EffectRunner} from '../effects/effect-runner.js';
import type {Messages} from '../messages/messages.js';
import type {WizardInput} from './inputs.js';
import type {JobWatcher} from './job-watcher.js';
import type {Press} from './key.js';
import {createPerformer} from './perform.js';
import {reduce} from './reduce.js';
import {singlePresses} from './single-presses.js';
import type {Size} from './size.js';
import {initialState, type Surroundings} from './state.js';
import {rowOf} from './steps/steps.js';

export type ControllerOptions = {
	effectRunner: EffectRunner;
	/** In the language of the settings, as soon as there are some. */
	messages: () => Messages;
	remembered: Answers;
	remember: (answers: Answers) => void;
	watcher: JobWatcher;
	size: Size;
};

/**
 * While something lasts, numbers change this often: a slow line carries two small frames a second.
 */
const tickMs = 500;

export type Controller = ReturnType<typeof createController>;

/** Holds the wizard's state: one input after another goes through the reducer, at once. */
export function createController({messages, remembered, size, ...options}: ControllerOptions) {
	const {watcher} = options;
	const surroundings = (): Surroundings => ({
		messages: messages(),
		now: new Date(),
		nowMs: performance.now(),
	});
	let state = initialState({remembered, size}, surroundings());
	let timer: NodeJS.Timeout | undefined;
	const listeners = new Set<() => void>();

	const dispatch = (input: WizardInput): void => {
		const next = reduce(state, input, surroundings());
		if (next.state !== state) {
			state = next.state;
			for (const listener of listeners) {
				listener();
			}
		}

		for (const effect of next.effects) {
			perform(effect);
		}

		keepTime();
	};

	const perform = createPerformer({...options, dispatch});

	/** Ticks as long as the step changes by itself. */
	const keepTime = (): void => {
		const {effect, jobId} = rowOf(state.step);
		const isMoving = state.exitReason === undefined && (effect ?? jobId) !== undefined;
		if (!isMoving) {
			clearInterval(timer);
			timer = undefined;
			return;
		}

		timer ??= setInterval(() => {
			dispatch({type: 'tick', ...(state.step.kind === 'job' && {job: watcher.look()})});
		}, tickMs);
	};

	return {
		get state() {
			return state;
		},
		subscribe(listener: () => void) {
			listeners.add(listener);
			return () => {
				listeners.delete(listener);
			};
		},
		dispatch,
		/** The keys of one read: what was typed faster than it was read comes in one piece. */
		press(...presses: readonly Press[]) {
			const single = presses.flatMap(one => singlePresses(one));
			for (const press of single) {
				dispatch({type: 'press', press, isAlone: single.length === 1});
			}
		},
	};
}

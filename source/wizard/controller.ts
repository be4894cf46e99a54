import type {AnswerId} from '../dialog/answers.js';
import {currentStep, reduceDialog, startDialog, type DialogInput} from '../dialog/dialog.js';
import type {DialogState} from '../dialog/state.js';
import type {BodyLine, Step} from '../dialog/step.js';
import type {EffectRunner, LiveEvent} from '../effects/effect-runner.js';
import type {ExitReason} from '../effects/wizard-options.js';
import type {Answers} from '../dialog/answers.js';
import type {Messages} from '../messages/messages.js';
import {toMilvaultError} from '../model/milvault-error.js';
import {provenAnswers} from '../dialog/proven-answers.js';
import {altKey, type Press} from './key.js';
import {isStarting, isWriting, pressStep, startView} from './steps/steps.js';
import {isTooSmall, type KeyResult, type Size, type View} from './steps/view.js';
import {createEffectScheduler} from './effect-scheduler.js';
import type {JobWatcher} from './job-watcher.js';
import {identityOf} from './identity-of.js';
import {singlePresses} from './single-presses.js';
import {withLive} from './live-events.js';
import type {WatchedJob} from './steps/job/view.js';

export type WizardState = {
	step: Step;
	view: View;
	size: Size;
	/** Counts the steps: which one is on the screen. */
	screen: number;
	isHelpShown: boolean;
	/** Enter was not taken, since nobody can have seen what it would start. */
	isHeld: boolean;
	/** What an effect has told so far. */
	live: readonly LiveEvent[];
	sinceMs: number;
	nowMs: number;
	job?: WatchedJob;
	/** What stays on the terminal, above what is drawn over. */
	kept: readonly BodyLine[];
	/** It is over: draw nothing more. */
	ending?: ExitReason;
};

export type ControllerOptions = {
	guide: EffectRunner;
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

/**
 * The wizard without its screen: keys in, states out. Everything happens at once, in the order of
 * the keys, so that what is typed ahead over a slow line is not lost and never goes to a question
 * that is over. What starts something is the exception: it takes an Enter that came alone, after
 * its screen was drawn. Nobody starts what he has not seen, and no line break of something pasted
 * does.
 *
 * 1. A key is given to the step that is current, never to the one that is still on the screen.
 * 2. The dialog says which step comes next; a new one begins with a view of its own, and its
 *    effect.
 * 3. Whatever changed is told to the screen, which draws it.
 */
export type Controller = ReturnType<typeof createController>;

export function createController(options: ControllerOptions) {
	const {watcher} = options;
	let dialog: DialogState = startDialog(options.remembered);
	let now = new Date();
	const lookUp = (size: Size): Step =>
		currentStep(dialog, {
			messages: options.messages(),
			now,
			columns: size.columns - 1,
		});
	const first = lookUp(options.size);
	let state: WizardState = {
		step: first,
		view: startView(first),
		size: options.size,
		screen: 0,
		isHelpShown: false,
		isHeld: false,
		live: [],
		sinceMs: performance.now(),
		nowMs: performance.now(),
		kept: [],
	};
	const listeners = new Set<() => void>();
	const runner = createEffectScheduler({
		guide: options.guide,
		onFound(key, result) {
			act({type: 'loaded', key, result});
		},
		onLive(event) {
			set({live: withLive(state.live, event)});
		},
	});
	let timer: NodeJS.Timeout | undefined;
	let endsWithJob = false;
	let drawn = -1;
	let remembered = options.remembered;

	const set = (change: Partial<WizardState>): void => {
		state = {...state, ...change};
		for (const listener of listeners) {
			listener();
		}
	};

	const end = (ending: ExitReason, kept: readonly BodyLine[] = []): void => {
		if (state.ending) {
			return;
		}

		clearInterval(timer);
		runner.endAllBut([]);

		watcher.stop();
		set({ending, kept: [...state.kept, ...kept], isHelpShown: false});
	};

	const tick = (): void => {
		const {kind} = state.step;
		const isMoving = kind === 'do' || kind === 'job';
		if (isMoving && !timer) {
			timer = setInterval(() => {
				set({
					nowMs: performance.now(),
					...(state.step.kind === 'job' && {job: watcher.look()}),
				});
			}, tickMs);
		} else if (!isMoving) {
			clearInterval(timer);
			timer = undefined;
		}
	};

	/** A step that is new is begun: its view, its effect, its job. */
	const follow = (before: Step, step: Step): void => {
		const isNew = identityOf(before) !== identityOf(step);
		const kept = isNew && before.kind === 'choose' ? [...state.kept, ...before.keeps] : state.kept;
		// What is found out for a step that nobody is at any more could be taken for what is so later.
		runner.endAllBut([...step.background, ...(step.kind === 'do' ? [step.effect] : [])]);

		if (step.kind === 'leave') {
			set({kept});
			end('left', step.keeps);
			return;
		}

		set({
			step,
			kept,
			...(isNew && {
				view: startView(step),
				screen: state.screen + 1,
				isHelpShown: false,
				isHeld: false,
				live: [],
				sinceMs: performance.now(),
				nowMs: performance.now(),
				job: undefined,
			}),
		});
		for (const effect of step.background) {
			runner.start(effect, false);
		}

		if (isNew && step.kind === 'do') {
			runner.start(step.effect, true);
		}

		if (isNew && step.kind === 'job') {
			watch(step.jobId);
		}

		tick();
	};

	const watch = (jobId: string): void => {
		watcher.start(jobId, {
			onEnded(jobEnd) {
				act({type: 'answered', id: 'ended', value: jobEnd});
			},
			onFailed(error) {
				const {code, details} = toMilvaultError(error);
				const told = options.messages().error({code, details});
				end('left', [{text: told.sentence, tone: 'bad'}]);
			},
			onCollection(text) {
				set({kept: [...state.kept, {text, isTable: true}]});
			},
		});
		set({job: watcher.look()});
	};

	const act = (action: DialogInput): void => {
		if (state.ending) {
			return;
		}

		const before = state.step;
		dialog = reduceDialog(dialog, action, before);
		if (action.type !== 'loaded') {
			now = new Date();
		}

		if (action.type === 'loaded') {
			const proven = provenAnswers(dialog, action);
			if (proven) {
				remembered = {...remembered, ...proven};
				options.remember(remembered);
			}
		}

		const step = lookUp(state.size);
		if (endsWithJob && before.kind === 'job' && step.kind === 'choose') {
			end('interrupted', step.keeps);
			return;
		}

		follow(before, step);
	};

	const take = (pressed: KeyResult): void => {
		const {step} = state;
		switch (pressed?.to) {
			case 'view': {
				set({view: pressed.view});
				return;
			}

			case 'answer': {
				act({type: 'answered', id: step.id, value: pressed.value});
				return;
			}

			case 'action': {
				act({type: 'performed', id: step.id, action: pressed.action});
				return;
			}

			case 'back': {
				act({type: 'back'});
				return;
			}

			case 'help': {
				set({isHelpShown: true});
				return;
			}

			case 'job': {
				void wish(pressed.wish);
				return;
			}

			default: {
				return;
			}
		}
	};

	const wish = async (wished: Extract<KeyResult, {to: 'job'}>['wish']): Promise<void> => {
		if (wished === 'detach') {
			const left = await watcher.detach();
			act({type: 'answered', id: 'ended' satisfies AnswerId, value: left});
			return;
		}

		await watcher.wish(wished);
		set({
			job: watcher.look(),
			view: {kind: 'job', isLimitBad: false},
		});
	};

	/** @param isLast whoever asks does not look at the end: a signal, not a key */
	const interrupt = (isLast = false): void => {
		if (state.step.kind === 'job' && !watcher.isCancelling()) {
			endsWithJob = isLast;
			watcher.cancel();
			set({job: watcher.look()});
			return;
		}

		end('interrupted');
	};

	/** @param isAlone nothing else came with it */
	const pressOne = (press: Press, isAlone: boolean): void => {
		const {step, view, size} = state;
		if (state.ending) {
			return;
		}

		if (press.name === 'interrupt') {
			interrupt();
			return;
		}

		if (press.name === 'paste' && (state.isHelpShown || !isWriting(view))) {
			return;
		}

		const isSeen = isAlone && drawn === state.screen && !isTooSmall(size) && !state.isHelpShown;
		if (state.isHelpShown) {
			set({isHelpShown: false});
		} else if (press.name === 'enter' && isStarting(step, view) && !isSeen) {
			set({isHeld: true});
		} else {
			if (state.isHeld) {
				set({isHeld: false});
			}

			take(pressStep(step, view, press, size));
		}
	};

	/**
	 * Esc and a key that came at once are both keys, but for those that Alt makes another while a
	 * line is written.
	 */
	const pressAlt = ({isAlt, ...press}: Press, isAlone: boolean): void => {
		const alt = isWriting(state.view) ? altKey(press) : undefined;
		if (!isAlt) {
			pressOne(press, isAlone);
		} else if (alt) {
			pressOne(alt, isAlone);
		} else {
			pressOne({name: 'escape'}, false);
			pressOne(press, false);
		}
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
		/** The keys of one read: what was typed faster than it was read comes in one piece. */
		press(...presses: readonly Press[]) {
			const single = presses.flatMap(one => singlePresses(one));
			for (const press of single) {
				pressAlt(press, single.length === 1);
			}
		},
		/** This one is on the terminal. */
		drawn(screen: number) {
			drawn = Math.max(drawn, screen);
		},
		resize(size: Size) {
			set({size, step: state.ending ? state.step : lookUp(size)});
		},
		/** Asked to end by the system. */
		askedToEnd() {
			interrupt(true);
		},
		/** Nobody looks any more; jobs go on. */
		hangUp() {
			end('hung-up');
		},
		begin() {
			follow({...leaveNothing}, state.step);
		},
	};
}

const leaveNothing: Step = {
	kind: 'leave',
	id: 'nothing',
	keeps: [],
	background: [],
};

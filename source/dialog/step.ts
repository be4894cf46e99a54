import type {SeenCluster} from '../engine/list-collections.js';
import type {Answers, HomeChoice, Resolution} from './answers.js';
import type {Effect, Opened, Target} from './effects.js';

export type Tone = 'plain' | 'dim' | 'good' | 'bad' | 'warning' | 'strong';

/**
 * One line of a screen's body; longer than the screen is wide, it is wrapped, cut when it is a
 * table's, and continued as a shell has it when it ends with a command.
 */
export type BodyLine = {
	text: string;
	tone?: Tone;
	isTable?: boolean;
	isCommand?: boolean;
};

export type Choice = {
	value: string;
	label: string;
	/** Beside the label: an age, a count, a state. */
	detail?: string;
	/**
	 * It starts something that going back does not undo: it is taken only when it is on the screen.
	 */
	isStart?: boolean;
};

/** What choosing does besides being an answer. */
export type Action =
	| {kind: 'retry'; key: string}
	| {kind: 'home'}
	/** Other places are used from now on. */
	| {kind: 'settle'; answers: Pick<Answers, 'cluster' | 'repository'>}
	/** Another flow, with these questions of it answered. */
	| {kind: 'flow'; home: HomeChoice; answers: Answers}
	| {kind: 'back'}
	| {kind: 'leave'};

/** Why a text cannot be taken, and what could be. */
export type Refusal = {problem: string; suggestion?: string};

type Common = {
	/** Of the answer. */
	id: string;
	/** Where we are: `home`, `back up`. */
	title: string;
	/** One sentence. */
	question: string;
	/** What `?` shows. */
	help: string;
	/** Of what is connected, if anything is. */
	opened?: Opened;
	/** What is to be loaded meanwhile. */
	background: readonly Effect[];
	canGoBack: boolean;
};

export type ChooseStep = Common & {
	kind: 'choose';
	body: readonly BodyLine[];
	choices: readonly Choice[];
	actions: Readonly<Record<string, Action>>;
	preselected?: string;
	/** The choices are things of which there may be many: they can be filtered. */
	isList: boolean;
	/** What stays on the terminal when the screen goes: a result. */
	keeps: readonly BodyLine[];
};

export type TextStep = Common & {
	kind: 'text';
	body: readonly BodyLine[];
	initial: string;
	isSecret: boolean;
	/** Nothing but ASCII can be meant: full-width characters of an input method are narrow ones. */
	isNarrow: boolean;
	/** Its answer starts something that going back does not undo, as a choice’s does. */
	isStart: boolean;
	check: (text: string) => Refusal | undefined;
};

export type PickStep = Common & {
	kind: 'pick';
	/** What is to be read before picking. */
	body: readonly BodyLine[];
	seen: Pick<SeenCluster, 'databases' | 'collections'>;
	picked: readonly string[];
};

export type ResolveStep = Common & {
	kind: 'resolve';
	targets: readonly Target[];
	resolutions: Readonly<Record<string, Resolution>>;
	/** The first thing that is wrong, for the line below. */
	check: (resolutions: Readonly<Record<string, Resolution>>) => Refusal | undefined;
};

export type JobStep = Common & {
	kind: 'job';
	jobId: string;
};

export type DoStep = Omit<Common, 'question'> & {
	kind: 'do';
	effect: Effect;
	key: string;
	/** `Looking at the collections`. */
	doing: string;
};

export type LeaveStep = {
	kind: 'leave';
	id: string;
	keeps: readonly BodyLine[];
	background: readonly Effect[];
};

export type Step = ChooseStep | TextStep | PickStep | ResolveStep | JobStep | DoStep | LeaveStep;

/** A step that a person answers. */
export type Question = Exclude<Step, DoStep | LeaveStep>;

/** A step that has a screen. */
export type ShownStep = Exclude<Step, LeaveStep>;

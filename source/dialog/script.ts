import type {Messages} from '../messages/messages.js';
import type {ErrorSummary, Warning} from '../model/job-events.js';
import type {AnswerId, Answers} from './answers.js';
import {
	effectKey,
	type Detected,
	type Effect,
	type EffectKind,
	type Effects,
	type Opened,
} from './effects.js';
import type {DialogState} from './state.js';
import type {BodyLine, ChooseStep, PickStep, ResolveStep, Step, TextStep} from './step.js';

type Asked<Kind extends {id: string}> = Omit<
	Kind,
	'id' | 'kind' | 'opened' | 'background' | 'canGoBack' | 'title'
> & {canGoBack?: boolean};

type Optional<Kind, Key extends keyof Kind> = Omit<Kind, Key> & Partial<Pick<Kind, Key>>;

export type AskedChoice = Optional<Asked<ChooseStep>, 'body' | 'actions' | 'keeps' | 'isList'>;
export type AskedText = Optional<
	Asked<TextStep>,
	'body' | 'isSecret' | 'isNarrow' | 'isStart' | 'check' | 'initial'
>;

/**
 * What a flow is written with: it asks for every answer and every result that it needs, in the
 * order in which it needs them.
 */
export type Script = {
	messages: Messages;
	/** Kept ones too, whose question is to be asked again: the defaults. */
	answers: Answers;
	now: Date;
	/** What tables may take. */
	columns: number;
	/** What is connected, as soon as it is. */
	opened: Opened | undefined;
	isAnswered: (id: AnswerId) => boolean;
	select<Id extends AnswerId>(id: Id, step: AskedChoice): NonNullable<Answers[Id]>;
	input(id: AnswerId, step: AskedText): string;
	multiSelect(
		id: 'collections' | 'restoreCollections',
		step: Optional<Asked<PickStep>, 'body'>,
	): readonly string[];
	resolveConflicts(step: Asked<ResolveStep>): NonNullable<Answers['resolutions']>;
	/** Watches a job until it is over or left. */
	watchJob(jobId: string, texts: {help: string}): NonNullable<Answers['ended']>;
	/** The result of an effect; a failure becomes a step that offers to try again. */
	load<Kind extends EffectKind>(kind: Kind, input: Effects[Kind]['input']): Effects[Kind]['value'];
	/** The same for a flow that has more to say about a failure. */
	tryLoad<Kind extends EffectKind>(
		kind: Kind,
		input: Effects[Kind]['input'],
	): {value: Effects[Kind]['value']} | {error: ErrorSummary; key: string};
	/** The result if there is one already; the flow does not wait for it. */
	prefetch<Kind extends EffectKind>(
		kind: Kind,
		input: Effects[Kind]['input'],
	): Effects[Kind]['value'] | undefined;
	exit(keeps?: readonly BodyLine[]): never;
};

/** Ends a flow's run where something is to be asked or loaded. */
export class NextStep extends Error {
	readonly step: Step;

	constructor(step: Step) {
		super('next step');
		this.step = step;
	}
}

/** What every step of a script has. */
type MakeCommon = (
	id: string,
	canGoBack?: boolean,
) => Pick<ChooseStep, 'id' | 'title' | 'opened' | 'background' | 'canGoBack'>;

/**
 * Runs through a flow again and again, from its beginning: answered questions and loaded results
 * return at once; the first missing one stops the run and becomes the next step. Going back is
 * therefore nothing but forgetting that the last question was answered.
 */
export function createScript(
	state: DialogState,
	{
		messages,
		now,
		columns,
		title,
	}: {messages: Messages; now: Date; columns: number; title: () => string},
): Script {
	const {answers, history} = state;
	const background: Effect[] = [];
	const common: MakeCommon = (id, canGoBack = history.length > 0) => ({
		id,
		title: title(),
		opened: script.opened,
		background: [...background],
		canGoBack,
	});
	const script: Script = {
		messages,
		answers,
		now,
		columns,
		opened: undefined,
		isAnswered: id => history.includes(id),
		...createQuestions(state, common),
		...createLoads(state, {messages, common, background}),
		exit(keeps = []) {
			throw new NextStep({kind: 'leave', id: 'leave', keeps, background: []});
		},
	};
	return script;
}

function createQuestions(
	{answers, history}: DialogState,
	common: MakeCommon,
): Pick<Script, 'select' | 'input' | 'multiSelect' | 'resolveConflicts' | 'watchJob'> {
	const ask = <Id extends AnswerId>(id: Id, step: () => Step): NonNullable<Answers[Id]> => {
		const answer = answers[id];
		if (!history.includes(id) || answer === undefined) {
			throw new NextStep(step());
		}

		return answer;
	};

	return {
		select: (id, {canGoBack, ...step}) =>
			ask(id, () => ({
				body: [],
				actions: {},
				keeps: [],
				isList: false,
				...step,
				...common(id, canGoBack),
				kind: 'choose',
			})),
		input: (id, {canGoBack, ...step}) =>
			ask(id, () => ({
				body: [],
				isSecret: false,
				isNarrow: false,
				isStart: false,
				initial: '',
				check: () => undefined,
				...step,
				...common(id, canGoBack),
				kind: 'text',
			})) as string,
		multiSelect: (id, {canGoBack, ...step}) =>
			ask(id, () => ({
				body: [],
				...step,
				...common(id, canGoBack),
				kind: 'pick',
			})),
		resolveConflicts: ({canGoBack, ...step}) =>
			ask('resolutions', () => ({
				...step,
				...common('resolutions', canGoBack),
				kind: 'resolve',
			})),
		watchJob: (jobId, texts) =>
			ask('ended', () => ({
				question: '',
				...texts,
				...common('ended', false),
				kind: 'job',
				jobId,
			})),
	};
}

/** @param background what is prefetched is added to it */
function createLoads(
	{history, results}: DialogState,
	{messages, common, background}: {messages: Messages; common: MakeCommon; background: Effect[]},
): Pick<Script, 'tryLoad' | 'load' | 'prefetch'> {
	const tryLoad: Script['tryLoad'] = (kind, input) => {
		const effect = {kind, input} as Effect;
		const key = effectKey(effect);
		const result = results[key];
		if (result === undefined) {
			const {help, doing} = messages.dialog.effects[kind];
			const canGoBack = history.length > 0 && !cannotBeLeft.has(kind);
			throw new NextStep({
				...common(`do ${kind}`, canGoBack),
				kind: 'do',
				effect,
				key,
				doing,
				help,
			});
		}

		return 'error' in result
			? {error: result.error, key}
			: {value: result.value as Effects[typeof kind]['value']};
	};

	return {
		tryLoad,
		load(kind, input) {
			const loaded = tryLoad(kind, input);
			if ('value' in loaded) {
				return loaded.value;
			}

			throw new NextStep(failedStep(messages, loaded, common('failed')));
		},
		prefetch(kind, input) {
			const effect = {kind, input} as Effect;
			const result = results[effectKey(effect)];
			if (result === undefined) {
				background.push(effect);
				return undefined;
			}

			return 'error' in result ? undefined : (result.value as Effects[typeof kind]['value']);
		},
	};
}

/** What has begun is seen to its end: going back would not undo it. */
const cannotBeLeft: ReadonlySet<EffectKind> = new Set(['start', 'continueJob', 'clean', 'save']);

/** What went wrong and what to do about it: again, back, or to the start. */
function failedStep(
	messages: Messages,
	{error, key}: {error: ErrorSummary; key: string},
	common: ReturnType<MakeCommon>,
): ChooseStep {
	const texts = messages.dialog;
	return {
		...common,
		kind: 'choose',
		body: errorLines(messages, error),
		question: texts.failed.question,
		help: texts.failed.help,
		choices: [
			{value: 'retry', label: texts.failed.retry},
			...(common.canGoBack
				? [{value: 'back', label: texts.failed.back}]
				: [{value: 'leave', label: texts.home.quit}]),
		],
		actions: {
			retry: {kind: 'retry', key},
			...(common.canGoBack ? {back: {kind: 'back'}} : {leave: {kind: 'leave'}}),
		},
		isList: false,
		keeps: [],
	};
}

export function errorLines(messages: Messages, error: ErrorSummary): BodyLine[] {
	const {sentence, hint} = messages.error(error);
	return [{text: sentence, tone: 'bad'}, ...(hint === undefined ? [] : [{text: hint}]), {text: ''}];
}

export function warningBody(messages: Messages, warnings: readonly Warning[]): BodyLine[] {
	return warnings.map(warning => ({text: `! ${messages.warning(warning)}`, tone: 'warning'}));
}

/** What to know of the configuration file, above a question. */
export function aboutFile(
	{messages}: Pick<Script, 'messages'>,
	{warnings}: Pick<Detected, 'warnings'>,
): BodyLine[] {
	return warnings.length === 0 ? [] : [...warningBody(messages, warnings), {text: ''}];
}

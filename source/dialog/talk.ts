import type {Messages} from '../messages/messages.js';
import type {ErrorSummary} from '../model/job-events.js';
import type {AnswerId, Answers} from './answers.js';
import {effectKey, type Effect, type EffectKind, type Effects, type Opened} from './effects.js';
import type {DialogState} from './state.js';
import type {BodyLine, ChooseStep, PickStep, ResolveStep, Step, TextStep} from './step.js';

type Asked<Kind extends {id: string}> = Omit<
	Kind,
	'id' | 'kind' | 'opened' | 'background' | 'canGoBack' | 'title'
> & {canGoBack?: boolean};

type Optional<Kind, Key extends keyof Kind> = Omit<Kind, Key> & Partial<Pick<Kind, Key>>;

export type AskedChoice = Optional<Asked<ChooseStep>, 'body' | 'acts' | 'keeps' | 'isList'>;
export type AskedText = Optional<
	Asked<TextStep>,
	'body' | 'isSecret' | 'isNarrow' | 'isStart' | 'check' | 'initial'
>;

/**
 * How a flow speaks: every answer and every fact that it needs, in the order in which it needs
 * them.
 */
export type Talk = {
	messages: Messages;
	/** Kept ones too, whose question is to be asked again: the defaults. */
	answers: Answers;
	now: Date;
	/** What tables may take. */
	columns: number;
	/** What is connected, from when it is on. */
	opened: Opened | undefined;
	isAnswered: (id: AnswerId) => boolean;
	choose<Id extends AnswerId>(id: Id, step: AskedChoice): NonNullable<Answers[Id]>;
	write(id: AnswerId, step: AskedText): string;
	pick(
		id: 'collections' | 'restoreCollections',
		step: Optional<Asked<PickStep>, 'body'>,
	): readonly string[];
	resolve(step: Asked<ResolveStep>): NonNullable<Answers['resolutions']>;
	/** Watches a job until it is over or left. */
	watch(jobId: string, texts: {help: string}): NonNullable<Answers['ended']>;
	/** What is known; what keeps it from being known is told, and may be tried again. */
	know<Kind extends EffectKind>(kind: Kind, input: Effects[Kind]['input']): Effects[Kind]['value'];
	/** The same for who has more to say about a failure. */
	tryTo<Kind extends EffectKind>(
		kind: Kind,
		input: Effects[Kind]['input'],
	): {value: Effects[Kind]['value']} | {error: ErrorSummary; key: string};
	/** What is known so far: nobody waits for it. */
	later<Kind extends EffectKind>(
		kind: Kind,
		input: Effects[Kind]['input'],
	): Effects[Kind]['value'] | undefined;
	leave(keeps?: readonly BodyLine[]): never;
};

/** Ends a flow's run where something is to be asked or found out. */
export class Pause extends Error {
	readonly step: Step;

	constructor(step: Step) {
		super('paused');
		this.step = step;
	}
}

/**
 * Runs through a flow again and again, from its beginning: what has been answered and found out
 * goes by, the first that has not is where it pauses. Going back is therefore nothing but
 * forgetting that the last question was answered.
 */
export function createTalk(
	state: DialogState,
	{
		messages,
		now,
		columns,
		title,
	}: {messages: Messages; now: Date; columns: number; title: () => string},
): Talk {
	const {answers, trail, facts} = state;
	const background: Effect[] = [];
	const isAnswered = (id: AnswerId): boolean => trail.includes(id);
	const common = (id: string, canGoBack = trail.length > 0) => ({
		id,
		title: title(),
		opened: talk.opened,
		background: [...background],
		canGoBack,
	});
	const ask = <Id extends AnswerId>(id: Id, step: () => Step): NonNullable<Answers[Id]> => {
		const answer = answers[id];
		if (!isAnswered(id) || answer === undefined) {
			throw new Pause(step());
		}

		return answer;
	};

	const talk: Talk = {
		messages,
		answers,
		now,
		columns,
		opened: undefined,
		isAnswered,
		choose: (id, {canGoBack, ...step}) =>
			ask(id, () => ({
				body: [],
				acts: {},
				keeps: [],
				isList: false,
				...step,
				...common(id, canGoBack),
				kind: 'choose',
			})),
		write: (id, {canGoBack, ...step}) =>
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
		pick: (id, {canGoBack, ...step}) =>
			ask(id, () => ({
				body: [],
				...step,
				...common(id, canGoBack),
				kind: 'pick',
			})),
		resolve: ({canGoBack, ...step}) =>
			ask('resolutions', () => ({
				...step,
				...common('resolutions', canGoBack),
				kind: 'resolve',
			})),
		watch: (jobId, texts) =>
			ask('ended', () => ({
				question: '',
				...texts,
				...common('ended', false),
				kind: 'job',
				jobId,
			})),
		tryTo(kind, input) {
			const effect = {kind, input} as Effect;
			const key = effectKey(effect);
			const fact = facts[key];
			if (fact === undefined) {
				const {help, doing} = messages.dialog.effects[kind];
				const canGoBack = trail.length > 0 && !cannotBeLeft.has(kind);
				throw new Pause({
					...common(`do ${kind}`, canGoBack),
					kind: 'do',
					effect,
					key,
					doing,
					help,
				});
			}

			return 'error' in fact
				? {error: fact.error, key}
				: {value: fact.value as Effects[typeof kind]['value']};
		},
		know(kind, input) {
			const found = talk.tryTo(kind, input);
			if ('value' in found) {
				return found.value;
			}

			throw new Pause(failedStep(talk, found, common('failed')));
		},
		later(kind, input) {
			const effect = {kind, input} as Effect;
			const fact = facts[effectKey(effect)];
			if (fact === undefined) {
				background.push(effect);
				return undefined;
			}

			return 'error' in fact ? undefined : (fact.value as Effects[typeof kind]['value']);
		},
		leave(keeps = []) {
			throw new Pause({kind: 'leave', id: 'leave', keeps, background: []});
		},
	};
	return talk;
}

/** What has begun is seen to its end: going back would not undo it. */
const cannotBeLeft: ReadonlySet<EffectKind> = new Set(['start', 'goOn', 'clean', 'save']);

/** What went wrong and what to do about it: again, back, or to the start. */
function failedStep(
	{messages}: Talk,
	{error, key}: {error: ErrorSummary; key: string},
	common: Pick<ChooseStep, 'id' | 'title' | 'opened' | 'background' | 'canGoBack'>,
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
		acts: {
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

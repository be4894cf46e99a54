import {resolve, conflictOptions} from '../../dialog/conflicts.js';
import type {Target} from '../../dialog/effects.js';
import type {ChooseStep, PickStep, Question, ResolveStep, TextStep} from '../../dialog/step.js';
import type {Resolution} from '../../dialog/answers.js';
import type {EffectRunnerOptions} from '../../effects/effect-runner.js';
import {collectionKey, parseCollectionKey} from '../../model/collection-key.js';
import type {Context} from '../shared/context.js';
import {askForOne, askForSecret, askForSome, askForText} from '../shared/prompts.js';
import {forgetTyped} from '../shared/read-line.js';
import {watchPlainly} from './watch-plainly.js';

export type Answered = 'back' | {value: unknown};

type Asking = {context: Context; options: EffectRunnerOptions};

/** What a prompt answers for going back; no backup, collection or path is called so. */
const backValue = '\u0000back';
/** What is typed for going back. */
const backText = '<';
const backKey = '0';

/** Asks one question of the dialog by line prompts. */
export async function askQuestion(step: Question, asking: Asking): Promise<Answered> {
	switch (step.kind) {
		case 'choose': {
			return choose(step, asking);
		}

		case 'text': {
			return write(step, asking);
		}

		case 'pick': {
			return pick(step, asking);
		}

		case 'resolve': {
			return resolveEach(step, asking);
		}

		case 'job': {
			return {value: await watchPlainly(step.jobId, asking)};
		}
	}
}

async function choose(step: ChooseStep, {context}: Asking): Promise<Answered> {
	const {plain} = context.output.messages.dialog;
	const hasBack = Object.values(step.actions).some(({kind}) => kind === 'back');
	const choices = [
		...step.choices.map(({value: one, label, detail}) => ({
			value: one,
			name: detail === undefined ? label : `${label} (${detail})`,
		})),
		...(step.canGoBack && !hasBack ? [{value: backValue, name: plain.back, key: backKey}] : []),
	];
	const isStart = step.choices.some(one => one.isStart);
	if (isStart) {
		await forgetTyped(context);
	}

	const value = await askForOne(context, {
		message: step.question,
		// What starts something is chosen by its number: never by a line break too many.
		preselected: isStart ? undefined : (step.preselected ?? choices[0]?.value),
		choices,
	});
	return value === backValue ? 'back' : {value};
}

async function write(step: TextStep, {context}: Asking): Promise<Answered> {
	const {plain} = context.output.messages.dialog;
	const message = step.canGoBack ? `${step.question} ${plain.backHint}` : step.question;
	const validate = (text: string): true | string => {
		if (text === backText && step.canGoBack) {
			return true;
		}

		const refusal = step.check(step.isSecret ? text : narrowed(step, text));
		return refusal === undefined
			? true
			: [refusal.problem, refusal.suggestion].filter(Boolean).join(' → ');
	};

	if (step.isStart) {
		await forgetTyped(context);
	}

	const value = step.isSecret
		? await askForSecret(context, {message, validate})
		: await askForText(context, {
				message,
				initial: step.initial || undefined,
				validate,
			});
	if (value === backText && step.canGoBack) {
		return 'back';
	}

	if (step.isStart && !(await isMeant(context))) {
		return 'back';
	}

	return {value: step.isSecret ? value : narrowed(step, value)};
}

/** A text that starts something may have been pasted with a line break behind it. */
async function isMeant(context: Context): Promise<boolean> {
	const {plain} = context.output.messages.dialog;
	await forgetTyped(context);
	const answer = await askForOne(context, {
		message: plain.isMeant,
		choices: [
			{value: 'yes', name: plain.yes},
			{value: 'no', name: plain.back, key: backKey},
		],
	});
	return answer === 'yes';
}

function narrowed({isNarrow}: TextStep, text: string): string {
	return (isNarrow ? text.normalize('NFKC') : text).trim();
}

async function pick(step: PickStep, {context}: Asking): Promise<Answered> {
	const {words, dialog} = context.output.messages;
	const picked = new Set(step.picked);
	const values = await askForSome(context, {
		message: step.question,
		choices: [
			...step.seen.collections.map(({collection, rows}) => ({
				value: collection,
				name: `${collection} (${words.rows(rows)})`,
				checked: picked.has(collection),
			})),
			...(step.canGoBack ? [{value: backValue, name: dialog.plain.back, key: backKey}] : []),
		],
	});
	return values.includes(backValue) ? 'back' : {value: values};
}

async function resolveEach(step: ResolveStep, {context}: Asking): Promise<Answered> {
	const {output} = context;
	const {dialog} = output.messages;
	output.note('', step.question);
	for (;;) {
		const resolutions: Record<string, Resolution> = {};
		for (const target of step.targets) {
			const chosen = await resolveOne(step, target, context);
			if (chosen === 'back') {
				return 'back';
			}

			resolutions[target.source] = chosen;
		}

		const refusal = step.check(resolutions);
		if (!refusal) {
			return {value: resolutions};
		}

		output.note(output.paintError('red', refusal.problem), dialog.plain.again);
	}
}

async function resolveOne(
	step: ResolveStep,
	target: Target,
	context: Context,
): Promise<Resolution | 'back'> {
	const {dialog, words} = context.output.messages;
	const {conflict} = target;
	const state =
		conflict === undefined
			? dialog.screen.free
			: conflict.isAlias
				? dialog.screen.alias
				: words.rows(conflict.rows);
	const before = step.resolutions[target.source];
	const chosen = await askForOne(context, {
		message: dialog.plain.howFor(target.source, state),
		preselected: before?.kind,
		choices: [
			...conflictOptions(target).map(way => ({
				value: way as string,
				name:
					way === 'skip' ? dialog.ways[way] : `${dialog.ways[way]}: ${resolve(target, way).target}`,
			})),
			{value: backValue, name: dialog.plain.back, key: backKey},
		],
	});
	if (chosen === backValue) {
		return 'back';
	}

	const way = chosen as Resolution['kind'];
	const plain = resolve(target, way);
	if (way !== 'create' && way !== 'rename') {
		return plain;
	}

	const name = await askForText(context, {
		message: dialog.plain.newName(target.source),
		initial: before?.kind === way ? before.target : plain.target,
	});
	return {kind: way, target: collectionKey(parseCollectionKey(name.trim()))};
}

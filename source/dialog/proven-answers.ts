import type {AnswerId, Answers, rememberedAnswers} from './answers.js';
import type {DialogInput} from './dialog.js';
import type {DialogState} from './state.js';
import type {EffectKind} from './effects.js';

type Remembered = (typeof rememberedAnswers)[number];

/**
 * The answers that the success of an effect confirms: failed answers are not remembered as
 * defaults.
 */
const proofs: Partial<Record<EffectKind, readonly Remembered[]>> = {
	tryMilvus: ['address', 'user'],
	findData: ['storageType', 'endpoint', 'region'],
	checkDraft: ['storageType', 'repositoryKind'],
	// A plan proves nothing: a person who leaves it must not find its selection chosen the next time.
	start: ['collections', 'offered', 'offeredAt', 'name', 'naming', 'suffix'],
};

/**
 * The answers that a result proves to be good, as defaults of the next time; undefined where it
 * proves none.
 */
export function provenAnswers(
	{answers, history}: DialogState,
	{key, result}: Extract<DialogInput, {type: 'loaded'}>,
): Answers | undefined {
	const ids = proofs[key.slice(0, key.indexOf(' ')) as EffectKind];
	if (!ids || 'error' in result || isBad(result.value)) {
		return undefined;
	}

	const answered = new Set<AnswerId>(history);
	return Object.fromEntries(
		ids.flatMap(id => (answered.has(isOfPick(id) ? 'collections' : id) ? [[id, answers[id]]] : [])),
	) as Answers;
}

/** They are saved with the selection that was made of them. */
function isOfPick(id: AnswerId): boolean {
	return id === 'offered' || id === 'offeredAt';
}

/** A check reports problems without failing. */
function isBad(value: unknown): boolean {
	return (
		typeof value === 'object' && value !== null && 'outcome' in value && value.outcome === 'failed'
	);
}

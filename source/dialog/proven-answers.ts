import type {AnswerId, Answers, rememberedAnswers} from './answers.js';
import type {DialogInput} from './dialog.js';
import type {DialogState} from './state.js';
import type {EffectKind} from './effects.js';

type Remembered = (typeof rememberedAnswers)[number];

/** What worked with which answers: what fails is no default of the next time. */
const proofs: Partial<Record<EffectKind, readonly Remembered[]>> = {
	tryMilvus: ['address', 'user'],
	findData: ['storageType', 'endpoint', 'region'],
	checkDraft: ['storageType', 'repositoryKind'],
	// A plan proves nothing: who leaves it did not want it, and must not find it chosen the next
	// time.
	start: ['collections', 'offered', 'offeredAt', 'name', 'naming', 'suffix'],
};

/**
 * The answers that something found out shows to be good, as defaults of the next time; undefined
 * where it shows nothing.
 */
export function provenAnswers(
	{answers, history}: DialogState,
	{key, result}: Extract<DialogInput, {type: 'loaded'}>,
): Answers | undefined {
	const ids = proofs[key.slice(0, key.indexOf(' ')) as EffectKind];
	if (!ids || 'error' in result || isBad(result.value)) {
		return undefined;
	}

	const given = new Set<AnswerId>(history);
	return Object.fromEntries(
		ids.flatMap(id => (given.has(isOfPick(id) ? 'collections' : id) ? [[id, answers[id]]] : [])),
	) as Answers;
}

/** What was picked from is known with what was picked. */
function isOfPick(id: AnswerId): boolean {
	return id === 'offered' || id === 'offeredAt';
}

/** A check tells what is not well without failing. */
function isBad(value: unknown): boolean {
	return (
		typeof value === 'object' && value !== null && 'outcome' in value && value.outcome === 'failed'
	);
}

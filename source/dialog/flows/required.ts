import type {Refusal} from '../step.js';

/** Refuses an empty answer. */
export function required(problem: string): (text: string) => Refusal | undefined {
	return text => (text.trim() === '' ? {problem} : undefined);
}

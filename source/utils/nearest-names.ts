import {distance} from 'fastest-levenshtein';

/**
 * The known names that a person probably meant, best first, at most `max` (default 3): those
 * within a third of the name's length in edits (at least 2), letter case aside, or that contain it.
 */
export function nearestNames(name: string, known: Iterable<string>, max = 3): string[] {
	const wanted = name.toLowerCase();
	const reach = Math.max(2, Math.ceil(wanted.length / 3));
	const scored: Array<{candidate: string; score: number}> = [];
	for (const candidate of new Set(known)) {
		const lower = candidate.toLowerCase();
		const edits = distance(wanted, lower);
		if (edits <= reach) {
			scored.push({candidate, score: edits});
		} else if (wanted.length >= 3 && lower.includes(wanted)) {
			scored.push({candidate, score: reach + lower.length / 1000});
		}
	}

	return scored
		.toSorted((a, b) => a.score - b.score)
		.slice(0, max)
		.map(({candidate}) => candidate);
}

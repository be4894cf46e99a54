import type {RestoreResult} from '../model/plans.js';
import type {Messages} from '../messages/messages.js';
import {formatCount} from '../text/format-count.js';
import {formatShortDuration} from '../text/format-duration.js';
import {durationOf} from './backup-result.js';

/** The end of a drill: what was restored and compared. What failed is reported elsewhere. */
export function drillResultLines(
	result: RestoreResult,
	{commands, words, detail}: Messages,
): string[] {
	const texts = commands.verify.drill;
	const {name, outcome, collections} = result;
	const removed = result.warnings.some(({code}) => code === 'left-behind')
		? []
		: [`  ${texts.removed}`];
	const left = collections.flatMap(({collection, drilled}) =>
		drilled?.notCompared
			? [
					`  ${texts.notCompared(collection, drilled.notCompared.map(what => detail(what)).join(', '))}`,
				]
			: [],
	);
	if (outcome === 'complete') {
		const sum = (of: 'rows' | 'searches'): number =>
			collections.reduce((total, {drilled}) => total + (drilled?.[of] ?? 0), 0);
		return [
			`✔ ${texts.good({
				name,
				collections: words.collections(collections.length),
				rows: words.rows(result.rows),
				compared: words.rows(sum('rows')),
				searches: formatCount(sum('searches')),
				duration: formatShortDuration(durationOf(result)),
			})}`,
			...left,
			...removed,
		];
	}

	const isWrong = collections.some(({error}) => error?.code === 'restored-differs');
	return [`✘ ${isWrong ? texts.bad(name) : texts.notDone(name)}`, ...left, ...removed];
}

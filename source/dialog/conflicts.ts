import {brokenCollectionName} from '../model/collection-key.js';
import type {OnConflict, RestoreRequest} from '../model/plans.js';
import type {Target} from './effects.js';
import type {Resolution} from './answers.js';

type Resolutions = Readonly<Record<string, Resolution>>;

/** What can be done with a collection, the safest first. */
export function conflictOptions({isFree, conflict}: Target): Array<Resolution['kind']> {
	if (isFree) {
		return ['create', 'skip'];
	}

	const canAppend = conflict !== undefined && conflict.differences.length === 0;
	return [
		'rename',
		...(canAppend ? (['append'] as const) : []),
		...(conflict?.isAlias ? [] : (['replace'] as const)),
		'skip',
	];
}

/** The safe choice for each: nothing that exists is touched unless a person chooses so. */
export function firstResolutions(
	targets: readonly Target[],
	earlier: Resolutions | undefined,
): Record<string, Resolution> {
	return Object.fromEntries(
		targets.map(target => {
			const before = earlier?.[target.source];
			const options = conflictOptions(target);
			return [
				target.source,
				before && options.includes(before.kind) && isSettled(before, target)
					? before
					: resolve(target, options[0] ?? 'skip'),
			];
		}),
	);
}

/** A resolution of that kind, under the name that belongs to it. */
export function resolve(target: Target, kind: Resolution['kind']): Resolution {
	return {kind, target: kind === 'rename' ? target.freeName : target.target};
}

function isSettled(before: Resolution, target: Target): boolean {
	return before.kind === 'rename' || before.target === target.target;
}

/** Two collections that would land on one name, if there are such. */
export function sameTargets(
	resolutions: Resolutions,
): {target: string; sources: string[]} | undefined {
	const groups = Map.groupBy(
		Object.entries(resolutions).filter(([, {kind}]) => kind !== 'skip'),
		([, {target}]) => target,
	);
	for (const [target, entries] of groups) {
		if (entries.length > 1) {
			return {target, sources: entries.map(([source]) => source)};
		}
	}

	return undefined;
}

/** The rule of Milvus's that a renamed target breaks. */
export function badTarget(resolutions: Resolutions): string | undefined {
	return Object.values(resolutions).find(
		({kind, target}) =>
			kind !== 'skip' && brokenCollectionName(target.split('.').slice(1).join('.')),
	)?.target;
}

/**
 * The request that does exactly this: names by `renames` where they are not the plain ones, taken
 * names by `resolutions`.
 *
 * @param request with filter and suffix as they were chosen
 */
export function requestOf(
	request: RestoreRequest,
	targets: readonly Target[],
	resolutions: Resolutions,
): RestoreRequest {
	const chosen = targets.map(target => ({
		...target,
		...(resolutions[target.source] ?? resolve(target, 'skip')),
		wanted: target.target,
	}));
	const isPlain = chosen.every(
		({kind, target, wanted, freeName}) =>
			target === wanted || (kind === 'rename' && target === freeName),
	);
	const conflicts = chosen.flatMap(({source, kind, isFree}) =>
		kind === 'create' || (kind === 'rename' && !isPlain) || (kind === 'skip' && isFree)
			? []
			: [[source, kind] as [string, OnConflict]],
	);
	const left = chosen.filter(({kind, isFree}) => kind === 'skip' && isFree);
	return {
		...request,
		...(left.length > 0 && {
			filter: chosen
				.filter(one => !left.includes(one))
				.map(({source}) => source)
				.join(','),
		}),
		...(isPlain
			? {}
			: {
					suffix: undefined,
					renames: chosen
						.filter(({source, kind, target}) => kind !== 'skip' && target !== source)
						.map(({source, target}) => `${source}:${target}`),
				}),
		...(conflicts.length > 0 && {resolutions: Object.fromEntries(conflicts)}),
	};
}

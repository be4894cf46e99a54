import type {RestorePlan} from './plans.js';

/**
 * A collection that a restore drops: its rows, and those of its replacement; int64 as strings.
 */
export type Loss = {
	target: string;
	rows: string;
	/** `rows` are without those that are not flushed. */
	isUncounted?: true;
	left: string;
};

export function lossesOf(plan: RestorePlan): Loss[] {
	return plan.collections
		.filter(({action, error}) => action === 'replace' && !error)
		.map(({target, rows, conflict}) => ({
			target,
			rows: conflict?.rows ?? '0',
			...(conflict?.isUncounted && {isUncounted: true as const}),
			left: rows,
		}));
}

/** What the error about them says. */
export function unconfirmedOf(losses: readonly Loss[]): {
	targets: string[];
	emptied: string[];
} {
	return {
		targets: losses.map(({target}) => target),
		emptied: losses
			.filter(({rows, isUncounted, left}) => left === '0' && (rows !== '0' || isUncounted))
			.map(({target}) => target),
	};
}

import type {RestorePlan} from './plans.js';

/** A collection that a restore drops: its rows, and those of what comes in its place; int64 as strings. */
export type Loss = {target: string; rows: string; left: string};

export function lossesOf(plan: RestorePlan): Loss[] {
	return plan.collections
		.filter(({action, error}) => action === 'replace' && !error)
		.map(({target, rows, conflict}) => ({
			target,
			rows: conflict?.rows ?? '0',
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
			.filter(({rows, left}) => rows !== '0' && left === '0')
			.map(({target}) => target),
	};
}

import type {JobEvent} from '../../model/job-events.js';
import {hasRowsBegun, type RestoreHistory} from '../journal/restore-history.js';

/** The work of a restore so far that its end depends on. */
export type RestoreTraces = {
	/** That this job made. */
	readonly databases: readonly string[];
	addDatabase(db: string): void;
	/** Notes what is copied and imported. */
	follow(event: JobEvent): void;
	/** Was anything of this source copied or imported in this run? Then the work is kept. */
	hasWork(source: string): boolean;
	/** Something is kept to be continued. */
	readonly isKept: boolean;
	keep(): void;
};

export function createTraces(past: RestoreHistory): RestoreTraces {
	const databases = [...past.databases];
	const worked = new Set<string>();
	let isKept = [...past.collections.values()].some(
		one => hasRowsBegun(one) || one.result !== undefined,
	);
	return {
		databases,
		addDatabase(db) {
			databases.push(db);
		},
		follow(event) {
			if (event.type === 'object-copied' || event.type === 'import-planned') {
				worked.add(event.collection);
			}
		},
		hasWork: source => worked.has(source),
		get isKept() {
			return isKept;
		},
		keep() {
			isKept = true;
		},
	};
}

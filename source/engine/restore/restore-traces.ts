import type {JobEvent} from '../../model/job-events.js';
import type {RestoreHistory} from '../journal/restore-history.js';

/** What a restore has done so far, as far as its end depends on it. */
export type RestoreTraces = {
	/** That this job made. */
	readonly databases: readonly string[];
	addDatabase(db: string): void;
	/** Notes what is copied and imported. */
	follow(event: JobEvent): void;
	/** Was something of this source copied or imported in this run? Then it is worth to be kept. */
	hasWork(source: string): boolean;
	/** Something is kept to be continued. */
	readonly isKept: boolean;
	keep(): void;
};

export function createTraces(past: RestoreHistory): RestoreTraces {
	const databases = [...past.databases];
	const worked = new Set<string>();
	let isKept = [...past.collections.values()].some(
		({imports, result}) => imports.size > 0 || result !== undefined,
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

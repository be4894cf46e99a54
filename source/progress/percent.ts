import type {Phase} from '../model/job-events.js';
import type {CollectionProgress, Progress} from './progress.js';

type Stage = {phase: Phase; weight: number};

/**
 * The phases in their order, and roughly how much of the time each takes where it takes place. A
 * restore checks twice: what it reads, and what it made.
 */
const stages: Record<NonNullable<Progress['kind']>, readonly Stage[]> = {
	backup: [
		{phase: 'flush', weight: 8},
		{phase: 'list', weight: 2},
		{phase: 'copy', weight: 83},
		{phase: 'check', weight: 5},
		{phase: 'finish', weight: 2},
	],
	restore: [
		{phase: 'check', weight: 2},
		{phase: 'create', weight: 1},
		{phase: 'copy', weight: 15},
		{phase: 'import', weight: 50},
		{phase: 'index', weight: 20},
		{phase: 'load', weight: 7},
		{phase: 'check', weight: 3},
		{phase: 'finish', weight: 2},
	],
	delete: [],
	prune: [],
	verify: [{phase: 'check', weight: 100}],
	// By backups.
	copy: [
		{phase: 'list', weight: 2},
		{phase: 'copy', weight: 94},
		{phase: 'check', weight: 2},
		{phase: 'finish', weight: 2},
	],
};

/**
 * The stage that a phase is, looking forward from where the collection is: a restore's second check
 * is another one.
 */
export function stageOf(kind: Progress['kind'], {stage}: CollectionProgress, phase: Phase): number {
	const found = stagesOf(kind).findIndex((each, index) => index >= stage && each.phase === phase);
	return found < 0 ? stage : found;
}

/**
 * How far a collection is, 0-1: its stages before this one whole, this one as far as its counts
 * say; never less than before.
 */
export function shareOf(kind: Progress['kind'], collection: CollectionProgress): number {
	const {stage, outcome, share, objectsPlanned} = collection;
	if (outcome === 'complete') {
		return 1;
	}

	let done = 0;
	let all = 0;
	for (const [index, {phase, weight}] of stagesOf(kind).entries()) {
		// Milvus mostly reads the repository itself; then a restore copies nothing.
		if (kind === 'restore' && phase === 'copy' && objectsPlanned === 0) {
			continue;
		}

		all += weight;
		if (index < stage) {
			done += weight;
		} else if (index === stage) {
			done += weight * fractionOf(kind, phase, collection);
		}
	}

	return all === 0 ? 0 : Math.max(share, done / all);
}

/** Whole percent, 100 only for what is complete. */
export function percentOf(share: number, isComplete: boolean): number {
	// Sums of fractions fall a hair short of what they are.
	return isComplete ? 100 : Math.min(99, Math.floor(share * 100 + 1e-6));
}

function stagesOf(kind: Progress['kind']): readonly Stage[] {
	return kind === undefined ? [] : stages[kind];
}

function fractionOf(kind: Progress['kind'], phase: Phase, collection: CollectionProgress): number {
	// A verification reads what a copy would move.
	switch (kind === 'verify' ? 'copy' : phase) {
		case 'copy': {
			const {bytesCopied, bytesPlanned, objectsCopied, objectsPlanned} = collection;
			return bytesPlanned > 0
				? ratio(bytesCopied, bytesPlanned)
				: ratio(objectsCopied, objectsPlanned);
		}

		case 'import': {
			const jobs = collection.importJobs;
			return ratio(
				jobs.reduce((sum, {percent}) => sum + percent, 0),
				jobs.length * 100,
			);
		}

		case 'index': {
			const {indexes} = collection;
			return ratio(
				indexes.reduce((sum, {indexedRows}) => sum + indexedRows, 0),
				indexes.reduce((sum, {totalRows}) => sum + totalRows, 0),
			);
		}

		case 'load': {
			return ratio(collection.loadPercent ?? 0, 100);
		}

		default: {
			return 0;
		}
	}
}

function ratio(done: number, all: number): number {
	return all > 0 ? Math.min(1, Math.max(0, done / all)) : 0;
}

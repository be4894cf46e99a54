import type {ExecutionContext} from 'ava';
import type {JobEvent, Phase} from '../../../source/model/job-events.js';
import type {BackupResult, RestoreResult} from '../../../source/model/plans.js';

/**
 * Phases in the order in which collections go through them; one may be left out, `check` comes
 * before and after.
 */
const backupPhases: readonly Phase[] = ['flush', 'list', 'copy', 'check'];
const restorePhases: readonly Phase[] = [
	'check',
	'create',
	'copy',
	'import',
	'index',
	'load',
	'check',
	'finish',
];

/**
 * The events of a job are complete and add up: it starts and ends once, every collection goes
 * through its phases in order and ends once, and objects, bytes and rows are those of the result.
 */
export function assertEventsAddUp(
	t: ExecutionContext,
	events: readonly JobEvent[],
	result: BackupResult | RestoreResult,
): void {
	t.is(events[0]?.type, 'job-started');
	t.is(events.at(-1)?.type, 'job-ended');
	t.is(events.filter(({type}) => type === 'job-started').length, 1);
	t.is(events.filter(({type}) => type === 'job-ended').length, 1);
	for (const collection of result.collections) {
		assertCollectionAddsUp(t, events, result, collection.collection);
	}

	if (result.kind === 'backup') {
		const copied = events.filter(({type}) => type === 'object-copied');
		t.is(copied.length, result.objects);
	}
}

/** The phases that a collection went through. */
export function phasesOf(events: readonly JobEvent[], collection: string): Phase[] {
	return events.flatMap(event =>
		event.type === 'phase-started' && event.collection === collection ? [event.phase] : [],
	);
}

function assertCollectionAddsUp(
	t: ExecutionContext,
	events: readonly JobEvent[],
	result: BackupResult | RestoreResult,
	collection: string,
): void {
	const own = events.filter(event => 'collection' in event && event.collection === collection);
	const {rows, bytes, outcome} = result.collections.find(
		candidate => candidate.collection === collection,
	)!;
	const ended = own.filter(event => event.type === 'collection-ended');
	t.deepEqual(
		ended.map(event => [event.outcome, event.rows, event.bytes]),
		[[outcome, rows, bytes]],
		collection,
	);
	t.is(own.at(-1), ended[0], `${collection} tells something after its end`);

	const order = result.kind === 'backup' ? [...backupPhases] : [...restorePhases];
	for (const phase of phasesOf(events, collection)) {
		const next = order.indexOf(phase);
		t.true(next >= 0, `${collection}: ${phase} out of order`);
		order.splice(0, next + 1);
	}

	const planned = own.filter(event => event.type === 'copy-planned');
	const copied = own.filter(event => event.type === 'object-copied');
	const copiedBytes = copied.reduce((sum, event) => sum + event.bytes, 0);
	if (planned.length > 0 || result.kind === 'backup') {
		t.deepEqual(
			planned.map(event => [event.objects, event.bytes]),
			[[copied.length, copiedBytes]],
			collection,
		);
		t.is(copiedBytes, bytes, collection);
	}

	if (result.kind === 'restore' && outcome === 'complete') {
		assertImportsAddUp(t, own, collection, rows);
	}
}

function assertImportsAddUp(
	t: ExecutionContext,
	own: readonly JobEvent[],
	collection: string,
	rows: string,
): void {
	const jobs = own
		.filter(event => event.type === 'import-planned')
		.reduce((sum, event) => sum + event.jobs, 0);
	const ended = own.flatMap(event =>
		event.type === 'import-progress' && event.rows !== undefined
			? [{job: event.job, rows: BigInt(event.rows)}]
			: [],
	);
	t.is(ended.length, jobs, collection);
	t.is(new Set(ended.map(({job}) => job)).size, jobs, collection);
	t.is(ended.reduce((sum, event) => sum + event.rows, 0n).toString(), rows, collection);
}

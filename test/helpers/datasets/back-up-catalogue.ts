import type {ExecutionContext} from 'ava';
import {createBackup} from '../../../source/engine/create-backup.js';
import {planBackup} from '../../../source/engine/plan-backup.js';
import {planRestore} from '../../../source/engine/plan-restore.js';
import {restoreBackup} from '../../../source/engine/restore-backup.js';
import type {Session} from '../../../source/engine/session.js';
import type {JobEvent} from '../../../source/model/job-events.js';
import type {BackupResult, RestoreResult} from '../../../source/model/plans.js';
import {assertEventsAddUp} from '../program/assert-events.js';
import type {Databases} from './catalogue.js';

export const catalogueBackup = 'catalogue';

/** Backs the three databases up; complete, with events that add up. */
export async function backUpCatalogue(
	t: ExecutionContext,
	session: Session,
	databases: Databases,
): Promise<{result: BackupResult; events: JobEvent[]}> {
	const plan = await planBackup(session, {
		name: catalogueBackup,
		filter: Object.values(databases)
			.map(db => `${db}.*`)
			.join(),
		strategy: 'auto',
		withRbac: false,
	});
	const events: JobEvent[] = [];
	const result = await createBackup(session, plan, {
		onEvent: event => events.push(event),
	});
	t.is(result.outcome, 'complete', JSON.stringify(result));
	assertEventsAddUp(t, events, result);
	return {result, events};
}

/** Restores them into others, with indexes and loaded as before; complete, with events that are. */
export async function restoreCatalogue(
	t: ExecutionContext,
	session: Session,
	{from, to}: {from: Databases; to: Databases},
): Promise<{result: RestoreResult; events: JobEvent[]}> {
	const plan = await planRestore(session, {
		name: catalogueBackup,
		renames: (['first', 'second', 'empty'] as const).map(db => `${from[db]}.*:${to[db]}.*`),
		onConflict: 'fail',
		withIndex: true,
		withLoad: true,
		metaOnly: false,
		withRbac: false,
	});
	t.deepEqual(plan.databasesToCreate, Object.values(to).toSorted());
	const events: JobEvent[] = [];
	const result = await restoreBackup(session, plan, {
		onEvent: event => events.push(event),
	});
	t.is(result.outcome, 'complete', JSON.stringify(result));
	assertEventsAddUp(t, events, result);
	return {result, events};
}

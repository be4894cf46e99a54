import type {Session} from '../engine/session.js';
import {assertSamePlaces as assertPlaces} from '../engine/repository/assert-bound.js';
import type {JobWork} from '../model/jobs.js';

/**
 * Before a job is continued or cleaned up: only in the places where it started.
 *
 * @throws job-elsewhere
 */
export async function assertSamePlaces(session: Session, id: string, work: JobWork): Promise<void> {
	if (!('names' in work)) {
		await assertPlaces(session, id, work.plan);
	}
}

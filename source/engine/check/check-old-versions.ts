import {keptVersions} from '../repository/kept-versions.js';
import type {Session} from '../session.js';
import {ok, skipped, warning, type Found} from './found.js';

/** What stays of a backup that is deleted, and until when. */
export async function checkOldVersions(
	session: Session,
	signal: AbortSignal | undefined,
): Promise<Found> {
	const place = await session.repositoryPlace();
	const kept = await keptVersions(place, signal);
	if (kept === 'unknown') {
		return skipped({code: 'versions-unknown', details: {}});
	}

	if (kept === undefined) {
		return ok({code: 'versions-none', details: {}});
	}

	const finding = {
		code: 'versions-kept',
		details: {place: place.storage.place, kept},
	} as const;
	return kept.removedAfterDays === undefined ? warning(finding) : ok(finding);
}

import {resolve} from 'node:path';
import type {Session} from '../engine/session.js';
import type {JobRecord} from '../model/jobs.js';

/** How a session's places were chosen, so that a later run finds the same. */
export function jobTarget(
	{cluster, repository, settings}: Session,
	{address}: {address?: string},
): JobRecord['choice'] {
	return {
		cluster: cluster.name,
		repository: repository.name,
		...(settings.file !== undefined && {config: resolve(settings.file)}),
		...(address !== undefined && {address}),
	};
}

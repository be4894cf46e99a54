import type {RestoreRequest} from '../../model/plans.js';
import {drilledView} from '../drill/drilled-view.js';
import type {BackupCollection} from '../repository/collection-view.js';
import {withoutTimeToLive} from './time-to-live.js';

/** A collection of the backup as this restore makes it. */
export function asRequested(
	view: BackupCollection,
	{withoutTtl, drill}: Pick<RestoreRequest, 'withoutTtl' | 'drill'>,
): BackupCollection {
	const lasting = withoutTtl || drill ? withoutTimeToLive(view) : view;
	return drill ? drilledView(lasting) : lasting;
}

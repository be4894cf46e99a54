import type {PlaceFlags} from '../../render/typed-command.js';
import {shownValues} from '../../settings/set-layer.js';
import type {Context} from './context.js';

/** How the same places are chosen again, without secrets. */
export function placeFlags({
	globals: {config, cluster, repository, address, set},
}: Context): PlaceFlags {
	return {config, cluster, repository, address, set: shownValues(set)};
}

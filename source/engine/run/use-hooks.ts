import {createControl} from './control.js';
import type {Session} from '../session.js';
import type {RunOptions} from './run-options.js';

/**
 * While a job runs its storages report retries to it and follow its rate limit; the returned
 * function ends that.
 */
export function useHooks({hooks, settings}: Session, {control, onEvent}: RunOptions): () => void {
	const {onRetry, isHasty = false} = hooks;
	hooks.pace = (control ?? createControl(settings.limits)).pace;
	delete hooks.isHasty;
	hooks.onRetry = ({action, resource, ...notice}) => {
		onEvent?.({type: 'retried', what: `${action} ${resource}`, ...notice});
	};
	return () => {
		delete hooks.pace;
		hooks.isHasty = isHasty;
		if (onRetry) {
			hooks.onRetry = onRetry;
		} else {
			delete hooks.onRetry;
		}
	};
}

import type {RestoreOptions, RestoreRequest} from './plans.js';

/** With the default of what was left out: what is asked for twice in the same way is the same. */
export function wholeRequest(options: RestoreOptions): RestoreRequest {
	const withIndex = options.withIndex ?? true;
	return {
		...options,
		onConflict: options.onConflict ?? 'fail',
		withIndex,
		withLoad: withIndex && (options.withLoad ?? true),
		metaOnly: options.metaOnly ?? false,
		withRbac: options.withRbac ?? false,
	};
}

import type {RestoreOptions, RestoreRequest} from './plans.js';

/** With defaults for absent values, so that equal requests compare as equal. */
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

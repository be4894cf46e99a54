import type {Context} from './context.js';

/** `--queue` is `--set queue=…`: what is shown and written down of values leaves secrets out. */
export function withQueue(context: Context, url: string | undefined): Context {
	const {globals} = context;
	return url === undefined
		? context
		: {...context, globals: {...globals, set: [...(globals.set ?? []), `queue=${url}`]}};
}

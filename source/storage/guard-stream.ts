import {Readable} from 'node:stream';
import {onAbort} from './signals.js';

/**
 * The same bytes as `source`, but its errors are those that `recognise` returns and the signal ends it with `cancelled`.
 * Chunks are handed on, never copied; destroying it destroys the source.
 */
export function guardStream(
	source: Readable,
	{
		signal,
		recognise,
	}: {signal?: AbortSignal; recognise: (error: unknown) => Error},
): Readable {
	let hasEnded = false;
	const guarded = new Readable({
		highWaterMark: source.readableHighWaterMark,
		read() {
			source.resume();
		},
		destroy(error, done) {
			forget();
			source.destroy();
			done(error);
		},
	});
	const forget = onAbort(signal, error => {
		guarded.destroy(error);
	});

	// Between `get` and its reader there may be a moment without a listener: an error then must not end the process.
	guarded.on('error', () => {});
	source.on('data', chunk => {
		if (!guarded.push(chunk)) {
			source.pause();
		}
	});
	source.pause();
	source.on('end', () => {
		hasEnded = true;
		guarded.push(null);
	});
	source.on('error', error => {
		guarded.destroy(recognise(error));
	});
	source.on('close', () => {
		if (!hasEnded && !guarded.destroyed) {
			guarded.destroy(
				recognise(
					Object.assign(new Error('closed before its end'), {
						code: 'ECONNRESET',
					}),
				),
			);
		}
	});
	return guarded;
}

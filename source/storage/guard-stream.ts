import {Readable} from 'node:stream';
import {onAbort} from './signals.js';

/**
 * The same bytes as `source`, but its errors are those that `recognise` returns and the signal ends
 * it with `cancelled`. Chunks are handed on, never copied; destroying it destroys the source.
 *
 * @param options.idleMs - How long a source may give nothing while its reader waits; default: no
 *   limit
 */
export function guardStream(
	source: Readable,
	{
		signal,
		recognise,
		idleMs,
	}: {
		signal?: AbortSignal;
		recognise: (error: unknown) => Error;
		idleMs?: number;
	},
): Readable {
	let hasEnded = false;
	// Not there yet when the signal has ended before: it destroys at once.
	let forget = (): void => {};
	const silence = watchSilence(idleMs, () => {
		guarded.destroy(recognise(Object.assign(new Error('idle'), {code: 'ETIMEDOUT'})));
	});
	const guarded = new Readable({
		highWaterMark: source.readableHighWaterMark,
		read() {
			silence.begin();
			source.resume();
		},
		destroy(error, done) {
			forget();
			silence.end();
			source.destroy();
			done(error);
		},
	});
	forget = onAbort(signal, error => {
		guarded.destroy(error);
	});

	// Between `get` and its reader there may be a moment without a listener: an error then must not
	// end the process.
	guarded.on('error', () => {});
	source.on('data', chunk => {
		silence.begin();
		if (!guarded.push(chunk)) {
			silence.end();
			source.pause();
		}
	});
	source.pause();
	source.on('end', () => {
		hasEnded = true;
		silence.end();
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

/** Each beginning starts it again. */
function watchSilence(
	idleMs: number | undefined,
	onIdle: () => void,
): {begin: () => void; end: () => void} {
	let timer: NodeJS.Timeout | undefined;
	let beginnings = 0;
	return {
		begin() {
			beginnings++;
			if (timer) {
				timer.refresh();
			} else if (idleMs !== undefined) {
				timer = setTimeout(() => {
					// Where this process was busy for so long, bytes may be here and not be looked at yet.
					const before = beginnings;
					setImmediate(() => {
						if (timer && before === beginnings) {
							onIdle();
						}
					});
				}, idleMs);
			}
		},
		end() {
			clearTimeout(timer);
			timer = undefined;
		},
	};
}

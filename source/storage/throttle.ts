import {Readable} from 'node:stream';
import {throwIfAborted} from './signals.js';

/** Slows a storage's requests and bytes, as the running job's control says. */
export type Throttle = {
	/** Returns when one more request may be sent. */
	request(signal?: AbortSignal): Promise<void>;
	/** Returns when so many bytes of objects may be moved. */
	bytes(count: number, signal?: AbortSignal): Promise<void>;
	/** Most bytes of one object that may be moved at once; undefined: as many as there are. */
	partBytes(): number | undefined;
	/**
	 * Copies one object. In a gentle job few at once, with rests as long as the copies took; they end
	 * with the signal.
	 */
	copy<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result>;
};

/** The same bytes at the pace; an error of either ends both. */
export function pacedStream(
	body: Readable,
	pace: Throttle,
	signal: AbortSignal | undefined,
): Readable {
	const chunks = async function* (): AsyncGenerator<Buffer> {
		for await (const chunk of body as AsyncIterable<Buffer>) {
			await pace.bytes(chunk.byteLength, signal);
			yield chunk;
		}
	};

	return Readable.from(chunks(), {objectMode: false});
}

/** Waits as `work` says, and never lets a cancelled caller through. */
export async function throttled(
	work: Promise<void> | undefined,
	signal: AbortSignal | undefined,
): Promise<void> {
	await work;
	throwIfAborted(signal);
}

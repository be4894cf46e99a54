import {Transform} from 'node:stream';
import {pasteEnd, pasteStart, pasteStillMs} from '../../text/paste-marks.js';
import type {Streams} from './streams.js';

/** The terminal marks pastes from here on, and no more. */
export const pastesMarked = '\u001B[?2004h';
export const pastesUnmarked = '\u001B[?2004l';
const interrupt = '\u0003';
const escape = '\u001B';

/** The state of the bytes read so far: the last of them may be the beginning of a mark. */
export type PasteState = {isPaste: boolean; tail: string};

/**
 * What of a read is for a question: of a paste, all but its line breaks and other control
 * characters, which would be keys. The marks stay; readline knows them and shows nothing.
 *
 * @param bytes in Latin 1: a character for each byte
 */
export function withoutPastedKeys(
	{isPaste, tail}: PasteState,
	bytes: string,
): {state: PasteState; bytes: string} {
	if (isPaste && bytes === interrupt) {
		return {state: {isPaste: false, tail: ''}, bytes};
	}

	let isInside = isPaste;
	let last = tail;
	let kept = '';
	for (const byte of bytes) {
		last = (last + byte).slice(-pasteStart.length);
		isInside = last === pasteStart || (isInside && last !== pasteEnd);
		const isKey = (byte < ' ' && byte !== escape) || byte === '\u007F';
		kept += isInside && isKey ? '' : byte;
	}

	return {state: {isPaste: isInside, tail: last}, bytes: kept};
}

type Keyboard = Transform & {setRawMode: (isRaw: boolean) => void};

/**
 * Asks a question on a terminal whose pastes are marked, so that a line break in a paste answers
 * nothing: neither this question nor the next.
 */
export async function withMarkedPastes<Value>(
	{stdin, stderr}: Pick<Streams, 'stdin' | 'stderr'>,
	ask: (keyboard: NodeJS.ReadableStream) => Promise<Value>,
): Promise<Value> {
	let state: PasteState = {isPaste: false, tail: ''};
	let readAtMs = 0;
	const keyboard: Keyboard = Object.assign(
		new Transform({
			transform(chunk: Buffer, _, done) {
				const now = performance.now();
				const isStill = now - readAtMs > pasteStillMs;
				readAtMs = now;
				const read = withoutPastedKeys(
					isStill ? {isPaste: false, tail: ''} : state,
					chunk.toString('latin1'),
				);
				state = read.state;
				done(null, Buffer.from(read.bytes, 'latin1'));
			},
		}),
		{
			setRawMode(isRaw: boolean) {
				stdin.setRawMode(isRaw);
			},
		},
	);
	stderr.write(pastesMarked);
	stdin.pipe(keyboard);
	try {
		return await ask(keyboard);
	} finally {
		stdin.unpipe(keyboard);
		stdin.pause();
		// What was typed ahead is for the next question.
		const ahead = keyboard.read() as Buffer | null;
		if (ahead !== null) {
			stdin.unshift(ahead);
		}

		keyboard.destroy();
		stderr.write(pastesUnmarked);
	}
}

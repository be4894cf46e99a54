import {Transform} from 'node:stream';
import {pasteEnd, pasteStart, pasteStillMs} from '../text/paste-marks.js';

const mouseReport = '\u001B[M';
/** A button and a place follow, a byte each, never a control character. */
const mouseBytes = 3;
const interrupt = '\u0003';
const escape = '\u001B';
/**
 * Makes the key Esc of an ESC. Ink takes `ESC ESC[200~` for one unknown key, and what was pasted
 * for keys.
 */
const restOfEscape = '[27u';
/** Each ESC at the end of a read, with the beginning of a sequence after the last. */
const beginning = new RegExp(String.raw`${escape}+(?:\[[\d;<?]{0,32})?$`);
/** So long it waits for its rest. */
const escapeMs = 20;

/** The state of the bytes read so far. */
export type KeyboardState = {
	/** Inside a paste: the last bytes of it, which may be the beginning of its end. */
	paste?: string;
	/** Bytes that are missing of a report of the mouse. */
	mouseLeft: number;
};

export const quietKeyboard: KeyboardState = {mouseLeft: 0};

/**
 * What of a read is keys. Ink drops the mouse’s reports but for the oldest kind (`ESC[M` and three
 * bytes, which it takes for typed), and waits for ever for the end of a paste: not even Ctrl-C
 * would be heard.
 *
 * @param bytes in Latin 1: a character for each byte
 */
export function keysOf(
	{paste, mouseLeft}: KeyboardState,
	bytes: string,
): {state: KeyboardState; bytes: string} {
	if (paste !== undefined && bytes === interrupt) {
		return {state: quietKeyboard, bytes: pasteEnd + interrupt};
	}

	let keys = '';
	let at = 0;
	let tail = paste;
	let missing = mouseLeft;
	while (at < bytes.length) {
		if (tail !== undefined) {
			const end = (tail + bytes.slice(at)).indexOf(pasteEnd);
			if (end === -1) {
				keys += bytes.slice(at);
				tail = (tail + bytes.slice(at)).slice(1 - pasteEnd.length);
				break;
			}

			const after = at + end - tail.length + pasteEnd.length;
			keys += bytes.slice(at, after);
			at = after;
			tail = undefined;
		} else if (missing > 0) {
			const isReport = bytes.charCodeAt(at) >= 0x20;
			missing = isReport ? missing - 1 : 0;
			at += isReport ? 1 : 0;
		} else {
			const next = nextSequence(bytes, at);
			const pasteAt = next.keysEnd - pasteStart.length;
			const isAfterEscape = next.isPaste && bytes[pasteAt - 1] === escape;
			keys += isAfterEscape
				? bytes.slice(at, pasteAt) + restOfEscape + pasteStart
				: bytes.slice(at, next.keysEnd);
			at = next.end;
			tail = next.isPaste ? '' : undefined;
			missing = next.isMouse ? mouseBytes : 0;
		}
	}

	return {state: {paste: tail, mouseLeft: missing}, bytes: keys};
}

/** The next paste or report of the mouse from there on, and how far it is keys until then. */
function nextSequence(
	bytes: string,
	at: number,
): {keysEnd: number; end: number; isPaste: boolean; isMouse: boolean} {
	const pasteAt = bytes.indexOf(pasteStart, at);
	const mouseAt = bytes.indexOf(mouseReport, at);
	if (mouseAt !== -1 && (pasteAt === -1 || mouseAt < pasteAt)) {
		const end = mouseAt + mouseReport.length;
		return {keysEnd: mouseAt, end, isPaste: false, isMouse: true};
	}

	const end = pasteAt === -1 ? bytes.length : pasteAt + pasteStart.length;
	return {keysEnd: end, end, isPaste: pasteAt !== -1, isMouse: false};
}

/** A terminal’s keys for Ink: what comes in one read stays together. */
export type Keyboard = Transform & {
	isTTY: true;
	setRawMode: (isRaw: boolean) => Keyboard;
	ref: () => Keyboard;
	unref: () => Keyboard;
};

/**
 * Ink has a clock of its own for the rest of an ESC. Two clocks disagree on a busy machine, and a
 * paste is taken for keys: so an ESC is held here until it is known what it is, and Ink never has
 * to wait.
 */
export function keyboardOf(stdin: NodeJS.ReadStream): Keyboard {
	let state = quietKeyboard;
	let held = '';
	let timer: NodeJS.Timeout | undefined;
	let afterReads: NodeJS.Immediate | undefined;
	/** Where this process was busy, what came meanwhile is read first. */
	const waitFor = (ms: number, then: () => void): void => {
		timer = setTimeout(() => {
			afterReads = setImmediate(then);
		}, ms);
	};

	const stopWaiting = (): void => {
		clearTimeout(timer);
		clearImmediate(afterReads);
	};

	const keyboard = new Transform({
		transform(chunk: Buffer, _, done) {
			const read = keysOf(state, held + chunk.toString('latin1'));
			state = read.state;
			held = '';
			stopWaiting();
			if (state.paste !== undefined) {
				waitFor(pasteStillMs, () => {
					state = quietKeyboard;
					keyboard.push(pasteEnd);
				});
			} else if (state.mouseLeft === 0) {
				[held = ''] = beginning.exec(read.bytes) ?? [];
			}

			if (held !== '') {
				waitFor(escapeMs, () => {
					// A sequence that never ends is no key.
					const escapes = held.lastIndexOf(escape) + (held.endsWith(escape) ? 1 : 0);
					held = '';
					if (escapes > 0) {
						keyboard.push((escape + restOfEscape).repeat(escapes));
					}
				});
			}

			done(null, Buffer.from(read.bytes.slice(0, read.bytes.length - held.length), 'latin1'));
		},
		destroy(error, done) {
			stopWaiting();
			stdin.unpipe(keyboard);
			stdin.pause();
			done(error);
		},
	});
	const terminal: Keyboard = Object.assign(keyboard, {
		isTTY: true as const,
		setRawMode(isRaw: boolean) {
			stdin.setRawMode(isRaw);
			return terminal;
		},
		ref() {
			stdin.ref();
			return terminal;
		},
		unref() {
			stdin.unref();
			return terminal;
		},
	});
	stdin.pipe(keyboard);
	return terminal;
}

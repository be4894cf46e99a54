import {messagesFor, type Messages} from '../../messages/messages.js';
import type {Paint} from '../../render/paint.js';
import type {Settings} from '../../settings/settings.js';
import {maskSecrets} from '../../settings/describe-settings.js';
import {maskedMessages, toJson} from '../../render/to-json.js';
import {escapeJson} from '../../utils/escape-json.js';
import {ownColours} from './own-colours.js';
import {columnsOf, type Streams} from './streams.js';

/** The part of the screen that is drawn over; lines go above it. */
export type LiveRegion = {log: (line: string) => void; stop: () => void};

/**
 * The one way to the two streams. Results go to standard output; what is beside them (progress,
 * warnings, errors, questions) to standard error. With --json standard output has one object per
 * line, and only errors are printed on standard error too.
 *
 * Whatever a line holds, a terminal gets plain text and colours of ours: no escape sequence and no
 * control character of a foreign name comes through, and a line stays one line.
 * What does not come this way has the same border elsewhere: prompts.ts, draw-live.ts, the wizard's
 * app.tsx.
 */
export type Output = {
	readonly isJson: boolean;
	/**
	 * In the language of the settings, as soon as there are some; foreign text has no secrets in it.
	 */
	readonly messages: Messages;
	/** Colours a text where the stream is a terminal that shows colours (NO_COLOR, TERM=dumb). */
	readonly paint: Paint;
	readonly paintError: Paint;
	/** Columns of standard output; undefined: as many as are needed. */
	readonly columns: number | undefined;
	print(...lines: string[]): void;
	note(...lines: string[]): void;
	/** A line on standard error, also with --json. */
	tell(...lines: string[]): void;
	/** A line of --json; nothing without it. */
	emit(object: Record<string, unknown>): void;
	mask(text: string): string;
	useSettings(settings: Settings): void;
	useLiveRegion(region: LiveRegion | undefined): void;
	/** The process is about to end at once: what is drawn over goes. */
	leave(): void;
};

export function createOutput({
	streams: {stdout, stderr},
	isJson,
	language,
}: {
	streams: Streams;
	isJson: boolean;
	language: 'en' | 'zh';
}): Output {
	let settings: Settings | undefined;
	let region: LiveRegion | undefined;
	const mask = (text: string): string => (settings ? maskSecrets(text, settings) : text);
	let messages = maskedMessages(messagesFor(language), mask);

	const {paintFor, toTerminal} = ownColours();
	const paint = paintFor(stdout);
	const paintError = paintFor(stderr);
	const tell = (...lines: string[]): void => {
		for (const text of lines) {
			const line = toTerminal(paintMark(text, paintError));
			if (region) {
				region.log(line);
			} else {
				stderr.write(`${line}\n`);
			}
		}
	};

	return {
		isJson,
		get messages() {
			return messages;
		},
		paint,
		paintError,
		columns: columnsOf(stdout),
		print(...lines) {
			if (!isJson) {
				stdout.write(lines.map(line => `${toTerminal(paintMark(line, paint))}\n`).join(''));
			}
		},
		note(...lines) {
			if (!isJson) {
				tell(...lines);
			}
		},
		tell,
		emit(object) {
			if (isJson) {
				stdout.write(`${escapeJson(JSON.stringify(toJson(object, messages, mask)))}\n`);
			}
		},
		mask,
		useSettings(loaded) {
			settings = loaded;
			messages = maskedMessages(messagesFor(loaded.language), mask);
		},
		useLiveRegion(used) {
			region = used;
		},
		leave() {
			region?.stop();
		},
	};
}

/** A line about what is well begins with a green mark. */
function paintMark(line: string, paint: Paint): string {
	return line.replace(/^✔/, mark => paint('green', mark));
}

import {MultiBar} from 'cli-progress';
import {truncate} from '../../text/truncate.js';
import {stripControl} from '../../utils/strip-control.js';
import type {LiveRegion} from '../shared/output.js';

const framesPerSecond = 4;
const eraseToEnd = '\u001B[K';

/**
 * Draws a few lines over and over at the bottom of a terminal; other lines go above them. They are
 * gone when it stops.
 *
 * The cursor is never hidden and line wrapping never switched off: a process that is killed leaves
 * the terminal as it was. Lines are therefore cut here, and are one column narrower than the
 * terminal.
 *
 * @param options.lineCount as many as there will be at most; less than the terminal's rows
 * @param options.frame the lines of now, of plain text; asked a few times a second
 */
export function drawLive(
	stream: NodeJS.WriteStream,
	{lineCount, frame}: {lineCount: number; frame: () => readonly string[]},
): LiveRegion {
	const bars = new MultiBar({
		stream,
		format: (_options, _params, payload: {line?: string}) => payload.line ?? '',
		fps: framesPerSecond,
		clearOnComplete: true,
		// What is drawn moves down when a line is put above it.
		forceRedraw: true,
		linewrap: true,
		hideCursor: false,
	});
	const slots = Array.from({length: lineCount}, () => bars.create(1, 0, {}));
	bars.on('update-pre', () => {
		const lines = frame();
		for (const [index, slot] of slots.entries()) {
			slot.update({
				line: truncate(stripControl(lines[index] ?? ''), stream.columns - 1),
			});
		}
	});
	let isRunning = true;
	return {
		log(line) {
			bars.log(`${line}${eraseToEnd}\n`);
		},
		stop() {
			if (isRunning) {
				isRunning = false;
				// What was to be put above is still waiting for a frame.
				bars.update();
				bars.stop();
			}
		},
	};
}

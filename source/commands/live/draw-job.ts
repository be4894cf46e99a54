import {advance} from '../../progress/advance.js';
import {initialProgress} from '../../progress/progress.js';
import {endedLine, progressLines} from '../../render/progress-lines.js';
import type {Context} from '../shared/context.js';
import {drawLive} from './draw-live.js';
import type {JobView} from './job-view.js';

/** Collections drawn at once: the rest is in the total, and what is over stands above. */
const maxCollections = 4;

/** On a terminal: one total, a few collections, never as many lines as the terminal has. */
export function drawJob({output, streams: {stderr}}: Context, collectionCount: number): JobView {
	const rows = stderr.rows || 24;
	const max = Math.max(0, Math.min(maxCollections, collectionCount, rows - 2));
	let progress = initialProgress;
	const region = drawLive(stderr, {
		lineCount: 1 + max,
		frame: () =>
			progressLines(advance(progress, performance.now()), {
				messages: output.messages,
				columns: stderr.columns || 80,
				max,
			}),
	});
	output.useLiveRegion(region);
	return {
		show(folded, event) {
			progress = folded;
			if (event.type === 'collection-ended') {
				output.note(endedLine(event, folded, output.messages));
			}
		},
		stop() {
			region.stop();
			output.useLiveRegion(undefined);
		},
	};
}

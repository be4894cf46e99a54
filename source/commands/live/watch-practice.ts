import type {OnPracticeEvent, PracticeEvent} from '../../practice/practice-events.js';
import {formatDuration} from '../../text/format-duration.js';
import {practiceEventLine} from '../../render/practice-lines.js';
import type {Context} from '../shared/context.js';
import {canAnimate} from '../shared/streams.js';
import {drawLive} from './draw-live.js';

/** Between two lines about a download, where lines are not redrawn. */
const downloadEveryMs = 5000;

/** Events of finished steps; the other events announce a step. */
const endings = new Set<PracticeEvent['type']>([
	'started',
	'already-running',
	'collection-kept',
	'collection-ready',
	'collection-replaced',
	'stale-state',
	'ports-taken',
]);

/**
 * Runs a command of the practice cluster and reports on standard error what happens: what is being
 * done in one line that is drawn over, on a terminal; a line each elsewhere; with --json each event
 * is a line of standard output.
 */
export async function watchPractice<Result>(
	context: Context,
	run: (onEvent: OnPracticeEvent) => Promise<Result>,
): Promise<Result> {
	const {output, streams, environment} = context;
	if (output.isJson) {
		return run(event => {
			output.emit(event);
		});
	}

	return canAnimate(streams, environment) ? runDrawn(context, run) : run(logEvents(context));
}

async function runDrawn<Result>(
	{output, streams: {stderr}}: Context,
	run: (onEvent: OnPracticeEvent) => Promise<Result>,
): Promise<Result> {
	let doing = '';
	let sinceMs = performance.now();
	let type: string | undefined;
	const region = drawLive(stderr, {
		lineCount: 1,
		frame() {
			const elapsed = formatDuration(performance.now() - sinceMs);
			return doing === '' ? [] : [`${doing}  ${output.messages.words.elapsed(elapsed)}`];
		},
	});
	output.useLiveRegion(region);
	try {
		return await run(event => {
			const line = practiceEventLine(event, output.messages);
			if (endings.has(event.type)) {
				output.note(line);
			} else {
				doing = line;
				sinceMs = event.type === type ? sinceMs : performance.now();
				type = event.type;
			}
		});
	} finally {
		region.stop();
		output.useLiveRegion(undefined);
	}
}

function logEvents({output}: Context): OnPracticeEvent {
	let downloadAtMs = -Infinity;
	return event => {
		if (event.type === 'downloading') {
			const nowMs = performance.now();
			if (nowMs - downloadAtMs < downloadEveryMs) {
				return;
			}

			downloadAtMs = nowMs;
		}

		output.note(practiceEventLine(event, output.messages));
	};
}

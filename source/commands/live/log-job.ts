import {collectionProgress, initialProgress} from '../../progress/progress.js';
import {formatShortDuration} from '../../text/format-duration.js';
import {endedLine, nameOf, summaryLine} from '../../render/progress-lines.js';
import type {Output} from '../shared/output.js';
import type {JobView} from './job-view.js';

const everyMs = 1000;
const silenceMs = 30_000;
/** Collections that ended within a second and still get a line each. */
const maxEnded = 3;

/**
 * For a log: a line for each phase and each collection that ended, but about one a second; what is
 * too much for that becomes one line about the whole job. A long silence is broken by one too.
 */
export function logJob(output: Output): JobView {
	let progress = initialProgress;
	let ended: string[] = [];
	let newest: string | undefined;
	let printedAtMs = -Infinity;
	let timer: NodeJS.Timeout | undefined;

	const print = (...lines: string[]): void => {
		printedAtMs = performance.now();
		output.note(...lines);
	};

	const flush = (): void => {
		clearTimeout(timer);
		timer = undefined;
		if (ended.length > maxEnded) {
			print(summaryLine(progress, output.messages));
		} else if (ended.length > 0) {
			print(...ended);
		} else if (newest !== undefined) {
			print(newest);
		}

		ended = [];
		newest = undefined;
	};

	const heartbeat = setInterval(() => {
		if (performance.now() - printedAtMs >= silenceMs) {
			print(summaryLine(progress, output.messages));
		}
	}, silenceMs);

	return {
		show(folded, event) {
			const {messages} = output;
			progress = folded;
			if (event.type === 'collection-ended') {
				ended.push(endedLine(event, folded, messages));
			} else if (event.type === 'phase-started') {
				const {collection} = event;
				const name = nameOf(collectionProgress(folded, collection) ?? {collection});
				newest = `${name}: ${messages.words.phases[event.phase]}`;
			} else if (event.type === 'retried') {
				const {what, reason, waitMs} = event;
				newest = messages.commands.progress.retried(
					what,
					messages.detail(output.mask(reason)),
					formatShortDuration(waitMs),
				);
			} else {
				return;
			}

			const dueMs = printedAtMs + everyMs - performance.now();
			if (dueMs <= 0) {
				flush();
			} else {
				timer ??= setTimeout(flush, dueMs);
			}
		},
		stop() {
			clearInterval(heartbeat);
			flush();
		},
	};
}

import type {JobStep} from '../../../dialog/step.js';
import {progressLines} from '../../../render/progress-lines.js';
import type {Messages} from '../../../messages/messages.js';
import {rowsSoFar} from '../../../progress/rows-so-far.js';
import {formatBytes} from '../../../text/format-bytes.js';
import {formatCount} from '../../../text/format-count.js';
import {formatDuration, formatShortDuration} from '../../../text/format-duration.js';
import type {WatchedJob} from '../../watched-job.js';
import type {JobView} from './keys.js';
import type {Drawing} from '../step-row.js';
import {fieldLine} from '../../components/field-line.js';
import {line, paragraph, type StyledLine} from '../../components/styled.js';

/** Collections drawn at once: the rest is in the total, and what is over stands above. */
const maxCollections = 8;

/**
 * A job as it runs: one line for the whole, one for each collection that is worked on, what slows
 * it.
 */
export function drawJob(
	_: JobStep,
	view: JobView,
	{messages, size: {columns, rows}, job}: Drawing,
): StyledLine[] {
	if (!job) {
		return [];
	}

	const {progress} = job;
	const {screen} = messages.dialog;
	const {words, commands} = messages;
	const below = [
		...stateLines(job, messages, columns),
		...(view.limit
			? [
					...paragraph(columns, screen.limitQuestion, 'strong'),
					fieldLine(view.limit, {columns, label: '❯ '}),
					...(view.isLimitBad ? paragraph(columns, screen.badLimit, 'bad') : []),
				]
			: []),
	];
	if (progress.kind === undefined) {
		return [line(columns, {text: `${messages.dialog.effects.start.doing} …`}), ...below];
	}

	const {rows: allRows} = progress.totals;
	const elapsed = words.elapsed(formatDuration(progress.elapsedMs));
	const max = Math.max(0, Math.min(maxCollections, rows - 2 - below.length));
	const [total = '', ...active] = progressLines(progress, {
		messages,
		columns,
		max,
		hasRows: columns >= 60,
		hasClock: false,
	});
	return [
		line(
			columns,
			{text: progress.name, tone: 'strong'},
			{
				text: `  ${commands.facts([elapsed, screen.rowsOf(formatCount(rowsSoFar(progress)), words.rows(allRows))])}`,
				tone: 'dim',
			},
		),
		line(columns, {text: total}),
		...active.map(text => line(columns, {text})),
		...below,
	];
}

function stateLines(
	{progress, requests, isCancelling}: WatchedJob,
	{dialog, commands, words, detail}: Messages,
	columns: number,
): StyledLine[] {
	const {screen} = dialog;
	const {waiting} = progress.totals;
	const facts = [
		...(waiting > 0 ? [screen.waiting(formatCount(waiting))] : []),
		...(requests.isPaused ? [screen.paused] : []),
		...(requests.bytesPerSecond > 0 ? [screen.limited(formatBytes(requests.bytesPerSecond))] : []),
		...(progress.isGentle ? [words.gentle] : []),
		...(progress.retries > 0 ? [words.retries(progress.retries)] : []),
	];
	const {lastRetry} = progress;
	return [
		...(facts.length > 0 ? [line(columns, {text: `  ${commands.facts(facts)}`})] : []),
		...(lastRetry
			? [
					line(columns, {
						text: `  ${commands.progress.retried(
							lastRetry.what,
							detail(lastRetry.reason),
							formatShortDuration(lastRetry.waitMs),
						)}`,
						tone: 'warning',
					}),
				]
			: []),
		...(isCancelling ? paragraph(columns, screen.cancelling, 'warning') : []),
	];
}

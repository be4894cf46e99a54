import type {Messages} from '../messages/messages.js';
import type {JobEvent} from '../model/job-events.js';
import {collectionProgress, type CollectionProgress, type Progress} from '../progress/progress.js';
import {rowsOf} from '../progress/rows-so-far.js';
import {formatBytes} from '../text/format-bytes.js';
import {formatCount} from '../text/format-count.js';
import {formatDuration} from '../text/format-duration.js';
import {padEnd, padStart} from '../text/pad.js';
import {textWidth} from '../text/text-width.js';
import {truncate} from '../text/truncate.js';

const maxNameWidth = 36;

/**
 * What is drawn over: one line for the whole job, then one for each collection that is worked on,
 * at most `max`.
 */
export function progressLines(
	progress: Progress,
	{
		messages,
		columns,
		max,
		hasRows = false,
		hasClock = true,
	}: {
		messages: Messages;
		columns: number;
		max: number;
		/** With the rows of each collection; default false. */
		hasRows?: boolean;
		/** With the time since the start, where no time left is known; default true. */
		hasClock?: boolean;
	},
): string[] {
	const active = progress.active
		.slice(0, max)
		.flatMap(collection => collectionProgress(progress, collection) ?? []);
	const nameWidth = Math.min(
		maxNameWidth,
		Math.max(0, ...active.map(one => textWidth(nameOf(one)))),
	);
	const rows = active.map(one => (hasRows ? formatCount(one.rows) : ''));
	const rowsWidth = Math.max(0, ...rows.map(text => text.length + 2));
	return [
		totalLine(progress, {messages, columns, hasClock}),
		...active.map(
			(one, index) =>
				`  ${padEnd(truncate(nameOf(one), nameWidth), nameWidth)}${hasRows ? padStart(rows[index] ?? '', rowsWidth) : ''}  ${padStart(`${one.percent} %`, 5)}  ${activity(progress.kind, one, messages)}`,
		),
	];
}

/**
 * A collection as it is called where the job puts it: where a restore makes it, not what it reads.
 */
export function nameOf({
	collection,
	target,
}: Pick<CollectionProgress, 'collection' | 'target'>): string {
	return target ?? collection;
}

/** The whole job in one line of a log. */
export function summaryLine(progress: Progress, {commands, words}: Messages): string {
	const {totals, percent, phase, kind} = progress;
	const counted = kind === 'copy' ? words.backups : words.collections;
	const {complete, failed, skipped, cancelled} = totals.outcomes;
	const done = complete + failed + skipped + cancelled;
	return commands.facts([
		`${percent} %`,
		words.phases[phase],
		commands.progress.collectionsDone(
			formatCount(done),
			counted(done + totals.waiting + progress.active.length),
		),
		...bytesOf(totals, commands),
	]);
}

/**
 * What a collection has come to, for a line that stays.
 *
 * @param progress knows where a restore put it
 */
export function endedLine(
	event: Extract<JobEvent, {type: 'collection-ended'}>,
	progress: Progress,
	{commands, words}: Messages,
): string {
	const {collection, outcome, rows, bytes} = event;
	const mark = {complete: '✔', failed: '✘', skipped: '-', cancelled: '-'};
	const amounts = outcome === 'complete' ? [words.rows(rows), formatBytes(bytes)] : [];
	// What was skipped is nowhere but in the backup.
	const made = outcome === 'skipped' ? undefined : collectionProgress(progress, collection);
	return `${mark[outcome]} ${nameOf(made ?? {collection})}: ${commands.facts([words.collectionOutcomes[outcome], ...amounts])}`;
}

/** Named by what is done with it; the bar takes what the rest leaves. */
function totalLine(
	progress: Progress,
	{
		messages: {commands, words},
		columns,
		hasClock,
	}: {messages: Messages; columns: number; hasClock: boolean},
): string {
	const {percent, phase, totals, bytesPerSecond, etaMs, isGentle, retries} = progress;
	// What kind of job it is, its first event says.
	const before = progress.kind === undefined ? '' : `${commands.progress.title[progress.kind]}  `;
	const after = [
		padStart(`${percent} %`, 5),
		words.phases[phase],
		...bytesOf(totals, commands),
		...(bytesPerSecond ? [commands.progress.perSecond(formatBytes(bytesPerSecond))] : []),
		...(etaMs === undefined
			? hasClock
				? [words.elapsed(formatDuration(progress.elapsedMs))]
				: []
			: [words.left(formatDuration(etaMs))]),
		...(isGentle ? [words.gentle] : []),
		...(retries > 0 ? [words.retries(retries)] : []),
	].join('  ');
	const width = Math.min(30, columns - 2 - textWidth(before) - textWidth(after));
	return width < 5 ? before + after.trimStart() : `${before}${bar(percent, width)} ${after}`;
}

function bar(percent: number, width: number): string {
	const full = Math.floor((percent / 100) * width);
	return '█'.repeat(full) + '░'.repeat(width - full);
}

function bytesOf(
	{bytesCopied, bytesPlanned}: {bytesCopied: number; bytesPlanned: number},
	{progress}: Messages['commands'],
): string[] {
	return bytesPlanned > 0
		? [progress.bytesOf(formatBytes(bytesCopied), formatBytes(bytesPlanned))]
		: [];
}

/** The phase, and its progress where that is known. */
function activity(
	kind: Progress['kind'],
	collection: CollectionProgress,
	{commands, words}: Messages,
): string {
	const {phase, bytesCopied, bytesPlanned, importJobs, indexes, loadPercent} = collection;
	const counted = collection.insertedPartitions ? words.partitions : words.importJobs;
	const name = words.phases[phase];
	switch (phase) {
		case 'copy': {
			return [name, ...bytesOf({bytesCopied, bytesPlanned}, commands)].join('  ');
		}

		case 'import': {
			const ended = importJobs.filter(({rows}) => rows !== undefined).length;
			const rows = `${name}  ${formatCount(rowsOf(kind, collection))} / ${words.rows(collection.rows)}`;
			return importJobs.length > 1 ? `${rows}  ${ended} / ${counted(importJobs.length)}` : rows;
		}

		case 'index': {
			const done = indexes.reduce((sum, {indexedRows}) => sum + indexedRows, 0);
			const all = indexes.reduce((sum, {totalRows}) => sum + totalRows, 0);
			return all > 0 ? `${name}  ${formatCount(done)} / ${words.rows(all)}` : name;
		}

		case 'load': {
			return loadPercent === undefined ? name : `${name}  ${loadPercent} %`;
		}

		default: {
			return name;
		}
	}
}

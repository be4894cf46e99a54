import type {PlannedDelete} from '../engine/delete-backups.js';
import type {Messages} from '../messages/messages.js';
import type {BucketRetention} from '../model/bucket-retention.js';
import type {DeleteResult} from '../model/plans.js';
import {formatBytes} from '../text/format-bytes.js';
import {formatCount} from '../text/format-count.js';
import {formatTable} from '../text/format-table.js';
import {indented, tableWidth, type LineOptions} from './line-options.js';

/** What would go. */
export function deletePlanLines(
	planned: readonly PlannedDelete[],
	{
		messages,
		columns,
		place,
		kept,
	}: LineOptions & {
		place: string;
		/** What its bucket keeps of what is deleted. */
		kept?: {place: string; versions: BucketRetention};
	},
): string[] {
	const {commands, words} = messages;
	const {labels} = commands;
	return [
		commands.delete.title(place),
		'',
		...indented(
			formatTable({
				columns: [
					{heading: labels.name, canShrink: true},
					{heading: labels.state},
					{heading: labels.objects, align: 'right'},
					{heading: labels.size, align: 'right'},
				],
				rows: planned.map(({name, state, objects, bytes}) => [
					name,
					words.backupStates[state],
					formatCount(objects),
					formatBytes(bytes),
				]),
				width: tableWidth(columns),
			}),
		),
		'',
		...(kept ? [`! ${commands.delete.keptVersions(kept.place, kept.versions)}`, ''] : []),
	];
}

/** What was deleted; failures are reported elsewhere. */
export function deleteResultLines(
	{backups, keptVersions}: DeleteResult,
	messages: Messages,
): string[] {
	const {commands} = messages;
	const done = deletedLines(backups, messages);
	return keptVersions && done.length > 0
		? [...done, `! ${commands.delete.keptVersions(keptVersions.place, keptVersions.versions)}`]
		: done;
}

/** A line for each that is gone. */
export function deletedLines(
	backups: ReadonlyArray<
		Pick<DeleteResult['backups'][number], 'name' | 'objects' | 'foreignFiles'> & {outcome: string}
	>,
	{commands, words}: Messages,
): string[] {
	return backups
		.filter(({outcome}) => outcome === 'complete')
		.map(
			({name, objects, foreignFiles}) =>
				`✔ ${commands.delete.done(
					name,
					commands.facts([
						words.objects(objects),
						...(foreignFiles > 0 ? [commands.delete.foreign(formatCount(foreignFiles))] : []),
					]),
				)}`,
		);
}

import type {CopyPlan, CopyResult, LeftOut, PlannedCopy} from '../model/copies.js';
import type {Messages} from '../messages/messages.js';
import {formatBytes} from '../text/format-bytes.js';
import {formatCount} from '../text/format-count.js';
import {formatTable} from '../text/format-table.js';
import {indented, tableWidth, type LineOptions} from './line-options.js';

/** Every backup, what the target has of it and what is sent; below it what is left out, and why. */
export function copyPlanLines(plan: CopyPlan, {messages, columns}: LineOptions): string[] {
	const {commands, words} = messages;
	const {labels, copy: texts} = commands;
	const {backups, refused, from, to} = plan;
	const objects = sumOf(backups, ({toSend}) => toSend.objects);
	const toCheck = sumOf(backups, one => one.toCheck.objects);
	const below = [
		...leftOutLines(plan.leftOut, messages),
		...refused.map(({name, error}) => `✘ ${name}: ${messages.error(error).sentence}`),
	];
	if (backups.length === 0) {
		return [...below, ...(refused.length === 0 ? [emptyLine(plan, messages)] : [])];
	}

	return [
		texts.title(from, to),
		'',
		...indented(
			formatTable({
				columns: [
					{heading: labels.name, canShrink: true},
					{heading: labels.objects, align: 'right'},
					{heading: labels.size, align: 'right'},
					{heading: texts.there, canShrink: true},
					{heading: texts.toSend, align: 'right'},
				],
				rows: backups.map(backup => [
					nameOf(backup, messages),
					formatCount(backup.all.objects),
					formatBytes(backup.all.bytes),
					foundText(backup, messages),
					formatBytes(backup.toSend.bytes),
				]),
				width: tableWidth(columns),
			}),
		),
		'',
		...below,
		...(toCheck > 0
			? [
					texts.toCheck(
						words.objects(toCheck),
						formatBytes(sumOf(backups, one => one.toCheck.bytes)),
					),
				]
			: []),
		objects + toCheck === 0
			? texts.nothing
			: texts.totals(
					words.backups(backups.length),
					words.objects(objects),
					formatBytes(sumOf(backups, ({toSend}) => toSend.bytes)),
				),
	];
}

/** What was copied, and how it was checked; failures are reported elsewhere. */
export function copyResultLines(result: CopyResult, messages: Messages): string[] {
	const {commands, words} = messages;
	const {copy: texts} = commands;
	const done = result.backups.filter(({outcome}) => outcome === 'complete');
	const byContent = sumOf(done, one => one.checkedByContent);
	const bySize = sumOf(done, one => one.checkedBySize);
	const counted = (count: number): string | undefined =>
		count === 0 ? undefined : words.objects(count);
	return [
		...done.map(backup => {
			const {objects, bytes} = backup.sent;
			const name = nameOf(backup, messages);
			return objects === 0
				? `✔ ${texts.wasThere(name)}`
				: `✔ ${texts.done(name, commands.facts([words.objects(objects), formatBytes(bytes)]))}`;
		}),
		...(byContent + bySize === 0
			? []
			: indented([texts.checked(counted(byContent), counted(bySize))])),
	];
}

function emptyLine({from, leftOut}: CopyPlan, {commands: {copy: texts}}: Messages): string {
	return leftOut.some(({reason}) => reason === 'there') ? texts.nothing : texts.noBackups(from);
}

function leftOutLines(leftOut: readonly LeftOut[], {commands, words}: Messages): string[] {
	const {leftOut: texts} = commands.copy;
	return (['there', 'unfinished', 'no-time'] as const).flatMap(reason => {
		const names = leftOut.filter(one => one.reason === reason).map(({name}) => name);
		return names.length === 0 ? [] : [texts[reason](words.listed(names))];
	});
}

function nameOf({name, as}: {name: string; as: string}, {commands}: Messages): string {
	return name === as ? name : commands.copy.named(name, as);
}

function foundText({found, toSend}: PlannedCopy, {commands: {copy: texts}}: Messages): string {
	return found === 'there' && toSend.objects > 0 ? texts.incomplete : texts.found[found];
}

function sumOf<Item>(items: readonly Item[], value: (item: Item) => number): number {
	return items.reduce((sum, item) => sum + value(item), 0);
}

import type {BackupSummary} from '../model/plans.js';
import {formatBytes} from '../text/format-bytes.js';
import {formatCount} from '../text/format-count.js';
import {formatTable} from '../text/format-table.js';
import {formatTime} from '../text/format-time.js';
import {plainVersion, tableWidth, type LineOptions} from './line-options.js';

/** The backups of a repository, one line each, and below the table why one cannot be read. */
export function backupListLines(
	backups: readonly BackupSummary[],
	{messages, columns, place}: LineOptions & {place: string},
): string[] {
	const {commands, words} = messages;
	const {labels, list: texts} = commands;
	if (backups.length === 0) {
		return [texts.empty(place), texts.makeOne];
	}

	const isAnyVerified = backups.some(({verified}) => verified);
	const isAnyPinned = backups.some(({pin}) => pin);
	return [
		...formatTable({
			columns: [
				{heading: labels.name, canShrink: true},
				{heading: labels.state},
				{heading: labels.made},
				{heading: labels.rows, align: 'right'},
				{heading: labels.size, align: 'right'},
				...(isAnyVerified ? [{heading: labels.verified}] : []),
				...(isAnyPinned ? [{heading: commands.retention.pins.label, canShrink: true}] : []),
				{heading: labels.cluster, canShrink: true},
				{heading: 'Milvus'},
			],
			rows: backups.map(backup => [
				backup.name,
				words.backupStates[backup.state],
				backup.createdAt === undefined ? '' : formatTime(backup.createdAt).replace(' UTC', ''),
				backup.rows === undefined ? '' : formatCount(backup.rows),
				backup.bytes === undefined ? '' : formatBytes(backup.bytes),
				...(isAnyVerified ? [lastVerified(backup, messages)] : []),
				...(isAnyPinned ? [pinWords(backup, messages)] : []),
				backup.cluster ?? '',
				plainVersion(backup.milvusVersion ?? ''),
			]),
			width: tableWidth(columns),
		}),
		'',
		texts.total(words.backups(backups.length), place),
		...backups.flatMap(({name, error}) =>
			error ? [texts.unreadable(name, messages.error(error).sentence)] : [],
		),
	];
}

function lastVerified({verified}: BackupSummary, {commands}: LineOptions['messages']): string {
	const time = (at: string): string => formatTime(at).replace(' UTC', '');
	if (!verified) {
		return '';
	}

	const {at, outcome, restored} = verified;
	// A drill verifies first: its time says both.
	return restored && outcome === 'complete'
		? commands.verify.lastRestored(time(restored.at), restored.outcome === 'complete')
		: commands.verify.last(time(at), outcome === 'complete');
}

/** Until when it is pinned, and why; empty for one that is not. */
export function pinWords({pin}: BackupSummary, {commands}: LineOptions['messages']): string {
	return pin
		? commands.retention.pins.short(
				pin.until && formatTime(pin.until).replace(' UTC', ''),
				pin.reason,
			)
		: '';
}

import type {VerifyResult} from '../model/verify-result.js';
import {formatBytes} from '../text/format-bytes.js';
import {formatCount} from '../text/format-count.js';
import {formatTable} from '../text/format-table.js';
import {indented, tableWidth, type LineOptions} from './line-options.js';

/**
 * What was found, backup by backup; differences as a table. What could not be verified at all is
 * told elsewhere.
 */
export function verifyResultLines(
	result: VerifyResult,
	{messages, columns}: LineOptions,
): string[] {
	const {commands, words} = messages;
	const {labels, verify: texts} = commands;
	return result.backups
		.filter(({error}) => !error)
		.flatMap(({name, outcome, objects, bytes, differences, differenceCount}) => {
			const facts = commands.facts([words.objects(objects), formatBytes(bytes)]);
			if (outcome === 'complete') {
				return [`✔ ${texts.good[result.level](name, facts)}`];
			}

			return [
				`✘ ${texts.bad(name, formatCount(differenceCount))}`,
				'',
				...indented(
					formatTable({
						columns: [
							{heading: labels.collection, canShrink: true},
							{heading: labels.state},
							{heading: labels.object, canShrink: true},
							{heading: labels.expected, canShrink: true},
							{heading: labels.found, canShrink: true},
						],
						rows: differences.map(one => [
							one.collection,
							texts.differences[one.code],
							messages.detail(one.key),
							messages.detail(one.expected),
							messages.detail(one.found),
						]),
						width: tableWidth(columns),
					}),
				),
				...(differenceCount > differences.length
					? indented([texts.more(formatCount(differenceCount - differences.length))])
					: []),
			];
		});
}

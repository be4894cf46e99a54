import type {DescribedSetting} from '../settings/describe-settings.js';
import {formatTable} from '../text/format-table.js';
import {tableWidth, type LineOptions} from './line-options.js';

/** Every value and where it came from. */
export function configLines(
	values: readonly DescribedSetting[],
	{
		messages,
		columns,
		file,
		lookedUp,
	}: LineOptions & {
		/** The file in use; undefined: there is none where it was looked up. */
		file: string | undefined;
		/** Undefined: nothing says where one would be. */
		lookedUp: string | undefined;
	},
): string[] {
	const {labels, config, places} = messages.commands;
	return [
		file === undefined ? config.noFile(lookedUp) : config.file(file),
		'',
		...formatTable({
			columns: [
				{heading: labels.key, canShrink: true},
				{heading: labels.value, canShrink: true},
				{heading: labels.origin, canShrink: true},
			],
			rows: values.map(({key, value, origin}) => [key, value, places.origin(origin)]),
			width: tableWidth(columns),
		}),
	];
}

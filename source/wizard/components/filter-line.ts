import type {Messages} from '../../messages/messages.js';
import {fieldLine} from './field-line.js';
import type {StyledLine} from './styled.js';
import {valueOf, type TextField} from './text-field.js';

/** The filter of a list, when there is one or one is being written. */
export function filterLines(
	{filter, isFiltering}: {filter: TextField; isFiltering: boolean},
	{messages, columns}: {messages: Messages; columns: number},
): StyledLine[] {
	return isFiltering || valueOf(filter) !== ''
		? [
				fieldLine(filter, {
					columns,
					label: `${messages.dialog.screen.filter} `,
					hasCursor: isFiltering,
				}),
			]
		: [];
}

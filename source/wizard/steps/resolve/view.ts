import type {Target} from '../../../dialog/effects.js';
import type {Resolution} from '../../../dialog/answers.js';
import type {ResolveStep} from '../../../dialog/step.js';
import type {Messages} from '../../../messages/messages.js';
import {parseCollectionKey} from '../../../model/collection-key.js';
import {fitWidths} from '../../../text/fit-widths.js';
import {textWidth} from '../../../text/text-width.js';
import {windowStart} from '../../components/list.js';
import {offeredTargets, type ResolveView} from './keys.js';
import {valueOf} from '../../components/text-field.js';
import type {Drawing} from '../step-row.js';
import {fieldLine} from '../../components/field-line.js';
import {filterLines} from '../../components/filter-line.js';
import {formatColumns, line, paragraph, type StyledLine} from '../../components/styled.js';

/** One line for each collection: where it goes, what stands there, what is done. */
export function drawResolve(
	step: ResolveStep,
	view: ResolveView,
	{messages, size: {columns, rows}}: Drawing,
): StyledLine[] {
	const {screen} = messages.dialog;
	const question = paragraph(columns, step.question, 'strong');
	const refusal = view.refusal ? paragraph(columns, view.refusal.problem, 'bad') : [];
	const offered = offeredTargets(step, view);
	const filter = valueOf(view.filter);
	const filterLine = filterLines(view, {messages, columns});
	const here = offered[view.cursor];
	const detail = here ? detailOf(here, messages, columns) : [];
	const height = Math.max(
		1,
		rows - question.length - filterLine.length - refusal.length - detail.length - 1,
	);
	const first = windowStart(view.cursor, offered.length, height);
	const shown = offered.slice(first, first + height);
	const table = shown.map(target => cellsOf(target, view, messages));
	const headings = [
		screen.columns.source,
		screen.columns.target,
		screen.columns.now,
		screen.columns.do,
	];
	const wanted = headings.map((heading, index) =>
		Math.max(textWidth(heading), ...table.map(row => textWidth(row[index] ?? ''))),
	);
	const widths = fitWidths(wanted, [10, 10, 6, wanted[3] ?? 0], columns - 2);
	return [
		...question,
		...filterLine,
		...(offered.length === 0
			? [line(columns, {text: screen.nothingFound(filter), tone: 'dim'})]
			: []),
		line(columns, {
			text: `  ${formatColumns(widths, headings).trimEnd()}`,
			tone: 'dim',
		}),
		...table.map((texts, index) => {
			const isHere = first + index === view.cursor;
			const editing = isHere ? view.editing : undefined;
			if (editing) {
				return fieldLine(editing, {
					columns,
					label: `❯ ${formatColumns([widths[0] ?? 0], [texts[0] ?? ''])}  `,
				});
			}

			return line(
				columns,
				{text: isHere ? '❯ ' : '  ', tone: 'strong'},
				{
					text: formatColumns(widths, texts).trimEnd(),
					tone: isHere ? 'strong' : shown[index]?.isFree ? 'plain' : 'warning',
				},
			);
		}),
		...detail,
		...refusal,
	];
}

function cellsOf(target: Target, {resolutions}: ResolveView, {dialog, words}: Messages): string[] {
	const {screen} = dialog;
	const chosen: Resolution = resolutions[target.source] ?? {
		kind: 'skip',
		target: target.target,
	};
	const {conflict} = target;
	const state =
		conflict === undefined
			? screen.free
			: conflict.isAlias
				? screen.alias
				: `${words.rows(conflict.rows)}${conflict.isUncounted ? '+' : ''}`;
	return [
		shortName(target.source),
		chosen.kind === 'skip' ? '' : nameBeside(target.source, chosen.target),
		// What stands under the name first asked for is not what the new name beside it has.
		chosen.kind === 'rename'
			? screen.nowAt(nameBeside(target.source, target.target), state)
			: state,
		dialog.ways[chosen.kind],
	];
}

/** The database is said only where it is another one. */
function nameBeside(source: string, target: string): string {
	const db = `${parseCollectionKey(source).db}.`;
	return target.startsWith(db) ? target.slice(db.length) : target;
}

/** As Milvus shows it: the database default is not said. */
function shortName(collection: string): string {
	return collection.replace(/^default\./, '');
}

/** What stands under the name that is looked at. */
function detailOf(
	{target, conflict}: Target,
	{commands, words, detail}: Messages,
	columns: number,
): StyledLine[] {
	if (!conflict) {
		return [];
	}

	const differences = conflict.differences.map(detail).join(', ');
	const state = conflict.isAlias
		? differences
		: commands.restore.exists(
				words.targetStates[conflict.differences.length === 0 ? 'sameSchema' : 'otherSchema'],
				words[conflict.isUncounted ? 'rowsFlushed' : 'rows'](conflict.rows),
			);
	return paragraph(
		columns,
		`${target}: ${state}${!conflict.isAlias && differences !== '' ? ` (${differences})` : ''}`,
		'dim',
	).slice(0, 2);
}

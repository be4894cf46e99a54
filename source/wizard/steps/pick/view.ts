import type {CollectionOverview} from '../../../engine/list-collections.js';
import type {PickStep} from '../../../dialog/step.js';
import type {Messages} from '../../../messages/messages.js';
import {formatBytes} from '../../../text/format-bytes.js';
import {formatCount} from '../../../text/format-count.js';
import {fitWidths} from '../../../text/fit-widths.js';
import {textWidth} from '../../../text/text-width.js';
import {windowStart} from '../../components/list.js';
import {valueOf} from '../../components/text-field.js';
import type {PickRow, PickView} from './keys.js';
import type {Drawing} from '../step-row.js';
import {filterLines} from '../../components/filter-line.js';
import {
	layoutBody,
	formatColumns,
	line,
	paragraph,
	type StyledLine,
} from '../../components/styled.js';

/** So much of the tree is seen even below a long body. */
const minTree = 4;

/** The tree of databases and collections, a window of it, and what is picked in all. */
export function drawPick(
	step: PickStep,
	view: PickView,
	{messages, size: {columns, rows}}: Drawing,
): StyledLine[] {
	const {screen} = messages.dialog;
	const filter = valueOf(view.filter);
	const tree = view.rows;
	const question = paragraph(columns, step.question, 'strong');
	const filterLine = filterLines(view, {messages, columns});
	const room = rows - question.length - filterLine.length - 1;
	const body = layoutBody(step.body, columns).slice(0, Math.max(0, room - minTree));
	const height = Math.max(1, room - body.length);
	const first = windowStart(view.cursor, tree.length, height);
	const shown = tree.slice(first, first + height);
	const widths = widthsOf(step, shown, columns);
	return [
		...question,
		...body,
		...filterLine,
		...(tree.length === 0
			? [line(columns, {text: screen.nothingFound(filter), tone: 'dim'})]
			: shown.map((row, index) =>
					rowLine(row, first + index === view.cursor, {
						view,
						widths,
						columns,
						messages,
					}),
				)),
		line(columns, totalOf(step, view, messages)),
	];
}

type Widths = {name: number; rows: number; bytes: number};

/** Of what is shown: a list of 5,000 is not measured for each key. */
function widthsOf({seen}: PickStep, shown: readonly PickRow[], columns: number): Widths {
	const collections = shown.flatMap(row => (row.kind === 'collection' ? [row.collection] : []));
	const rows = Math.max(1, ...collections.map(one => formatCount(one.rows).length));
	const longest = Math.max(
		12,
		...collections.map(({name}) => textWidth(name)),
		...seen.databases.slice(0, 50).map(db => textWidth(db)),
	);
	const bytes = 7;
	const [name = longest] = fitWidths([longest, rows, bytes], [8, rows, bytes], columns - 6);
	return {name, rows, bytes};
}

function rowLine(
	row: PickRow,
	isHere: boolean,
	{
		view: {picked},
		widths,
		columns,
		messages,
	}: {
		view: PickView;
		widths: Widths;
		columns: number;
		messages: Messages;
	},
): StyledLine {
	const cursor = {text: isHere ? '❯ ' : '  ', tone: 'strong' as const};
	const tone = isHere ? 'strong' : 'plain';
	if (row.kind === 'database') {
		const whole = row.collections.filter(({isWorking}) => !isWorking);
		const count = row.collections.filter(one => picked.has(one.collection)).length;
		const mark = count === 0 ? '○' : count >= whole.length ? '●' : '◐';
		return line(
			columns,
			cursor,
			{text: `${mark} ${row.db}`, tone},
			{
				text: `  ${count} / ${row.collections.length}`,
				tone: 'dim',
			},
		);
	}

	const {collection, name, rows, aboutBytes, loadState, description} = row.collection;
	const facts = [
		...(loadState === 'NotLoad' ? [] : [messages.dialog.screen.loaded]),
		...(description === '' ? [] : [description]),
	];
	return line(
		columns,
		cursor,
		{text: `  ${picked.has(collection) ? '●' : '○'} `, tone},
		{text: formatColumns([widths.name], [name]), tone},
		{
			text: `  ${formatColumns([-widths.rows, -widths.bytes], [formatCount(rows), sizeOf(row.collection)])}`,
			tone: aboutBytes === 0 ? 'dim' : 'plain',
		},
		{text: facts.length > 0 ? `  ${facts.join('  ')}` : '', tone: 'dim'},
	);
}

function sizeOf({aboutBytes}: CollectionOverview): string {
	return formatBytes(Math.round(aboutBytes));
}

function totalOf({seen}: PickStep, {picked, isRefused}: PickView, {words, dialog}: Messages) {
	if (picked.size === 0) {
		return {
			text: dialog.screen.nothingPicked,
			tone: isRefused ? ('bad' as const) : ('dim' as const),
		};
	}

	let rows = 0n;
	let bytes = 0;
	for (const one of seen.collections) {
		if (picked.has(one.collection)) {
			rows += BigInt(one.rows);
			bytes += one.aboutBytes;
		}
	}

	return {
		text: dialog.screen.picked(
			formatCount(picked.size),
			words.collections(seen.collections.length),
			words.rows(rows),
			formatBytes(Math.round(bytes)),
		),
		tone: 'good' as const,
	};
}

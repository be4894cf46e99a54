import {cellSize} from './cell-size.js';
import {frame, plain} from './colours.js';
import {drawRow, escapeXml} from './draw-row.js';
import type {Screen} from './screen.js';

const bar = 34;
const padding = {x: 18, y: 14};
const corner = 9;

/**
 * Draws a screen as a window, in SVG: text stays text and crisp at any size.
 *
 * Each character stands in the middle of its own cell, so that columns meet whatever monospaced
 * font the reader has, Chinese too; blocks and lines are drawn, not written, because fonts leave
 * gaps between them. Empty rows at the end are left out.
 *
 * @param options.title what a reader who cannot see it is told
 */
export function drawPicture(screen: Screen, {title}: {title: string}): string {
	const rows = screen.rows.slice(0, usedRows(screen));
	const width = Math.ceil(screen.columns * cellSize.width + 2 * padding.x);
	const height = bar + rows.length * cellSize.height + 2 * padding.y;
	const top = bar + padding.y;
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(title)}">`,
		`<title>${escapeXml(title)}</title>`,
		...drawWindow(width, height),
		`<g transform="translate(${padding.x} ${top})" ${textAttributes}>`,
		...drawCursor(screen),
		...rows.flatMap((formatColumns, row) => drawRow(formatColumns, row)),
		'</g>',
		'</svg>',
		'',
	].join('\n');
}

/** A screen of a film, and for how long it stays. */
export type Frame = {screen: Screen; seconds: number};

/**
 * Draws one screen after the other, over and over, in an SVG that moves by CSS alone; all screens
 * have the same size. For readers who want nothing to move, the last one stays.
 */
export function drawFilm(frames: readonly Frame[], {title}: {title: string}): string {
	const columns = Math.max(...frames.map(({screen}) => screen.columns));
	const lines = Math.max(...frames.map(({screen}) => usedRows(screen)));
	const width = Math.ceil(columns * cellSize.width + 2 * padding.x);
	const height = bar + lines * cellSize.height + 2 * padding.y;
	const total = frames.reduce((sum, {seconds}) => sum + seconds, 0);
	const share = (seconds: number): string => `${((100 * seconds) / total).toFixed(2)}%`;
	let from = 0;
	const rules = frames.map(({seconds}, index) => {
		const start = from;
		from += seconds;
		return [
			`@keyframes k${index}{`,
			start > 0 ? '0%{visibility:hidden}' : '',
			`${share(start)}{visibility:visible}`,
			from < total ? `${share(from)}{visibility:hidden}` : '',
			`}.f${index}{animation:k${index} ${total}s step-end infinite}`,
		].join('');
	});
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(title)}">`,
		`<title>${escapeXml(title)}</title>`,
		'<style>',
		'.f{visibility:hidden}.last{visibility:visible}',
		`@media (prefers-reduced-motion:no-preference){.last{visibility:hidden}${rules.join('')}}`,
		'</style>',
		...drawWindow(width, height),
		`<g transform="translate(${padding.x} ${bar + padding.y})" ${textAttributes}>`,
		...frames.flatMap(({screen}, index) => [
			`<g class="f f${index}${index === frames.length - 1 ? ' last' : ''}">`,
			...drawCursor(screen),
			...screen.rows
				.slice(0, usedRows(screen))
				.flatMap((formatColumns, row) => drawRow(formatColumns, row)),
			'</g>',
		]),
		'</g>',
		'</svg>',
		'',
	].join('\n');
}

/**
 * Fonts by platform, the Chinese ones last: only what the others do not have is taken from them.
 */
const textAttributes = [
	`font-family="'SF Mono', SFMono-Regular, Menlo, 'Cascadia Mono', Consolas, 'DejaVu Sans Mono', 'Liberation Mono', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans Mono CJK SC', monospace"`,
	`font-size="${cellSize.font}"`,
	`fill="${plain.text}"`,
	'text-anchor="middle"',
].join(' ');

function usedRows({lines, cursor}: Screen): number {
	const last = lines.findLastIndex(line => line !== '');
	return 1 + Math.max(last, cursor.isShown ? cursor.row : 0);
}

function drawWindow(width: number, height: number): string[] {
	const edge = `x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="${corner}"`;
	return [
		`<rect ${edge} fill="${plain.background}"/>`,
		`<path d="M0.5 ${bar}V${corner + 0.5}a${corner} ${corner} 0 0 1 ${corner} -${corner}H${width - corner - 0.5}a${corner} ${corner} 0 0 1 ${corner} ${corner}V${bar}z" fill="${frame.bar}"/>`,
		...frame.buttons.map(
			(colour, index) => `<circle cx="${20 + index * 20}" cy="${bar / 2}" r="6" fill="${colour}"/>`,
		),
		`<rect ${edge} fill="none" stroke="${frame.edge}"/>`,
	];
}

function drawCursor({cursor}: Screen): string[] {
	return cursor.isShown
		? [
				`<rect x="${cursor.column * cellSize.width}" y="${cursor.row * cellSize.height + 1}" width="${cellSize.width}" height="${cellSize.height - 2}" opacity="0.6"/>`,
			]
		: [];
}

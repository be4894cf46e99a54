import type {Messages} from '../messages/messages.js';
import {padEnd} from '../text/pad.js';
import {textWidth} from '../text/text-width.js';
import {stripControl} from '../utils/strip-control.js';

/**
 * What turns plain data into lines: words, and the columns that there are (undefined: as many as
 * are needed).
 */
export type LineOptions = {messages: Messages; columns: number | undefined};

/**
 * Rows of a table that is only the beginning of something: a person reads no more, and nothing
 * scrolls away.
 */
export const maxTableRows = 20;

/**
 * Labels and values below each other, the values in one column; those without a value are left out.
 */
export function factLines(
	facts: ReadonlyArray<readonly [label: string, value: string | undefined]>,
): string[] {
	const known = facts.filter(
		(fact): fact is readonly [string, string] => fact[1] !== undefined && fact[1] !== '',
	);
	const width = Math.max(0, ...known.map(([label]) => textWidth(label)));
	return known.map(([label, value]) => `  ${padEnd(label, width)}  ${stripControl(value)}`);
}

/** Two spaces before each line: what belongs to a title above it. */
export function indented(lines: readonly string[]): string[] {
	return lines.map(line => `  ${line}`);
}

/** The width that an indented table may have. */
export function tableWidth(columns: number | undefined): number | undefined {
	// The last column of a terminal stays free: some wrap when it is written.
	return columns === undefined ? undefined : columns - 3;
}

/** `2.3.5`, however the server writes it. */
export function plainVersion(version: string): string {
	return version.replace(/^v(?=\d)/, '');
}

/** int64 sums of decimal strings. */
export function sumOf(numbers: readonly string[]): string {
	return numbers.reduce((sum, each) => sum + BigInt(each), 0n).toString();
}

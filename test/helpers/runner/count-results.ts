import {stripVTControlCharacters} from 'node:util';

export type Counts = {passed: number; failed: number; skipped: number};

/**
 * Counts the outcome of a run from what ava's reporter printed and its exit code.
 *
 * ava's TAP reporter would be easier to read, but 8.0.1's dies itself on a test that times out or
 * ends its process.
 *
 * Failed are tests and hooks, uncaught exceptions, unhandled rejections, timeouts, a test that ends
 * its process, tests that never ran because their file ended, and files without a test. A run that
 * fails without any of these counts as one.
 */
export function countResults(output: string, exitCode: number): Counts {
	const lines = stripVTControlCharacters(output)
		.split('\n')
		.map(line => line.trimEnd());
	// Tests' own output ends before the summary, which follows the last rule.
	const summary = lines.slice(lines.findLastIndex(line => line.trim() === '─') + 1);
	const sum = (from: readonly string[], pattern: RegExp): number =>
		from.reduce((total, line) => total + Number(pattern.exec(line)?.[1] ?? 0), 0);

	const count = (pattern: RegExp): number => lines.filter(line => pattern.test(line)).length;

	const failed =
		sum(summary, /^ {2}(\d+) (?:tests?|hooks?) failed$/) +
		sum(summary, /^ {2}(\d+) (?:uncaught exceptions?|unhandled rejections?)$/) +
		sum(lines, /^ {2}✘ (\d+) tests? remaining in /) +
		count(/^ {2}✘ Timed out while running tests$/) +
		count(/^ {2}✘ Exiting due to process\.exit\(\) when running /) +
		count(/^ {2}✘ No tests found in /);
	const passedLines = count(/^ {2}✔ (?!\[)/);
	return {
		passed: sum(summary, /^ {2}(\d+) tests? passed$/) || passedLines,
		failed: failed || (exitCode === 0 ? 0 : 1),
		skipped: sum(summary, /^ {2}(\d+) tests? (?:skipped|todo)$/),
	};
}

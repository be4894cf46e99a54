import {inspect, stripVTControlCharacters} from 'node:util';
import type {MilvaultError} from '../../model/milvault-error.js';
import type {Output} from './output.js';

/** An error on standard error: the sentence, the hint, and with --debug what caused it. */
export function reportError(
	error: MilvaultError,
	output: Output,
	{isDebug}: {isDebug: boolean},
): void {
	const {sentence, hint} = output.messages.error(error);
	output.tell(
		`${output.paintError('red', '✘')} ${sentence}`,
		...(hint === undefined ? [] : [`  ${hint}`]),
		...(isDebug ? causeLines(error).map(line => output.mask(line)) : []),
	);
}

/** The error and each cause below it, with their stacks. */
function causeLines(error: MilvaultError): string[] {
	const lines: string[] = [];
	const seen = new Set<unknown>();
	for (
		let current: unknown = error;
		current !== undefined && !seen.has(current);
		current = current instanceof Error ? current.cause : undefined
	) {
		seen.add(current);
		const text = current instanceof Error ? (current.stack ?? current.message) : inspect(current);
		lines.push(
			...stripVTControlCharacters(text)
				.split('\n')
				.map((line, index) => `${index === 0 ? '  ⤷ ' : '  '}${line}`),
		);
	}

	return lines;
}

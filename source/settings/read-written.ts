import type {Warning} from '../model/job-events.js';
import {fileOf} from './check-keys.js';
import {precedence, type SourcedValue} from './sourced-values.js';
import {secretOf} from './keys.js';
import type {Environment} from './environment.js';
import {fillPlaceholders} from './placeholders.js';
import type {Problems} from './collect-errors.js';
import type {Written} from './tree.js';
import {mistakeError, mistakeInScalar} from './yaml/mistakes.js';

/** What reading a file needs, and what it finds on its way. */
export type Reading = {
	/** What relative paths start from; absolute. */
	directory: string;
	/** For placeholders. */
	variables: Environment;
	/** Docker Compose's placeholders differ. */
	syntax?: 'shell' | 'compose';
	problems?: Problems;
	warnings: Warning[];
};

const openingQuotes = /^[“”„‟‘’‚‛«»「」『』＂＇]/;
const closingQuotes = /[“”„‟‘’‚‛«»「」『』＂＇]$/;

/**
 * One value of a file, as it was meant: its placeholders filled in, what YAML or a word processor
 * made of it refused or pointed at.
 *
 * @param key in the writer's own words; path: ours, dotted
 * @returns undefined when there is no value
 * @throws config-placeholder, config-yaml
 */
export function readWritten(
	{
		text,
		origin,
		written,
		key,
		path,
	}: {
		text: string | undefined;
		/** `file c.yaml:3`. */
		origin: string;
		written?: Written;
		key: string;
		path: string;
	},
	reading: Reading,
): SourcedValue | undefined {
	const {directory, variables, syntax, warnings} = reading;
	if (!written) {
		// It was typed, or a program gave it: it is what it is.
		return text === undefined ? undefined : {text, origin, key, directory, rank: precedence.file};
	}

	refuseMisread(written, {origin, key, text});
	const isSecret = secretOf(path) !== undefined;
	const isCommand = secretOf(path)?.form === 'Command';
	if (written.isCut && isSecret) {
		warnings.push({code: 'cut-by-hash', details: {key, origin}});
	}

	if (text === undefined) {
		return undefined;
	}

	// The line break at the end of a block is YAML's.
	const given = written.style === 'block' ? text.replace(/\n+$/, '') : text;
	const filled = isCommand ? given : fillPlaceholders(given, {key, origin, variables, syntax});
	if (filled !== '' && /^[\s\u200B]|[\s\u200B]$/.test(filled)) {
		warnings.push({code: 'blank-at-end', details: {key, origin}});
	}

	const connected = isServersAddress(path)
		? filled.replace(/^((?:\w+:\/\/)?)(?:0\.0\.0\.0|\[::\])(?=[:/]|$)/, '$1localhost')
		: filled;
	if (connected !== filled) {
		warnings.push({
			code: 'listening-address',
			details: {key, origin, value: filled},
		});
	}

	return {text: connected, origin, key, directory, rank: precedence.file};
}

function isServersAddress(path: string): boolean {
	return /\.(address|endpoint|restUrl|managementUrl)$/.test(path);
}

/** What a person wrote and YAML understood as something else. */
function refuseMisread(
	written: Written,
	{origin, key, text}: {origin: string; key: string; text: string | undefined},
): void {
	const {eatenBy, style, source, line} = written;
	const file = fileOf(origin);
	const corrected = `${key.split('.').at(-1)}: '…'`;
	if (eatenBy !== undefined) {
		throw mistakeError(
			{line, mistake: 'reserved-character', character: eatenBy, corrected},
			{file},
		);
	}

	if (style === 'plain' && source.includes('\n')) {
		throw (
			mistakeInScalar(written, file) ??
			mistakeError({line: line + 1, mistake: 'continued-line'}, {file})
		);
	}

	const quote = openingQuotes.exec(text ?? '')?.[0];
	if (quote !== undefined && closingQuotes.test(text ?? '')) {
		throw mistakeError({line, mistake: 'typographic-quotes', character: quote, corrected}, {file});
	}
}

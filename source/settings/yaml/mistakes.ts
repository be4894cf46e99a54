import type {YamlMistake} from '../../model/config-mistakes.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {indentOf, lineFaults, quoteFault, writtenLine} from './lines.js';

/** A text of YAML: a file, or a part of one. */
export type YamlSource = {
	text: string;
	/** As it is to be shown. */
	file: string;
	/** The line in the file of a line of the text; both from 1. Default: the same. */
	lineOf?: (line: number) => number;
};

/** What the YAML library says of an error; positions are offsets into the text. */
export type YamlFault = {
	code: string;
	message: string;
	pos: readonly [number, number];
};

export type Explained = {
	/** Of the text, from 1. */
	line: number;
	mistake: YamlMistake;
	character?: string;
	corrected?: string;
	indent?: number;
	otherLine?: number;
};

/**
 * The error for a text that is no YAML, in the words of what people type: the library says where,
 * this says what. Nothing of the line is shown that may be a secret.
 */
export function yamlError(source: YamlSource, fault: YamlFault): MilvaultError {
	const {text, file, lineOf = line => line} = source;
	const lines = text.split(/\r?\n/);
	const at = writtenAbove(lines, lineNumberAt(text, fault.pos[0]));
	const explained =
		byLook(lines, at, lineNumberAt(text, fault.pos[1])) ?? byCode(lines, at, fault, text);
	if (!explained) {
		return new MilvaultError(
			'config-syntax',
			{file: `${file}:${lineOf(at)}`, reason: fault.message},
			{cause: fault.code},
		);
	}

	return mistakeError(explained, {file, lineOf}, fault.code);
}

/**
 * The same for a value that is valid YAML and not meant: `port:9000` below `minio:` is one text.
 * Undefined when nothing looks wrong.
 *
 * @param scalar as it stands in the file, and its first line there; isOwnLine: no key stands in
 *   front of it there
 */
export function mistakeInScalar(
	scalar: {source: string; line: number; isOwnLine: boolean},
	file: string,
): MilvaultError | undefined {
	const lines = scalar.source.split(/\r?\n/);
	for (const [index, line] of lines.entries()) {
		const look = index > 0 || scalar.isOwnLine ? lineFaults(line, lines, index) : undefined;
		if (look) {
			return mistakeError({...look, line: scalar.line + index}, {file});
		}
	}

	return undefined;
}

export function mistakeError(
	{line, otherLine, ...explained}: Explained,
	{file, lineOf = number => number}: Pick<YamlSource, 'file' | 'lineOf'>,
	cause?: unknown,
): MilvaultError {
	return new MilvaultError(
		'config-yaml',
		{
			file: `${file}:${lineOf(line)}`,
			...explained,
			...(otherLine === undefined ? {} : {otherLine: lineOf(otherLine)}),
		},
		{cause},
	);
}

/**
 * The same for a key that begins with a blank which is none to YAML; undefined when it begins well.
 */
export function mistakeInKey(
	key: string,
	line: number,
	{text, file, lineOf}: YamlSource,
): MilvaultError | undefined {
	if (!/^[\s\u200B\uFEFF]/.test(key)) {
		return undefined;
	}

	const lines = text.split(/\r?\n/);
	const look = lineFaults(lines[line - 1] ?? '', lines, line - 1);
	return look && mistakeError({...look, line}, {file, lineOf});
}

/** What is found missing at the end is missing in the last line that says something. */
function writtenAbove(lines: readonly string[], at: number): number {
	const above = lines.slice(0, at).findLastIndex(line => line.trim() !== '');
	return above < 0 ? at : above + 1;
}

function lineNumberAt(text: string, offset: number): number {
	return text.slice(0, Math.max(0, offset)).split('\n').length;
}

/** Characters that are never meant, in the line of the error and those around it. */
function byLook(lines: readonly string[], at: number, end: number): Explained | undefined {
	const around = [at, at - 1];
	for (let line = at + 1; line <= Math.min(end, at + 3); line += 1) {
		around.push(line);
	}

	for (const line of around) {
		const look = lineFaults(lines[line - 1] ?? '', lines, line - 1);
		if (look) {
			return {...look, line};
		}
	}

	return undefined;
}

function byCode(
	lines: readonly string[],
	at: number,
	{code, message, pos}: YamlFault,
	text: string,
): Explained | undefined {
	const line = lines[at - 1] ?? '';
	const quote = openedQuote(lines, at);
	switch (code) {
		case 'TAB_AS_INDENT': {
			return {line: at, mistake: 'tab'};
		}

		case 'DUPLICATE_KEY': {
			const key = writtenLine(line)?.key;
			const above = lines.slice(0, at - 1).findLastIndex(other => {
				const written = writtenLine(other);
				return written?.key === key && indentOf(other) === indentOf(line);
			});
			return {
				line: at,
				mistake: 'key-twice',
				...(key === undefined ? {} : {corrected: `${key}:`}),
				...(above < 0 ? {} : {otherLine: above + 1}),
			};
		}

		case 'BAD_SCALAR_START':
		case 'BAD_ALIAS': {
			return reserved(line, at, text[pos[0]] ?? '');
		}

		case 'BAD_DQ_ESCAPE': {
			return {line: at, mistake: 'escape', ...quoted(line)};
		}

		case 'BLOCK_AS_IMPLICIT_KEY':
		case 'BAD_INDENT':
		case 'MULTILINE_IMPLICIT_KEY':
		case 'MISSING_CHAR':
		case 'UNEXPECTED_TOKEN':
		case 'BLOCK_IN_FLOW': {
			return quote ?? byShape(lines, at, {code, message});
		}

		default: {
			return undefined;
		}
	}
}

/**
 * The nearest line above, or this one, whose quote is opened and not closed, or closed too early.
 */
function openedQuote(lines: readonly string[], at: number): Explained | undefined {
	for (let line = at; line > Math.max(0, at - 40); line -= 1) {
		const fault = quoteFault(lines[line - 1] ?? '');
		if (fault && (fault.mistake !== 'after-quote' || line === at)) {
			return {line, ...fault};
		}
	}

	return undefined;
}

function byShape(
	lines: readonly string[],
	at: number,
	{code, message}: {code: string; message: string},
): Explained | undefined {
	const line = lines[at - 1] ?? '';
	const value = writtenLine(line)?.value ?? '';
	const missing = /end with a (.)/.exec(message)?.[1];
	const odd = oddIndentation(lines);
	if (missing !== undefined) {
		return {line: at, mistake: 'brackets', character: missing};
	}

	if (/^[|>&*!%@`,{[]/.test(value) && code !== 'BAD_INDENT') {
		return reserved(line, at, value.slice(0, 1));
	}

	if (odd !== undefined && code !== 'MISSING_CHAR') {
		const {line: oddLine, indent} = odd;
		const text = writtenLine(lines[oddLine - 1] ?? '')?.shown;
		return {
			line: oddLine,
			mistake: 'indentation',
			indent,
			...(text === undefined ? {} : {corrected: text}),
		};
	}

	if (/: /.test(value) || value.endsWith(':')) {
		return {line: at, mistake: 'colon-in-value', ...quoted(line)};
	}

	const bare = /^\s*([\w.-]+)[ \t]+(\S.*)$/.exec(line);
	if (code === 'MISSING_CHAR' || code === 'MULTILINE_IMPLICIT_KEY') {
		const meant = bare && writtenLine(`${bare[1]}: ${bare[2]}`)?.shown;
		return {
			line: at,
			mistake: 'no-colon',
			...(meant ? {corrected: meant} : {}),
		};
	}

	return undefined;
}

function reserved(line: string, at: number, character: string): Explained {
	return {
		line: at,
		mistake: 'reserved-character',
		character,
		...quoted(line),
	};
}

function quoted(line: string): {corrected?: string} {
	const corrected = writtenLine(line)?.quoted;
	return corrected === undefined ? {} : {corrected};
}

/**
 * The first line whose indentation is none of those that are open above it, and what it may be
 * instead.
 */
function oddIndentation(lines: readonly string[]): {line: number; indent: number} | undefined {
	const written = lines.flatMap((line, index) =>
		/^\s*(#|$)/.test(line) ? [] : [{line, index, indent: indentOf(line)}],
	);
	const min = Math.min(...written.map(({indent}) => indent));
	const [first] = written;
	if (first && first.indent > min) {
		return {line: first.index + 1, indent: min};
	}

	const open = [min];
	let isBehindSection = true;
	for (const {line, index, indent} of written) {
		while ((open.at(-1) ?? 0) > indent) {
			const left = open.pop();
			if ((open.at(-1) ?? 0) < indent) {
				return {line: index + 1, indent: left ?? 0};
			}
		}

		const level = open.at(-1) ?? 0;
		if (indent > level && !isBehindSection) {
			return {line: index + 1, indent: level};
		}

		if (indent > level) {
			open.push(indent);
		}

		// What belongs to an item of a list stands below its first word.
		const item = /^\s*-\s+(?=\S)/.exec(line)?.[0];
		if (item !== undefined) {
			open.push(item.length);
		}

		isBehindSection = /(:|^\s*-)\s*(#.*)?$/.test(line);
	}

	return undefined;
}

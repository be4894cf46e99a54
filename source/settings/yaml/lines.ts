import type {YamlMistake} from '../../model/config-mistakes.js';
import {secretKey} from './secret-key.js';

/** One line `key: value`, and how it may be shown. */
export type WrittenLine = {
	key: string;
	value: string;
	/** Without indentation; a secret is `…`. */
	shown: string;
	/** The same with its value in quotes. */
	quoted: string;
};

export type LineFault = {
	mistake: YamlMistake;
	character?: string;
	corrected?: string;
	indent?: number;
};

const typographic = /[“”„‟‘’‚‛«»「」『』＂＇]/;

export function writtenLine(line: string): WrittenLine | undefined {
	const match = /^\s*(?:- +)?(["']?[\p{L}\p{N}_.*<-]+["']?)\s*:(?:\s+|$)(.*)$/u.exec(line);
	const [, key, rest] = match ?? [];
	if (key === undefined || rest === undefined) {
		return undefined;
	}

	const value = rest.replace(/\s+#.*$/, '').trim();
	const safe = safeValue(key, value);
	return {
		key,
		value,
		shown: `${key}: ${safe}`.trim(),
		quoted: `${key}: '${safe
			.replaceAll(typographicAtEnds, '')
			.replaceAll(/^["']|["']$/g, '')
			.replaceAll("'", "''")}'`,
	};
}

const typographicAtEnds = /^[“”„‟‘’‚‛«»「」『』＂＇]+|[“”„‟‘’‚‛«»「」『』＂＇]+$/g;

function safeValue(key: string, value: string): string {
	return secretKey(key) ? (value === '' ? '' : '…') : value.replaceAll(/(:\/\/)[^@/\s]*@/g, '$1…@');
}

/** Blanks in front of a line, each counted as one. */
export function indentOf(line: string): number {
	return line.length - line.trimStart().length;
}

/** What is wrong with a line by its look, whatever YAML makes of it. */
export function lineFaults(
	line: string,
	lines: readonly string[],
	index: number,
): LineFault | undefined {
	if (/^\s*#/.test(line)) {
		return undefined;
	}

	if (/^(<{7}|={7}|>{7})( |$)/.test(line)) {
		return {mistake: 'conflict-marker'};
	}

	const text = index === 0 ? line.replace(/^\uFEFF/, '') : line;
	const blank = /^ *([^\S ]|[\u200B\uFEFF])/.exec(text)?.[1];
	if (blank !== undefined && line.trim() !== '') {
		const written = writtenLine(line.replace(/^[\s\u200B\uFEFF]+/, ''));
		return {
			mistake: blank === '\t' ? 'tab' : 'foreign-blank',
			...(blank === '\t' ? {} : {character: blank}),
			indent: expectedIndent(lines, index),
			...(written && {corrected: written.shown}),
		};
	}

	return /\{\{/.test(line) && !/["'].*\{\{/.test(line)
		? {mistake: 'template'}
		: separatorFault(line);
}

function separatorFault(line: string): LineFault | undefined {
	for (const [mistake, pattern] of [
		['wide-colon', /^\s*([A-Za-z][\w.-]*)\s*：\s*(.*)$/],
		// No URL, and no address: `localhost:9000`, `minio.svc:9000`.
		['no-blank-after-colon', /^\s*([A-Za-z][\w-]*):(?!\/\/)([^\s:].*)$/],
		['equals-sign', /^\s*([A-Za-z][\w.-]*)\s*=\s*(.*)$/],
	] as const) {
		const match = pattern.exec(line);
		if (match && match[1] !== 'localhost') {
			const [, key = '', value = ''] = match;
			const corrected = writtenLine(`${key}: ${value}`)?.shown;
			return {mistake, ...(corrected === undefined ? {} : {corrected})};
		}
	}

	const value = /:\s+(.*)$/.exec(line)?.[1] ?? '';
	const [character] = typographic.exec(value.slice(0, 1) + value.slice(-1)) ?? [];
	const corrected = writtenLine(line)?.quoted;
	return character === undefined
		? undefined
		: {
				mistake: 'typographic-quotes',
				character,
				...(corrected === undefined ? {} : {corrected}),
			};
}

/** As deep as the line above, or one step deeper where that opens a section. */
function expectedIndent(lines: readonly string[], index: number): number {
	const above = lines.slice(0, index).findLast(line => line.trim() !== '' && !/^\s*#/.test(line));
	if (above === undefined) {
		return 0;
	}

	const step = lines
		.map(line => /^ +(?=[^\s#])/.exec(line)?.[0].length ?? 0)
		.find(length => length > 0);
	return /^ */.exec(above)![0].length + (/:\s*$/.test(above) ? (step ?? 2) : 0);
}

/** A quote that is not closed on its line, or is followed by other text. */
export function quoteFault(line: string): LineFault | undefined {
	const written = writtenLine(line);
	const quote = written?.value.slice(0, 1);
	if (!written || (quote !== '"' && quote !== "'")) {
		return undefined;
	}

	const whole = quote === '"' ? /^"(?:[^"\\]|\\.)*"/ : /^'(?:[^']|'')*'/;
	const closed = whole.exec(written.value)?.[0];
	const last = written.value.slice(-1);
	if (closed === undefined && typographic.test(last)) {
		return {
			mistake: 'typographic-quotes',
			character: last,
			corrected: written.quoted,
		};
	}

	if (closed === undefined) {
		return {
			mistake: 'open-quote',
			character: quote,
			corrected: secretKey(written.key)
				? `${written.key}: ${quote}…${quote}`
				: `${written.shown}${quote}`,
		};
	}

	const rest = written.value.slice(closed.length).trim();
	if (rest === '') {
		return undefined;
	}

	return {
		mistake: 'after-quote',
		character: rest.slice(0, 1),
		corrected: secretKey(written.key)
			? `${written.key}: ${quote}…${quote}`
			: `${written.key}: ${closed}`,
	};
}

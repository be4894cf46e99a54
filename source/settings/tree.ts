import {
	LineCounter,
	isAlias,
	isMap,
	isScalar,
	isSeq,
	parseAllDocuments,
	type Document,
	type Node,
	type Pair,
	type Scalar,
} from 'yaml';
import {MilvaultError} from '../model/milvault-error.js';
import {fragment} from '../model/fragments.js';
import {mistakeInKey, mistakeInScalar, yamlError, type YamlSource} from './yaml/mistakes.js';

/** One thing at the end of a path: a text, or what stands in the place of one. */
export type RawValue = {
	path: readonly string[];
	shape: 'text' | 'empty' | 'map' | 'list';
	/** As written; empty unless shape is text. */
	text: string;
	/** Where each part of the path is written. */
	origins: readonly string[];
	/** How it is written; undefined: in no file. */
	written?: Written;
};

export type Written = {
	/** In the file, from 1. */
	line: number;
	style: 'plain' | 'quoted' | 'block';
	/** As it stands in the file. */
	source: string;
	/** What YAML took out of the value: an anchor, a tag. */
	eatenBy?: '&' | '!';
	/** No key stands in front of it on its line. */
	isOwnLine: boolean;
	/** Behind it on its line stands a # with no blank after it. */
	isCut: boolean;
};

/** No configuration is so large or so deep: an alias in an alias in an alias is. */
const maxLeaves = 100_000;
const maxDepth = 100;

/**
 * Reads YAML of one document into its leaves, in order. Numbers and booleans are kept as they were
 * written, so that `password: 0123` is the text 0123. Anchors, aliases and `<<` work.
 *
 * @param file as it is to be shown in origins
 * @throws config-syntax, config-yaml
 */
export function leavesOfYaml(text: string, file: string): RawValue[] {
	const documents = documentsOf({text, file});
	if (documents.length > 1) {
		throw tooMany(file, documents.length);
	}

	return documents[0] ?? [];
}

/**
 * The leaves of every document that says something.
 *
 * @param areListsOpen items of lists are leaves too, their numbers part of the path; else a list is
 *   one leaf
 * @throws config-syntax, config-yaml
 */
export function documentsOf(
	source: YamlSource,
	{areListsOpen = false}: {areListsOpen?: boolean} = {},
): RawValue[][] {
	const lines = new LineCounter();
	return parse(source, lines).documents.flatMap(document => {
		const leaves = new Map<string, RawValue>();
		walk(document.contents, [], {
			source,
			document,
			lines,
			leaves,
			areListsOpen,
			origins: [],
			aliases: [],
		});
		return leaves.size > 0 ? [[...leaves.values()]] : [];
	});
}

/**
 * The one document of a configuration file, ready to be edited.
 *
 * @throws config-syntax, config-yaml
 */
export function parseYaml(text: string, file: string): Document.Parsed {
	const {documents, comment} = parse({text, file}, new LineCounter());
	const [document] = documents;
	if (documents.length > 1) {
		throw tooMany(file, documents.length);
	}

	if (!document) {
		const empty = parseAllDocuments('{}')[0] as Document.Parsed;
		empty.commentBefore = comment;
		return empty;
	}

	return document;
}

function tooMany(file: string, count: number): MilvaultError {
	return new MilvaultError('config-syntax', {
		file,
		reason: fragment('one-document', {found: count}),
	});
}

function parse(
	source: YamlSource,
	lineCounter: LineCounter,
): {documents: Document.Parsed[]; comment: string | null} {
	const parsed = parseAllDocuments(source.text, {
		lineCounter,
		// Its own would quote the line, which may hold a secret.
		prettyErrors: false,
		uniqueKeys: true,
		merge: true,
	});
	if ('empty' in parsed) {
		return {documents: [], comment: parsed.comment};
	}

	for (const {errors, contents} of parsed) {
		const [error] = errors;
		if (error) {
			throw yamlError(source, error);
		}

		const isNothing = isScalar(contents) && contents.value === null;
		if (contents && !isMap(contents) && !isNothing) {
			throw noMap(source, contents, lineCounter);
		}
	}

	return {documents: parsed, comment: null};
}

function noMap(source: YamlSource, contents: Node, lines: LineCounter): MilvaultError {
	const {text, file, lineOf = line => line} = source;
	const [start, end] = contents.range ?? [0, 0];
	const {line} = lines.linePos(start);
	return (
		mistakeInScalar({source: text.slice(start, end), line: lineOf(line), isOwnLine: true}, file) ??
		new MilvaultError('config-syntax', {
			file: `${file}:${lineOf(line)}`,
			reason: fragment('key-value-lines'),
		})
	);
}

type Walk = {
	source: YamlSource;
	document: Document.Parsed;
	lines: LineCounter;
	leaves: Map<string, RawValue>;
	areListsOpen: boolean;
	origins: readonly string[];
	/** Nodes that are being walked because of an alias. */
	aliases: readonly unknown[];
};

function walk(node: unknown, path: readonly string[], context: Walk): void {
	const {areListsOpen, origins} = context;
	const resolved = isAlias(node) ? node.resolve(context.document) : node;
	if (isAlias(node) && !resolved) {
		const [start = 0, end = 0] = node.range ?? [];
		const pos = [start, end] as const;
		throw yamlError(context.source, {code: 'BAD_ALIAS', message: '', pos});
	}

	if (context.aliases.includes(resolved) || path.length > maxDepth) {
		throw new MilvaultError('config-syntax', {
			file: (origins.at(-1) ?? '').replace(/^file /, ''),
			reason: `alias ${isAlias(node) ? `*${node.source}` : path.join('.')}`,
		});
	}

	const inside = isAlias(node) ? {...context, aliases: [...context.aliases, resolved]} : context;
	if (isMap(resolved)) {
		const template = templateIn(resolved, context);
		if (template !== undefined) {
			add(path, 'text', template, inside, resolved);
			return;
		}

		if (resolved.items.length === 0 && path.length > 0) {
			add(path, 'map', '', inside);
		}

		walkItems(resolved.items, path, inside);
		return;
	}

	if (isSeq(resolved) && areListsOpen) {
		for (const [index, item] of resolved.items.entries()) {
			walk(item, [...path, String(index)], {
				...inside,
				origins: [...origins, placeOf(item as Node, inside)],
			});
		}
	}

	if (path.length === 0) {
		return;
	}

	if (isSeq(resolved)) {
		if (!areListsOpen || resolved.items.length === 0) {
			add(path, 'list', '', inside);
		}
	} else if (isScalar(resolved) && resolved.value !== null) {
		const {value, source} = resolved;
		const text = typeof value === 'string' ? value : (source ?? '');
		add(path, 'text', text, inside, resolved);
	} else {
		add(path, 'empty', '', inside, isScalar(resolved) ? resolved : undefined);
	}
}

function walkItems(items: readonly Pair[], path: readonly string[], context: Walk): void {
	// What is merged in gives way to what stands here, wherever `<<` is written.
	const merged = items.filter(item => keyOf(item) === '<<');
	for (const item of merged) {
		const sources = isSeq(item.value) ? item.value.items : [item.value];
		for (const source of sources.toReversed()) {
			walk(source, path, context);
		}
	}

	const {source, lines} = context;
	for (const item of items) {
		const key = keyOf(item);
		const [start = 0] = (item.key as Node | null)?.range ?? [];
		const mistake = mistakeInKey(key, lines.linePos(start).line, source);
		if (mistake) {
			throw mistake;
		}

		if (key !== '<<') {
			if (merged.length > 0) {
				remove([...path, key], context);
			}

			walk(item.value, [...path, key], {
				...context,
				origins: [...context.origins, placeOf(item.key as Node, context)],
			});
		}
	}
}

function placeOf(node: Node | null | undefined, context: Walk): string {
	const {file} = context.source;
	const line = lineAt(node, context);
	return line === undefined ? `file ${file}` : `file ${file}:${line}`;
}

/** In the file. */
function lineAt(
	node: Node | null | undefined,
	{source: {lineOf = line => line}, lines}: Walk,
): number | undefined {
	const offset = node?.range?.[0];
	return offset === undefined ? undefined : lineOf(lines.linePos(offset).line);
}

/** `{{ .Values.x }}` without quotes is a map in a map to YAML, which is never meant. */
function templateIn(
	{flow, range}: {flow?: boolean; range?: readonly number[] | null},
	{source: {text}}: Walk,
): string | undefined {
	const source = flow && range ? text.slice(range[0], range[1]) : '';
	return source.startsWith('{{') ? source : undefined;
}

function add(
	path: readonly string[],
	shape: RawValue['shape'],
	text: string,
	context: Walk,
	node?: Node,
): void {
	const {leaves, origins, source} = context;
	if (leaves.size >= maxLeaves) {
		throw new MilvaultError('config-syntax', {
			file: source.file,
			reason: fragment('too-many-values', {max: maxLeaves}),
		});
	}

	const written = node && writtenOf(node, context);
	leaves.set(path.join('\0'), {
		path,
		shape,
		text,
		origins,
		...(written && {written}),
	});
}

function writtenOf(node: Node, context: Walk): Written | undefined {
	const {text} = context.source;
	const line = lineAt(node, context);
	if (line === undefined || !node.range) {
		return undefined;
	}

	const [start] = node.range;
	const {type, anchor, tag, value} = node as Partial<Scalar>;
	const isTagged = tag !== undefined && !tag.startsWith('tag:yaml.org,2002:');
	const isAnchored = anchor !== undefined && value === null;
	return {
		line,
		style: styleOf(type),
		source: text.slice(node.range[0], node.range[1]),
		...(isTagged ? {eatenBy: '!'} : isAnchored ? {eatenBy: '&'} : {}),
		isOwnLine: text.slice(text.lastIndexOf('\n', start - 1) + 1, start).trim() === '',
		isCut: node.comment !== undefined && /^\S/.test(node.comment ?? ''),
	};
}

function styleOf(type: Scalar['type'] | undefined): Written['style'] {
	return type?.startsWith('BLOCK') ? 'block' : type?.startsWith('QUOTE') ? 'quoted' : 'plain';
}

/** What `<<` brought under this path: a key that is written out replaces all of it. */
function remove(path: readonly string[], {leaves}: Walk): void {
	const exact = path.join('\0');
	for (const key of leaves.keys()) {
		if (key === exact || key.startsWith(`${exact}\0`)) {
			leaves.delete(key);
		}
	}
}

function keyOf({key}: Pair): string {
	return isScalar(key) ? (key.source ?? String(key.value)) : String(key);
}

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
} from 'yaml';
import {MilvaultError} from '../model/milvault-error.js';

/** One thing at the end of a path: a text, or what stands in the place of one. */
export type Leaf = {
	path: readonly string[];
	shape: 'text' | 'empty' | 'map' | 'list';
	/** As written; empty unless shape is text. */
	text: string;
	/** Where each part of the path is written. */
	origins: readonly string[];
};

/**
 * Reads YAML into its leaves, in order. Numbers and booleans are kept as they were written, so that `password: 0123` is the
 * text 0123. Anchors, aliases and `<<` work.
 *
 * @param file as it is to be shown in origins
 * @throws config-syntax
 */
export function leavesOfYaml(source: string, file: string): Leaf[] {
	const lines = new LineCounter();
	const document = parseYaml(source, file, lines);
	const leaves = new Map<string, Leaf>();
	if (document.contents) {
		const place = (node: Node | undefined) => {
			const offset = node?.range?.[0];
			return offset === undefined
				? `file ${file}`
				: `file ${file}:${lines.linePos(offset).line}`;
		};

		walk(document.contents, [], {document, place, leaves, origins: []});
	}

	return [...leaves.values()];
}

/**
 * The one document of a configuration file, ready to be edited.
 *
 * @throws config-syntax
 */
export function parseYaml(
	source: string,
	file: string,
	lineCounter = new LineCounter(),
): Document.Parsed {
	const documents = parseAllDocuments(source, {
		lineCounter,
		uniqueKeys: true,
		merge: true,
	});
	const document = 'empty' in documents ? undefined : documents[0];
	if (!document || documents.length > 1) {
		if (documents.length > 1) {
			throw new MilvaultError('config-syntax', {
				file,
				reason: `one document expected, found ${documents.length}`,
			});
		}

		const empty = parseAllDocuments('{}')[0] as Document.Parsed;
		empty.commentBefore = 'comment' in documents ? documents.comment : null;
		return empty;
	}

	const [error] = document.errors;
	if (error) {
		const line = error.linePos?.[0].line;
		throw new MilvaultError(
			'config-syntax',
			{
				file: line === undefined ? file : `${file}:${line}`,
				// The library's message goes on with the source text, which may be a secret.
				reason: (error.message.split('\n')[0] ?? '').replace(
					/ at line \d+, column \d+:$/,
					'',
				),
			},
			{cause: error.code},
		);
	}

	if (document.contents && !isMap(document.contents)) {
		const isEmpty =
			isScalar(document.contents) && document.contents.value === null;
		if (!isEmpty) {
			throw new MilvaultError('config-syntax', {
				file: `${file}:1`,
				reason: 'lines of "key: value" expected',
			});
		}
	}

	return document;
}

type Walk = {
	document: Document.Parsed;
	place: (node: Node | undefined) => string;
	leaves: Map<string, Leaf>;
	origins: readonly string[];
};

function walk(node: unknown, path: readonly string[], context: Walk): void {
	const resolved = isAlias(node) ? node.resolve(context.document) : node;
	// No setting lies this deep: an alias that contains itself does.
	if (path.length > 20 || (isAlias(node) && !resolved)) {
		throw new MilvaultError('config-syntax', {
			file: (context.origins.at(-1) ?? '').replace(/^file /, ''),
			reason: `alias ${isAlias(node) ? `*${node.source}` : path.join('.')}`,
		});
	}

	if (isMap(resolved)) {
		if (resolved.items.length === 0 && path.length > 0) {
			add(path, 'map', '', context);
		}

		// What is merged in gives way to what stands here, wherever `<<` is written.
		const merged = resolved.items.filter(item => keyOf(item) === '<<');
		for (const item of merged) {
			const sources = isSeq(item.value) ? item.value.items : [item.value];
			for (const source of sources.toReversed()) {
				walk(source, path, context);
			}
		}

		for (const item of resolved.items) {
			if (keyOf(item) !== '<<') {
				remove([...path, keyOf(item)], context);
				walk(item.value, [...path, keyOf(item)], {
					...context,
					origins: [...context.origins, context.place(item.key as Node)],
				});
			}
		}

		return;
	}

	if (path.length === 0) {
		return;
	}

	if (isSeq(resolved)) {
		add(path, 'list', '', context);
	} else if (isScalar(resolved) && resolved.value !== null) {
		const {value, source} = resolved;
		const text = typeof value === 'string' ? value : (source ?? '');
		add(path, 'text', text, context);
	} else {
		add(path, 'empty', '', context);
	}
}

function add(
	path: readonly string[],
	shape: Leaf['shape'],
	text: string,
	{leaves, origins}: Walk,
): void {
	leaves.set(path.join('\0'), {path, shape, text, origins});
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

/** The leaves of plain data, such as a definition that a caller made; undefined counts as not there. */
export function leavesOfObject(
	value: unknown,
	origin: string,
	path: readonly string[] = [],
): Leaf[] {
	const leaf = (shape: Leaf['shape'], text = ''): Leaf[] => [
		{path, shape, text, origins: path.map(() => origin)},
	];
	if (value === undefined) {
		return [];
	}

	if (value === null) {
		return leaf('empty');
	}

	if (Array.isArray(value)) {
		return leaf('list');
	}

	if (typeof value !== 'object') {
		return leaf('text', String(value as unknown));
	}

	const leaves = Object.entries(value).flatMap(([key, child]) =>
		leavesOfObject(child, origin, [...path, key]),
	);
	return leaves.length > 0 || path.length === 0 ? leaves : leaf('map');
}

import {parsers} from 'prettier/plugins/typescript';

/** A sentence, or a piece of one, in a source file. */
export type Sentence = {line: number; text: string};

type Node = {type: string; [key: string]: unknown};

/** Nodes in which a text is a name: of a module, a type, a key. */
const namesOnly: Readonly<Record<string, readonly string[]>> = {
	ImportDeclaration: ['source', 'specifiers', 'attributes'],
	ExportAllDeclaration: ['source'],
	ExportNamedDeclaration: ['source'],
	ImportExpression: ['source'],
	TSLiteralType: ['literal'],
	TSTemplateLiteralType: ['quasis'],
	TSImportType: ['argument', 'source'],
	MemberExpression: ['property'],
};

/**
 * String literals and templates of TypeScript that hold two or more words, as a person would read
 * them: no comments, regular expressions, module names, keys, types.
 */
export function findSentences(source: string, file: string): Sentence[] {
	const sentences: Sentence[] = [];
	const tree = parsers['typescript']!.parse(source, {filepath: file} as never) as unknown as Node;
	visit(tree);
	return sentences;

	function visit(node: Node): void {
		const text = textOf(node);
		if (text !== undefined && isSentence(text)) {
			sentences.push({line: lineOf(node), text});
		}

		for (const [key, value] of Object.entries(node)) {
			if (namesOnly[node.type]?.includes(key) || isKey(node, key)) {
				continue;
			}

			for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
				if (isNode(child)) {
					visit(child);
				}
			}
		}
	}
}

function isNode(value: unknown): value is Node {
	return typeof value === 'object' && value !== null && 'type' in value && 'range' in value;
}

/** A property's name, unless it is computed. */
function isKey(node: Node, key: string): boolean {
	return key === 'key' && node['computed'] !== true;
}

function lineOf(node: Node): number {
	return (node['loc'] as {start: {line: number}}).start.line;
}

/** The text of a literal; what a template fills in is `…`. */
function textOf(node: Node): string | undefined {
	if (node.type === 'Literal' && typeof node['value'] === 'string') {
		return node['value'];
	}

	return node.type === 'TemplateLiteral'
		? (node['quasis'] as Array<{value: {cooked: string}}>).map(({value}) => value.cooked).join('…')
		: undefined;
}

/** Two words or more between blanks: letters, perhaps in quotes or before a comma. */
function isSentence(text: string): boolean {
	const words = text
		.split(/\s+/)
		.filter(word => /^[“"'(]*\p{L}[\p{L}’'-]+[)”"'.,:;!?…]*$/u.test(word));
	return words.length >= 2;
}

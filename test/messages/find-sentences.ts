import {parsers} from 'prettier/plugins/typescript';

/** A sentence, or a piece of one, in a source file. */
export type Sentence = {
	line: number;
	/** What a template fills in is `…`. */
	text: string;
	/** Of what it is a part: `summary:`, `describe()`, `new TypeError()`; the innermost. */
	within: string;
};

type Node = {type: string; [key: string]: unknown};

/** Parts of nodes in which a text is a name: of a module, a type, a member. */
const names: Readonly<Record<string, readonly string[]>> = {
	ImportDeclaration: ['source', 'attributes'],
	ExportAllDeclaration: ['source'],
	ExportNamedDeclaration: ['source'],
	ImportExpression: ['source'],
	TSImportType: ['argument', 'source'],
	TSLiteralType: ['literal'],
	Property: ['key'],
	TSPropertySignature: ['key'],
};

/**
 * String literals and templates of TypeScript that hold two or more words, as a person would read
 * them: no comments, regular expressions, names of modules and keys, types.
 */
export function findSentences(source: string, file: string): Sentence[] {
	const sentences: Sentence[] = [];
	const parse = parsers['typescript']?.parse as (text: string, options: object) => unknown;
	visit(parse(source, {filepath: file}) as Node, '');
	return sentences;

	function visit(node: Node, outside: string): void {
		const text = textOf(node);
		const within = partOf(node) ?? outside;
		if (text !== undefined && isSentence(text)) {
			sentences.push({line: lineOf(node), text, within});
		}

		for (const [key, value] of Object.entries(node)) {
			if (names[node.type]?.includes(key)) {
				continue;
			}

			for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
				if (isNode(child)) {
					visit(child, within);
				}
			}
		}
	}
}

function isNode(value: unknown): value is Node {
	return typeof value === 'object' && value !== null && 'type' in value && 'range' in value;
}

function lineOf(node: Node): number {
	return (node['loc'] as {start: {line: number}}).start.line;
}

function textOf(node: Node): string | undefined {
	if (node.type === 'Literal' && typeof node['value'] === 'string') {
		return node['value'];
	}

	if (node.type === 'JSXText') {
		return node['value'] as string;
	}

	return node.type === 'TemplateLiteral'
		? (node['quasis'] as Array<{value: {cooked: string}}>).map(({value}) => value.cooked).join('…')
		: undefined;
}

/** A property, a call or a constructor, by its name. */
function partOf(node: Node): string | undefined {
	const nameOf = (value: unknown): string => {
		const named = value as {name?: string; property?: {name?: string}; value?: string};
		return named.name ?? named.property?.name ?? named.value ?? '';
	};

	switch (node.type) {
		case 'Property': {
			return `${nameOf(node['key'])}:`;
		}

		case 'CallExpression': {
			return `${nameOf(node['callee'])}()`;
		}

		case 'NewExpression': {
			return `new ${nameOf(node['callee'])}()`;
		}

		default: {
			return undefined;
		}
	}
}

/** Two words or more between blanks: letters, perhaps in quotes or before a comma. */
function isSentence(text: string): boolean {
	const words = text
		.split(/\s+/)
		.filter(word => /^[“"'(]*\p{L}[\p{L}’'-]+[)”"'.,:;!?…]*$/u.test(word));
	return words.length >= 2;
}

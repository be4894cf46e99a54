import {MilvaultError} from '../model/milvault-error.js';
import type {Environment} from './environment.js';

/** `${X}`, `${X:-d}`, `${X-d}`, `${X:?why}`, `${X:+d}`; the innermost of nested ones. */
const braced = /\$\{([A-Za-z_]\w*)(?:(:?[-?+])([^{}]*))?\}/;
/** Kubernetes' own, where it is the whole value. */
const kubernetes = /^\$\(([A-Za-z_]\w*)\)$/;
/** Docker Compose's, which may have no braces. */
const bare = /\$([A-Za-z_]\w*)/;

/**
 * Puts the environment's values into the place of what a shell, Docker Compose or Kubernetes would
 * fill in. A remaining placeholder is refused: it is neither a password nor an address.
 *
 * @param syntax compose: `$X` is one too and `$$` is a dollar; else `pa$word` is a password
 * @throws config-placeholder
 */
export function fillPlaceholders(
	text: string,
	{
		key,
		origin,
		variables,
		syntax = 'shell',
	}: {
		key: string;
		origin: string;
		variables: Environment;
		syntax?: 'shell' | 'compose';
	},
): string {
	const refuse = (placeholder: string, variable?: string): MilvaultError =>
		new MilvaultError('config-placeholder', {
			key,
			origin,
			placeholder,
			...(variable === undefined ? {} : {variable}),
		});
	const isCompose = syntax === 'compose';
	// A dollar that stands for itself, or comes out of a variable, is kept aside.
	let filled = isCompose ? text.replaceAll('$$', '\0') : text;
	for (const pattern of isCompose ? [braced, bare] : [braced, kubernetes]) {
		for (let match = pattern.exec(filled); match; match = pattern.exec(filled)) {
			const [whole, name = '', operator, word = ''] = match;
			const value = valueOf(variables[name], operator, word);
			if (value === undefined) {
				throw refuse(whole.replace(/(:?[-?+])[^{}]*\}$/, '}'), name);
			}

			filled =
				filled.slice(0, match.index) +
				value.replaceAll('$', '\0') +
				filled.slice(match.index + whole.length);
		}
	}

	if (isCompose && filled.includes('$')) {
		// Docker Compose itself refuses it: a dollar is written twice there.
		throw refuse('$…');
	}

	filled = filled.replaceAll('\0', '$');
	const [left] = /\$\{[^}]*\}?|\{\{[^}]*(?:\}\})?|\{%[^%]*%\}/.exec(filled) ?? [];
	if (/^<[A-Za-z][^<>]*>$/.test(filled)) {
		// As documentation has it: <your-bucket>.
		throw refuse('<…>');
	}

	if (left !== undefined) {
		// A template's default may be a secret.
		throw refuse(left.startsWith('{') ? '{{ … }}' : '${…}');
	}

	return filled;
}

/** As POSIX shells and Docker Compose have it; undefined: there is none. */
function valueOf(
	value: string | undefined,
	operator: string | undefined,
	word: string,
): string | undefined {
	const isSet = value !== undefined && (value !== '' || operator === '-');
	switch (operator) {
		case ':-':
		case '-': {
			return isSet ? value : word;
		}

		case ':+':
		case '+': {
			return isSet ? word : '';
		}

		default: {
			return isSet ? value : undefined;
		}
	}
}

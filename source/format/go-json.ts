import {parse, stringify, type LosslessNumber} from 'lossless-json';

/** What parseGoJson gives: JSON, with every number as the text it was written as. */
export type GoJson = null | boolean | string | LosslessNumber | GoJson[] | {[key: string]: GoJson};

/**
 * Parses JSON without rounding: ids and timestamps of Milvus are beyond 2^53. Of a key that comes
 * twice the last counts, as in Go's encoding/json.
 *
 * @throws SyntaxError for what is not JSON
 */
export function parseGoJson(text: string): GoJson {
	return parse(text, null, {
		onDuplicateKey: ({newValue}) => newValue,
	}) as GoJson;
}

/**
 * Characters that Go's encoding/json escapes because JSON may be put into HTML; in JSON they occur
 * in strings only.
 */
const htmlUnsafe = /[<>&\u2028\u2029]/g;

/**
 * Writes JSON as Go's encoding/json does: compact, no newline at the end, `<`, `>` and `&` escaped.
 */
export function writeGoJson(value: GoJson): string {
	return (stringify(value) ?? 'null').replace(
		htmlUnsafe,
		character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
}

export {isLosslessNumber, LosslessNumber} from 'lossless-json';

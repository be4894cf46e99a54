import {MilvaultError} from '../model/milvault-error.js';
import {fragment} from '../model/fragments.js';
import {isLosslessNumber, type GoJson} from './go-json.js';
import {integerOf, type IntegerKind} from './integers.js';
import type {FieldShape, MessageOf, ScalarKind, Shape} from './message-shape.js';

/**
 * Reads a message as Go's encoding/json would, and a little more: keys in any case, unknown keys
 * ignored, null the same as absent. Absent fields are undefined, or their zero value where the
 * shape says `required`.
 *
 * @param file - Named in errors
 * @throws metadata-unreadable when a value has another type than milvus-backup gives it
 */
export function decodeMessage<Message extends Shape>(
	shape: Message,
	value: GoJson,
	file: string,
): MessageOf<Message> {
	return decodeFields(shape, value, {file, path: ''}) as MessageOf<Message>;
}

type Position = {file: string; path: string};

type Decoded = Record<string, unknown>;

function decodeFields(shape: Shape, value: GoJson, at: Position): Decoded {
	const decoded: Decoded = {};
	for (const [key, entry] of Object.entries(asObject(value, at))) {
		const name = Object.hasOwn(shape.fields, key) ? key : shape.names.get(key.toLowerCase());
		const field = name === undefined ? undefined : shape.fields[name];
		if (name !== undefined && field && entry !== null) {
			decoded[name] = decodeField(field, entry, below(at, name));
		}
	}

	for (const [name, field] of Object.entries(shape.fields)) {
		if (field.isRequired && decoded[name] === undefined) {
			decoded[name] = field.isList ? [] : zeroOf(field.kind, below(at, name));
		}
	}

	return decoded;
}

function decodeField(field: FieldShape, value: GoJson, at: Position): unknown {
	if (!field.isList) {
		const decoded = decodeSingle(field.kind, value, at);
		return field.isCount && String(decoded).startsWith('-') ? fail('a count', value, at) : decoded;
	}

	if (!Array.isArray(value)) {
		throw wrongType('a list', value, at);
	}

	const items = value.map((item, index) =>
		decodeSingle(field.kind, item, {...at, path: `${at.path}[${index}]`}),
	);
	return field.isEmptyDropped ? items.filter(item => hasContent(item)) : items;
}

function decodeSingle(kind: ScalarKind | Shape, value: GoJson, at: Position): unknown {
	if (value === null) {
		return zeroOf(kind, at);
	}

	switch (kind) {
		case 'string': {
			return typeof value === 'string' ? value : fail('a string', value, at);
		}

		case 'bool': {
			return typeof value === 'boolean' ? value : fail(fragment('true-or-false'), value, at);
		}

		case 'int32': {
			return Number(integerText(kind, value, at));
		}

		case 'int64':
		case 'uint64': {
			return integerText(kind, value, at);
		}

		case 'stringMap': {
			return Object.fromEntries(
				Object.entries(asObject(value, at)).map(([key, entry]) => [
					key,
					decodeSingle('string', entry, below(at, key)),
				]),
			);
		}

		default: {
			return decodeFields(kind, value, at);
		}
	}
}

function integerText(kind: IntegerKind, value: GoJson, at: Position): string {
	const text = isLosslessNumber(value) ? integerOf(kind, value.value) : undefined;
	return text ?? fail(`an ${kind}`, value, at);
}

function zeroOf(kind: ScalarKind | Shape, at: Position): unknown {
	switch (kind) {
		case 'string': {
			return '';
		}

		case 'bool': {
			return false;
		}

		case 'int32': {
			return 0;
		}

		case 'int64':
		case 'uint64': {
			return '0';
		}

		case 'stringMap': {
			return {};
		}

		default: {
			return decodeFields(kind, {}, at);
		}
	}
}

/** A message that says nothing: every list in it empty or absent, every other field absent. */
function hasContent(item: unknown): boolean {
	return (
		typeof item === 'object' &&
		item !== null &&
		Object.values(item).some(entry => !Array.isArray(entry) || entry.length > 0)
	);
}

function asObject(value: GoJson, at: Position): {[key: string]: GoJson} {
	if (
		typeof value !== 'object' ||
		value === null ||
		Array.isArray(value) ||
		isLosslessNumber(value)
	) {
		return fail(fragment('an-object'), value, at);
	}

	return value;
}

function below(at: Position, name: string): Position {
	return {...at, path: at.path === '' ? name : `${at.path}.${name}`};
}

function fail(expected: string, value: GoJson, at: Position): never {
	throw wrongType(expected, value, at);
}

function wrongType(expected: string, value: GoJson, {file, path}: Position): MilvaultError {
	const where = path === '' ? fragment('the-file') : path;
	return new MilvaultError('metadata-unreadable', {
		file,
		reason: fragment('where-is-not', {where, found: describe(value), expected}),
	});
}

/**
 * Type and, for short scalars, value: metadata also holds password hashes and keys, so never the
 * text of a string.
 */
function describe(value: GoJson): string {
	if (value === null || typeof value === 'boolean') {
		return String(value);
	}

	if (isLosslessNumber(value)) {
		return value.value.slice(0, 40);
	}

	if (typeof value === 'string') {
		return 'a string';
	}

	return Array.isArray(value) ? 'a list' : fragment('an-object');
}

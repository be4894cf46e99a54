import {LosslessNumber, type GoJson} from './go-json.js';
import {integerOf} from './integers.js';
import type {FieldShape, MessageOf, ScalarKind, Shape} from './message-shape.js';

/**
 * Builds the JSON that milvus-backup's own structs would give: keys in the shape's order, zero
 * values left out except where the shape says `alwaysWritten`. Keys that the shape does not know
 * are left out.
 *
 * @throws TypeError for a value of another type than the shape's: milvus-backup could not read it
 */
export function encodeMessage<Message extends Shape>(
	shape: Message,
	value: MessageOf<Message>,
): {[key: string]: GoJson} {
	return encodeFields(shape, value, shape.name);
}

function encodeFields(shape: Shape, value: unknown, path: string): {[key: string]: GoJson} {
	const source = asObject(value, path);
	const encoded: {[key: string]: GoJson} = {};
	for (const [name, field] of Object.entries(shape.fields)) {
		const entry = encodeField(field, source[name], `${path}.${name}`);
		if (entry !== undefined) {
			encoded[name] = entry;
		}
	}

	return encoded;
}

/** Undefined: not written. */
function encodeField(field: FieldShape, value: unknown, path: string): GoJson | undefined {
	if (value === undefined) {
		if (field.isRequired) {
			throw wrongType('present', value, path);
		}

		return field.isAlwaysWritten ? zeroOf(field.kind) : undefined;
	}

	if (!field.isList) {
		return encodeSingle(field, value, path);
	}

	if (!Array.isArray(value)) {
		throw wrongType('a list', value, path);
	}

	// Inside a list a zero is an element like any other.
	const items = value.map(
		(item, index) =>
			encodeSingle({kind: field.kind, isAlwaysWritten: true}, item, `${path}[${index}]`) ?? null,
	);
	return items.length > 0 ? items : undefined;
}

function encodeSingle(
	{kind, isAlwaysWritten = false}: FieldShape,
	value: unknown,
	path: string,
): GoJson | undefined {
	switch (kind) {
		case 'string': {
			if (typeof value !== 'string') {
				throw wrongType('a string', value, path);
			}

			return value !== '' || isAlwaysWritten ? value : undefined;
		}

		case 'bool': {
			if (typeof value !== 'boolean') {
				throw wrongType('a boolean', value, path);
			}

			return value || isAlwaysWritten ? value : undefined;
		}

		case 'int32': {
			if (typeof value !== 'number' || !integerOf(kind, String(value))) {
				throw wrongType('an int32 as a number', value, path);
			}

			return value !== 0 || isAlwaysWritten ? new LosslessNumber(String(value)) : undefined;
		}

		case 'int64':
		case 'uint64': {
			const text = typeof value === 'string' ? integerOf(kind, value) : undefined;
			if (text === undefined) {
				throw wrongType(`an ${kind} as a decimal string`, value, path);
			}

			return text !== '0' || isAlwaysWritten ? new LosslessNumber(text) : undefined;
		}

		case 'stringMap': {
			return encodeMap(value, path);
		}

		default: {
			return encodeFields(kind, value, path);
		}
	}
}

/** Keys in byte order, as Go writes maps. */
function encodeMap(value: unknown, path: string): {[key: string]: GoJson} | undefined {
	const entries = Object.entries(asObject(value, path)).map(([key, entry]): [string, string] => {
		if (typeof entry !== 'string') {
			throw wrongType('a string', entry, `${path}.${key}`);
		}

		return [key, entry];
	});
	return entries.length > 0
		? Object.fromEntries(
				entries.toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
			)
		: undefined;
}

function zeroOf(kind: ScalarKind | Shape): GoJson {
	if (kind === 'bool') {
		return false;
	}

	return kind === 'string' ? '' : new LosslessNumber('0');
}

function asObject(value: unknown, path: string): Record<string, unknown> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw wrongType('an object', value, path);
	}

	return value as Record<string, unknown>;
}

/** Never the value itself: it may be a password's hash. */
function wrongType(expected: string, value: unknown, path: string): TypeError {
	return new TypeError(`${path} must be ${expected}, is ${typeof value}`);
}

import type {MessageField, MilvusMessages} from './milvus.js';
import {isUserField} from './raw-schema.js';
import {readVarint, readWire, type WireField} from './wire.js';
import {fragment} from '../model/fragments.js';

const collectionSchema = 'milvus.proto.schema.CollectionSchema';

/**
 * Values in which a restored copy of a collection may differ: its name and database, what Milvus
 * counts and numbers by itself; properties are compared as properties.
 */
const leftOut: ReadonlySet<string> = new Set([
	'milvus.proto.schema.CollectionSchema.name',
	'milvus.proto.schema.CollectionSchema.dbName',
	'milvus.proto.schema.CollectionSchema.version',
	'milvus.proto.schema.CollectionSchema.properties',
	'milvus.proto.schema.FieldSchema.fieldID',
	'milvus.proto.schema.FieldSchema.name',
	'milvus.proto.schema.FieldSchema.state',
	'milvus.proto.schema.FunctionSchema.id',
	'milvus.proto.schema.FunctionSchema.name',
	'milvus.proto.schema.StructArrayFieldSchema.fieldID',
	'milvus.proto.schema.StructArrayFieldSchema.name',
]);

/**
 * What of a schema is missing or otherwise in another one, number by number, as the bytes have it:
 * also what our definitions of Milvus's messages do not know, by its number. What the other one has
 * besides is the work of its server.
 *
 * @param expected bytes of a schemapb.CollectionSchema; likewise found
 */
export function rawDifferences(
	messages: Pick<MilvusMessages, 'fieldsOf'>,
	expected: Buffer,
	found: Buffer,
): string[] {
	const there = factsOf(messages, found);
	return [...factsOf(messages, expected)].flatMap(([what, value]) => {
		const other = there.get(what);
		return other === value
			? []
			: [fragment('value-differs', {what, found: other ?? 'missing', expected: value})];
	});
}

function factsOf(messages: Pick<MilvusMessages, 'fieldsOf'>, schema: Buffer): Map<string, string> {
	const facts = new Map<string, string>();
	collect(schema, collectionSchema, '');
	return facts;

	function collect(bytes: Buffer, message: string, prefix: string): void {
		const shapes = messages.fieldsOf(message);
		const byNumber = Map.groupBy(readWire(bytes), ({number}) => number);
		for (const [number, parts] of byNumber) {
			const shape = shapes.get(number);
			const name = shape?.name ?? fragment('field-number', {number});
			if (leftOut.has(`${message}.${name}`)) {
				continue;
			}

			const inner = shape?.message;
			if (inner === 'milvus.proto.common.KeyValuePair') {
				for (const {value} of parts) {
					const [key, text] = [1, 2].map(at => textAt(value, at));
					facts.set(`${prefix}${name} ${key}`, text ?? '');
				}
			} else if (inner !== undefined && shape?.isRepeated) {
				const isField = message === collectionSchema && name === 'fields';
				for (const {value} of parts) {
					if (isField && !isUserField(value)) {
						continue;
					}

					const own = messages.fieldsOf(inner);
					const nameAt = [...own].find(([, {name: of}]) => of === 'name')?.[0];
					collect(
						value,
						inner,
						`${prefix}${name.replace(/s$/, '')} ${textAt(value, nameAt ?? 0)}: `,
					);
				}
			} else {
				const text = parts.map(part => valueText(part, shape)).join(', ');
				// A default value of 0 or '' is one; anywhere else it is the same as none.
				if (text !== '' || inner !== undefined) {
					facts.set(`${prefix}${name}`, text);
				}
			}
		}
	}
}

function textAt(message: Buffer, number: number): string {
	const found = readWire(message).findLast(field => field.number === number);
	return found ? found.value.toString('utf8') : '';
}

/** For people; empty for what is the same as nothing. */
function valueText(field: WireField, shape: MessageField | undefined): string {
	const {type, value} = field;
	switch (type) {
		case 0: {
			const number = readVarint(value, 0).value;
			return number === 0n
				? ''
				: shape?.type === 'TYPE_BOOL'
					? 'true'
					: BigInt.asIntN(64, number).toString();
		}

		case 1: {
			return String(value.readDoubleLE());
		}

		case 5: {
			return String(value.readFloatLE());
		}

		default: {
			if (shape?.message !== undefined) {
				return readWire(value)
					.map(inner => valueText(inner, undefined) || '0')
					.join(', ');
			}

			return shape === undefined || shape.type === 'TYPE_BYTES'
				? readable(value)
				: shape.type === 'TYPE_STRING'
					? value.toString('utf8')
					: packedNumbers(value);
		}
	}
}

function packedNumbers(bytes: Buffer): string {
	const numbers: bigint[] = [];
	for (let at = 0; at < bytes.length;) {
		const {value, end} = readVarint(bytes, at);
		numbers.push(value);
		at = end;
	}

	return numbers.join(', ');
}

/** Text where it is some, else hexadecimal digits. */
function readable(bytes: Buffer): string {
	const text = bytes.toString('utf8');
	return /^[\p{L}\p{N}\p{P}\p{S} ]*$/u.test(text) ? text : `0x${bytes.toString('hex')}`;
}

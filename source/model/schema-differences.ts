import {dataTypeName} from './data-types.js';
import type {CollectionSchema, FieldSchema, KeyValue} from './collection.js';
import {fragment} from './fragments.js';

/**
 * How two schemas differ in what matters to rows: fields by name, the ids under which their binlogs
 * lie, types, keys, parameters, the dynamic field. Descriptions and names of collections do not
 * matter. Empty: the same.
 */
export function schemaDifferences(expected: CollectionSchema, found: CollectionSchema): string[] {
	const differences: string[] = [];
	const wanted = ordered(expected);
	const there = ordered(found);
	const foundByName = new Map(there.map(field => [field.name, field]));
	for (const field of wanted) {
		const other = foundByName.get(field.name);
		if (!other) {
			differences.push(fragment('field-missing', {field: field.name}));
			continue;
		}

		const [before, after] = [fieldText(field), fieldText(other)];
		if (before !== after) {
			differences.push(
				fragment('field-differs', {field: field.name, found: after, expected: before}),
			);
		} else if (field.fieldID !== other.fieldID) {
			differences.push(
				fragment('field-id', {field: field.name, found: other.fieldID, expected: field.fieldID}),
			);
		}

		foundByName.delete(field.name);
	}

	for (const name of foundByName.keys()) {
		differences.push(fragment('field-additional', {field: name}));
	}

	if ((expected.enable_dynamic_field ?? false) !== (found.enable_dynamic_field ?? false)) {
		differences.push(
			fragment('dynamic-field', {
				found: found.enable_dynamic_field ? 'on' : 'off',
				expected: expected.enable_dynamic_field ? 'on' : 'off',
			}),
		);
	}

	return differences;
}

/** Fields a user defined, in the order of their ids. */
function ordered(schema: CollectionSchema): FieldSchema[] {
	return schema.fields
		.filter(field => !field.is_dynamic)
		.toSorted((a, b) => Number(BigInt(a.fieldID) - BigInt(b.fieldID)));
}

function fieldText(field: FieldSchema): string {
	return [
		dataTypeName(field.data_type, field.element_type),
		field.is_primary_key && 'primary key',
		field.autoID && 'auto id',
		field.is_partition_key && 'partition key',
		field.nullable && 'nullable',
		...sortedParams(field.type_params ?? []),
	]
		.filter(Boolean)
		.join(' ');
}

function sortedParams(params: readonly KeyValue[]): string[] {
	return params.map(({key, value}) => `${key}=${value}`).toSorted();
}

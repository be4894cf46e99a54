import {addField, createCollection, describeCollection} from '../../milvus/collections.js';
import type {Milvus} from '../../milvus/milvus.js';
import {fieldToAdd, schemaToCreate} from '../../milvus/raw-schema.js';
import {createPartition, showPartitions} from '../../milvus/partitions.js';
import type {CollectionName} from '../../model/collection-key.js';
import type {CollectionSchema, FieldSchema} from '../../model/collection.js';
import {MilvaultError} from '../../model/milvault-error.js';
import {schemaDifferences} from '../../model/schema-differences.js';
import {fragment} from '../../model/fragments.js';
import type {BackupCollection} from '../repository/collection-view.js';
import {recordedSchema} from '../metadata/recorded-schema.js';

/**
 * Creates a collection with everything that the backup knows of it but its indexes.
 *
 * @param onMade receives its id before anything else can fail
 */
export async function createTarget(
	milvus: Milvus,
	view: BackupCollection,
	name: CollectionName,
	onMade?: (collectionId: string) => void,
): Promise<void> {
	const {info} = view;
	const hasPartitionKey = info.schema.fields.some(field => field.is_partition_key);
	const {first, later} = fieldsByCreation(info.schema);
	const raw = recordedSchema(milvus.messages, view);
	await createCollection(milvus, {
		db: name.db,
		schema: {...info.schema, name: name.name, fields: first},
		rawSchema:
			raw &&
			schemaToCreate(raw, name.name, {
				fields: new Set(first.map(({fieldID}) => fieldID)),
				leftOut: view.leftOutProperties,
			}),
		shardsNum: info.shards_num ?? 0,
		numPartitions: hasPartitionKey ? view.partitions.length : 0,
		consistencyLevel: info.consistency_level ?? 0,
		properties: view.properties,
	});
	const made = await describeCollection(milvus, name.db, name.name);
	if (made) {
		onMade?.(made.collectionId);
	}

	for (const field of later) {
		await addField(milvus, name.db, name.name, field, raw && fieldToAdd(raw, field.fieldID));
	}

	await assertSameSchema(milvus, view, name);
	await createMissingPartitions(milvus, view, name);
}

/**
 * Milvus numbers fields from 100 in the order it gets them, then its dynamic field; binlogs are
 * found by these numbers. A field above the number of the dynamic field was added to the collection
 * later (AddCollectionField, Milvus >= 2.6; not run live).
 */
export function fieldsByCreation(schema: CollectionSchema): {
	first: FieldSchema[];
	later: FieldSchema[];
} {
	const fields = schema.fields
		.filter(field => !field.is_dynamic)
		.toSorted((a, b) => Number(BigInt(a.fieldID) - BigInt(b.fieldID)));
	const gap = fields.findIndex(({fieldID}, index) => Number(fieldID) !== firstFieldId + index);
	return schema.enable_dynamic_field && gap > 0
		? {first: fields.slice(0, gap), later: fields.slice(gap)}
		: {first: fields, later: []};
}

const firstFieldId = 100;

/**
 * Before anything is imported: a field under another number would take another field's values, or
 * none.
 */
async function assertSameSchema(
	milvus: Milvus,
	view: BackupCollection,
	{db, name}: CollectionName,
): Promise<void> {
	const made = await describeCollection(milvus, db, name);
	const differences = made
		? schemaDifferences(view.info.schema, made.schema)
		: [fragment('collection-gone')];
	if (differences.length > 0) {
		throw new MilvaultError('restored-differs', {
			collection: view.collection,
			differences,
		});
	}
}

export async function createMissingPartitions(
	milvus: Milvus,
	view: BackupCollection,
	{db, name}: CollectionName,
): Promise<void> {
	const there = new Set((await showPartitions(milvus, db, name)).map(partition => partition.name));
	for (const partition of view.partitions) {
		if (!there.has(partition.name)) {
			await createPartition(milvus, db, name, partition.name);
		}
	}
}

import type {MilvusService} from '../../../source/milvus/service.js';
import {readWire} from '../../../source/milvus/wire.js';
import type {
	CollectionSchema,
	FieldSchema,
} from '../../../source/model/collection.js';
import {
	channels,
	Refusal,
	success,
	type Find,
	type Handler,
} from './handler.js';
import {findCollection, isAtLeast, type FakeState} from './state.js';

/** Calls about collections, partitions, aliases and indexes. */
export function collectionHandlers(
	state: FakeState,
	messages: Pick<MilvusService, 'decode'>,
	find: Find,
): Record<string, Handler> {
	return {
		ShowCollections(_, db) {
			const own = state.collections.filter(each => each.db === db);
			return {
				collection_names: own.map(({name}) => name),
				collection_ids: own.map(({id}) => id),
				created_timestamps: own.map(() => '1'),
			};
		},
		DescribeCollection({collection_name: name}, db) {
			const found = find(db, name);
			return {
				// As Milvus lists them: the dynamic field is only a flag.
				schema: {
					...found.schema,
					fields: found.schema.fields.filter(field => !field.is_dynamic),
				},
				collectionID: found.id,
				collection_name: name,
				virtual_channel_names: channels(found),
				physical_channel_names: [],
				created_timestamp: '1',
				shards_num: found.shardsNum,
				// 2.6.19 went on without an alias that was given after it had described the collection.
				aliases: isAtLeast(state, '2.6.0') ? [] : found.aliases,
				consistency_level: found.consistencyLevel,
				properties: found.properties,
				db_name: db,
				num_partitions: String(found.numPartitions),
				db_id: state.databases.get(db)?.id ?? '0',
				unknownSchema: found.unknownSchema,
			};
		},
		CreateCollection(request, db) {
			const schema = messages.decode(
				'milvus.proto.schema.CollectionSchema',
				request.schema,
			) as CollectionSchema;
			if (findCollection(state, db, request.collection_name)) {
				throw new Refusal(65_535, 1, 'duplicate collection');
			}

			const isForgetful = state.tuning.knowsLess;
			const count = Number(request.num_partitions);
			state.collections.push({
				db,
				name: request.collection_name,
				id: state.nextId(),
				schema: {
					...schema,
					fields: numbered(schema).map(field => ({
						...field,
						...(isForgetful && {is_clustering_key: false}),
					})),
				},
				unknownSchema: isForgetful ? undefined : unknownOf(request.schema),
				shardsNum: request.shards_num,
				consistencyLevel: request.consistency_level,
				numPartitions: count,
				properties: request.properties,
				aliases: [],
				partitions: (count === 0
					? ['_default']
					: Array.from({length: count}, (__, index) => `_default_${index}`)
				).map(name => ({name, id: state.nextId()})),
				indexes: [],
				loaded: new Set(),
				segments: [],
				rows: [],
				deletes: [],
			});
			return success;
		},
		AddCollectionField({collection_name: name, schema}, db) {
			const field = messages.decode(
				'milvus.proto.schema.FieldSchema',
				schema,
			) as FieldSchema;
			if (!field.nullable) {
				throw new Refusal(1100, 1, 'an added field must be nullable');
			}

			const {fields} = find(db, name).schema;
			fields.push({...field, fieldID: nextFieldId(fields)});
			return success;
		},
		DropCollection({collection_name: name}, db) {
			const found = find(db, name);
			state.collections = state.collections.filter(each => each !== found);
			return success;
		},
		RenameCollection({oldName, newName}, db) {
			if (findCollection(state, db, newName)) {
				throw new Refusal(65_535, 1, 'duplicated new collection name');
			}

			const found = find(db, oldName);
			found.name = newName;
			found.schema.name = newName;
			return success;
		},
		ListAliases: ({collection_name: name}, db) => ({
			aliases: state.collections
				.filter(each => each.db === db && (!name || each.name === name))
				.flatMap(({aliases}) => aliases),
		}),
		CreateAlias({collection_name: name, alias}, db) {
			find(db, name).aliases.push(alias);
			return success;
		},
		ShowPartitions({collection_name: name, type}, db) {
			const found = find(db, name);
			const shown = found.partitions.filter(
				partition => type === 0 || found.loaded.has(partition.name),
			);
			return {
				partition_names: shown.map(partition => partition.name),
				partitionIDs: shown.map(({id}) => id),
				created_timestamps: shown.map(() => '1'),
				inMemory_percentages: shown.map(() => '100'),
			};
		},
		CreatePartition(request, db) {
			find(db, request.collection_name).partitions.push({
				name: request.partition_name,
				id: state.nextId(),
			});
			return success;
		},
		DescribeIndex({collection_name: name}, db) {
			const found = find(db, name);
			if (found.indexes.length === 0) {
				throw new Refusal(700, 25, `index not found[collection=${name}]`);
			}

			const rows = String(found.rows.length);
			return {
				index_descriptions: found.indexes.map(index => ({
					index_name: index.name,
					indexID: index.id,
					field_name: index.field,
					params: index.params,
					state: 3,
					indexed_rows: rows,
					total_rows: rows,
				})),
			};
		},
		CreateIndex(request, db) {
			find(db, request.collection_name).indexes.push({
				field: request.field_name,
				name: request.index_name,
				id: state.nextId(),
				params: request.extra_params,
			});
			return success;
		},
	};
}

/** Fields of a CollectionSchema that no definition has yet; a real server keeps what it knows. */
function unknownOf(schema: Buffer): Buffer {
	return Buffer.concat(
		readWire(schema)
			.filter(({number}) => number > 15)
			.map(({whole}) => whole),
	);
}

/** Milvus numbers fields from 100 in the order it gets them, then its dynamic field. */
function numbered(schema: CollectionSchema): FieldSchema[] {
	const fields = schema.fields.map((field, index) => ({
		...field,
		fieldID: String(100 + index),
	}));
	return schema.enable_dynamic_field
		? [
				...fields,
				{
					fieldID: String(100 + fields.length),
					name: '$meta',
					data_type: 23,
					is_dynamic: true,
				},
			]
		: fields;
}

function nextFieldId(fields: readonly FieldSchema[]): string {
	return String(1 + Math.max(...fields.map(({fieldID}) => Number(fieldID))));
}

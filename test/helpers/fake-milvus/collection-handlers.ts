import type {MilvusService} from '../../../source/milvus/service.js';
import {readWire} from '../../../source/milvus/wire.js';
import type {CollectionSchema, FieldSchema} from '../../../source/model/collection.js';
import {
	channels,
	physicalChannels,
	Refusal,
	success,
	withoutZeros,
	type Find,
	type Handler,
} from './handler.js';
import {findCollection, isAtLeast, rowCount, type FakeCollection, type FakeState} from './state.js';

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
			return description(state, describable(state, find, {db, name}), name);
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
			const field = messages.decode('milvus.proto.schema.FieldSchema', schema) as FieldSchema;
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
				created_utc_timestamps: shown.map(() => '1'),
				...(type !== 0 && {inMemory_percentages: shown.map(() => '100')}),
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

			const rows = String(rowCount(found));
			// From 2.5 on, of an index without files; 2.6 has files.
			const hasNoVersion =
				isAtLeast(state, '2.5.0') && (rows === '0' || !isAtLeast(state, '2.6.0'));
			return {
				index_descriptions: found.indexes.map(index =>
					withoutZeros({
						index_name: index.name,
						indexID: index.id,
						field_name: index.field,
						params: index.params,
						state: 3,
						indexed_rows: rows,
						total_rows: rows,
						// Of what was built without an index file of its own.
						pending_index_rows: isAtLeast(state, '2.5.0') ? undefined : rows,
						...(hasNoVersion && {
							min_index_version: 2_147_483_647,
							max_index_version: -2_147_483_648,
						}),
					}),
				),
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

/**
 * What every version says in its own way: that there is no such collection, or no such database.
 */
function describable(
	state: FakeState,
	find: Find,
	{db, name}: {db: string; name: string},
): FakeCollection {
	try {
		return find(db, name);
	} catch (error) {
		if (!(error instanceof Refusal)) {
			throw error;
		}

		const isOld = !isAtLeast(state, '2.5.0');
		const answer = {
			collection_name: name,
			db_name: db,
			...(isOld && {schema: {}}),
		};
		if (error.code !== 100) {
			throw new Refusal(error.code, error.errorCode, error.message, {
				isInputError: isAtLeast(state, '2.6.0'),
				answer,
			});
		}

		const reason = `can't find collection[database=${db}][collection=${name}]`;
		throw isOld
			? new Refusal(100, 1, reason, {
					detail: error.message,
					isInputError: true,
					answer,
				})
			: new Refusal(0, 4, reason, {isInputError: true, answer});
	}
}

function description(state: FakeState, found: FakeCollection, name: string): object {
	const is25 = isAtLeast(state, '2.5.0');
	const is26 = isAtLeast(state, '2.6.0');
	const properties =
		is26 && !found.properties.some(({key}) => key === 'timezone')
			? [...found.properties, {key: 'timezone', value: 'UTC'}]
			: found.properties;
	return {
		// As Milvus lists them: the dynamic field is only a flag.
		schema: {
			...found.schema,
			fields: found.schema.fields.filter(field => !field.is_dynamic),
			properties: is25 ? properties : [],
			...(is26 && {dbName: found.db}),
		},
		collectionID: found.id,
		collection_name: name,
		virtual_channel_names: channels(found),
		physical_channel_names: physicalChannels(found),
		created_timestamp: '1',
		created_utc_timestamp: '1',
		shards_num: found.shardsNum,
		// 2.6.19 answers from a cache, by the name that was asked for: an alias that was given since
		// the first time is not in it.
		aliases: is26 && name === found.name ? [] : found.aliases,
		consistency_level: found.consistencyLevel,
		properties,
		db_name: found.db,
		num_partitions: String(found.partitions.length),
		...(is25 && {update_timestamp: '1', update_timestamp_str: '1'}),
		unknownSchema: found.unknownSchema,
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

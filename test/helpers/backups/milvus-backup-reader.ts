import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {parse} from 'lossless-json';

/*
 * Reads a backup by milvus-backup's own rules (Go's encoding/json over its generated structs;
 * meta.Read; levelToTree). Written from the format's description alone, without a line of ours, so
 * that it can say no to what we write.
 */

/**
 * The structs by hand: `name type`, where a type is a Go type or the name of another struct, `[]`
 * before it for lists.
 */
export const structs: Record<string, Record<string, string>> = {
	BackupInfo: fields(`
		id string, state_code int32, name string, backup_timestamp uint64, collection_backups []CollectionBackupInfo,
		size int64, milvus_version string, rbac_meta RBACMeta, rpc_channel_info RPCChannelInfo,
		database_backups []DatabaseBackupInfo, flush_all_msgs_base64 map, control_channel_name string,
		physical_channel_names []string, format string`),
	RPCChannelInfo: fields('name string, position string'),
	DatabaseBackupInfo: fields('db_name string, db_id int64, properties []KeyValuePair, ezk string'),
	CollectionBackupInfo: fields(`
		id string, collection_id int64, db_name string, collection_name string, schema CollectionSchema, shards_num int32,
		consistency_level int32, partition_backups []PartitionBackupInfo, backup_timestamp uint64, size int64,
		has_index bool, index_infos []IndexInfo, load_state string, backup_physical_timestamp uint64,
		channel_checkpoints map, l0_segments []SegmentBackupInfo, properties []KeyValuePair, db_id int64,
		created_timestamp uint64, virtual_channel_names []string, physical_channel_names []string, aliases []string,
		snapshot_backup SnapshotBackup`),
	SnapshotBackup: fields('metadata_path string, total_files int64, total_bytes int64'),
	PartitionBackupInfo: fields(`
		partition_id int64, partition_name string, collection_id int64, segment_backups []SegmentBackupInfo, size int64,
		load_state string`),
	SegmentBackupInfo: fields(`
		segment_id int64, collection_id int64, partition_id int64, num_of_rows int64, binlogs []FieldBinlog,
		statslogs []FieldBinlog, deltalogs []FieldBinlog, size int64, group_id int64, backuped bool, is_l0 bool,
		v_channel string, storage_version int64`),
	FieldBinlog: fields('fieldID int64, binlogs []Binlog'),
	Binlog: fields(`
		entries_num int64, timestamp_from uint64, timestamp_to uint64, log_path string, log_size int64, log_id int64`),
	KeyValuePair: fields('key string, value string'),
	CollectionSchema: fields(`
		name string, description string, autoID bool, fields []FieldSchema, enable_dynamic_field bool,
		properties []KeyValuePair, functions []FunctionSchema, struct_array_fields []StructArrayFieldSchema`),
	FieldSchema: fields(`
		fieldID int64, name string, is_primary_key bool, description string, data_type int32, type_params []KeyValuePair,
		index_params []KeyValuePair, autoID bool, state int32, element_type int32, is_dynamic bool,
		is_partition_key bool, default_value_proto string, nullable bool, is_function_output bool,
		default_value_base64 string`),
	FunctionSchema: fields(`
		name string, id int64, description string, type int32, input_field_names []string, input_field_ids []int64,
		output_field_names []string, output_field_ids []int64, params []KeyValuePair`),
	StructArrayFieldSchema: fields(
		'fieldID int64, name string, description string, fields []FieldSchema',
	),
	IndexInfo: fields(`
		field_name string, index_name string, index_type string, params map, index_id int64, field_id int64,
		create_time uint64, type_params []KeyValuePair, index_params []KeyValuePair, user_index_params []KeyValuePair,
		is_auto_index bool, min_index_version int32, max_index_version int32`),
	RBACMeta: fields(`
		users []UserInfo, roles []RoleEntity, grants []GrantEntity, privilege_groups []PrivilegeGroupInfo`),
	UserInfo: fields('user string, password string, roles []RoleEntity'),
	RoleEntity: fields('name string'),
	GrantEntity: fields(
		'role RoleEntity, object RoleEntity, object_name string, grantor GrantorEntity, db_name string',
	),
	GrantorEntity: fields('user RoleEntity, privilege RoleEntity'),
	PrivilegeGroupInfo: fields('group_name string, privileges []RoleEntity'),
	CollectionLevelBackupInfo: fields('infos []CollectionBackupInfo'),
	PartitionLevelBackupInfo: fields('infos []PartitionBackupInfo'),
	SegmentLevelBackupInfo: fields('infos []SegmentBackupInfo'),
};

export type GoValue = string | boolean | bigint | GoValue[] | GoStruct;
/** A Go struct: every field present, zero when absent; integers as bigint. */
export type GoStruct = {[name: string]: GoValue};

/** The text of a file, by its key relative to the backup; undefined when it is not there. */
export type DirReader = (relativeKey: string) => Promise<string | undefined>;

export function directoryReader(directory: string): DirReader {
	return async relativeKey => {
		try {
			return await readFile(path.join(directory, relativeKey), 'utf8');
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
				return undefined;
			}

			throw error;
		}
	};
}

/**
 * The tree that milvus-backup would restore from: full_meta.json when present, else the four level
 * files joined. Throws what would be an error there, and also when `backup_meta.json`, by which it
 * tells that a backup exists, is missing.
 */
export async function readLikeMilvusBackup(read: DirReader): Promise<GoStruct> {
	const backup = await read('meta/backup_meta.json');
	if (backup === undefined) {
		throw new Error('backup not found');
	}

	const full = await read('meta/full_meta.json');
	if (full !== undefined) {
		return unmarshal(full, 'BackupInfo');
	}

	const level = async (name: string, struct: string): Promise<GoStruct[]> => {
		const text = await read(`meta/${name}_meta.json`);
		if (text === undefined) {
			throw new Error(`${name}_meta.json not found`);
		}

		return list(unmarshal(text, struct), 'infos');
	};

	return levelToTree(
		unmarshal(backup, 'BackupInfo'),
		await level('collection', 'CollectionLevelBackupInfo'),
		await level('partition', 'PartitionLevelBackupInfo'),
		await level('segment', 'SegmentLevelBackupInfo'),
	);
}

/**
 * Keys of all binlogs, relative to the backup, rebuilt from ids as milvus-backup's restore does;
 * sorted.
 */
export function binlogKeys(tree: GoStruct): string[] {
	const keys: string[] = [];
	const add = (collection: GoStruct, segment: GoStruct): void => {
		const isGlobal = segment['partition_id'] === -1n;
		const group = isGlobal || segment['group_id'] === 0n ? [] : [segment['group_id']];
		const base = [collection['collection_id'], segment['partition_id']];
		for (const [directory, name, isField] of [
			['insert_log', 'binlogs', true],
			['delta_log', 'deltalogs', false],
		] as const) {
			for (const field of list(segment, name)) {
				for (const log of list(field, 'binlogs')) {
					const ids = [
						...base,
						...group,
						segment['segment_id'],
						...(isField ? [field['fieldID']] : []),
						log['log_id'],
					];
					keys.push(`binlogs/${directory}/${ids.map(String).join('/')}`);
				}
			}
		}
	};

	for (const collection of list(tree, 'collection_backups')) {
		for (const partition of list(collection, 'partition_backups')) {
			for (const segment of list(partition, 'segment_backups')) {
				add(collection, segment);
			}
		}

		for (const segment of list(collection, 'l0_segments')) {
			add(collection, segment);
		}
	}

	return keys.toSorted();
}

/** A list of structs in a struct. */
export function list(struct: GoStruct, name: string): GoStruct[] {
	const value = struct[name];
	if (!Array.isArray(value)) {
		throw new TypeError(`${name} is no list`);
	}

	return value as GoStruct[];
}

/** Go's json.Unmarshal into one of the structs. */
export function unmarshal(text: string, struct: string): GoStruct {
	const json = parse(text, null, {
		parseNumber: number => (/^-?\d+$/.test(number) ? BigInt(number) : Number(number)),
		onDuplicateKey: ({newValue}) => newValue,
	});
	return intoStruct(json, struct, struct);
}

function levelToTree(
	backup: GoStruct,
	collections: GoStruct[],
	partitions: GoStruct[],
	segments: GoStruct[],
): GoStruct {
	const sum = (parts: GoStruct[]): bigint =>
		parts.reduce((total, part) => total + BigInt(part['size'] as bigint), 0n);
	const joined = collections.map(collection => {
		const own = partitions
			.filter(partition => partition['collection_id'] === collection['collection_id'])
			.map(partition => {
				const inside = segments.filter(
					segment =>
						segment['collection_id'] === partition['collection_id'] &&
						segment['partition_id'] === partition['partition_id'],
				);
				return {...partition, segment_backups: inside, size: sum(inside)};
			});
		return {...collection, partition_backups: own, size: sum(own)};
	});
	return {...backup, collection_backups: joined, size: sum(joined)};
}

function intoStruct(json: unknown, struct: string, at: string): GoStruct {
	const types = structs[struct] ?? {};
	const value: GoStruct = Object.fromEntries(
		Object.entries(types).map(([name, type]) => [name, zero(type)]),
	);
	if (json === null) {
		return value;
	}

	if (typeof json !== 'object' || Array.isArray(json)) {
		throw new TypeError(`json: cannot unmarshal ${typeof json} into ${at}`);
	}

	for (const [key, entry] of Object.entries(json)) {
		const name = Object.keys(types).find(
			candidate => candidate.toLowerCase() === key.toLowerCase(),
		);
		const type = name === undefined ? undefined : types[name];
		if (name !== undefined && type !== undefined && entry !== null) {
			value[name] = into(entry, type, `${at}.${name}`);
		}
	}

	return value;
}

function into(json: unknown, type: string, at: string): GoValue {
	const fail = (): never => {
		throw new TypeError(
			`json: cannot unmarshal ${typeof json} into Go struct field ${at} of type ${type}`,
		);
	};

	if (type.startsWith('[]')) {
		return Array.isArray(json)
			? json.map((item: unknown) =>
					item === null ? zero(type.slice(2)) : into(item, type.slice(2), at),
				)
			: fail();
	}

	switch (type) {
		case 'string': {
			return typeof json === 'string' ? json : fail();
		}

		case 'bool': {
			return typeof json === 'boolean' ? json : fail();
		}

		case 'int32':
		case 'int64':
		case 'uint64': {
			const [min, max] = {
				int32: [-(2n ** 31n), 2n ** 31n - 1n],
				int64: [-(2n ** 63n), 2n ** 63n - 1n],
				uint64: [0n, 2n ** 64n - 1n],
			}[type] as [bigint, bigint];
			return typeof json === 'bigint' && json >= min && json <= max ? json : fail();
		}

		case 'map': {
			return typeof json === 'object' && json !== null && !Array.isArray(json)
				? Object.fromEntries(
						Object.entries(json).map(([key, entry]) => [
							key,
							into(entry, 'string', `${at}.${key}`),
						]),
					)
				: fail();
		}

		default: {
			return intoStruct(json, type, at);
		}
	}
}

/** Go's zero values; nested structs, pointers in Go, are an empty object. */
function zero(type: string): GoValue {
	if (type.startsWith('[]')) {
		return [];
	}

	switch (type) {
		case 'string': {
			return '';
		}

		case 'bool': {
			return false;
		}

		case 'int32':
		case 'int64':
		case 'uint64': {
			return 0n;
		}

		default: {
			return {};
		}
	}
}

function fields(text: string): Record<string, string> {
	return Object.fromEntries(
		text
			.trim()
			.split(',')
			.map(field => field.trim().split(/\s+/) as [string, string]),
	);
}

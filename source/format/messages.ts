import {
	alwaysWritten,
	bool,
	count,
	enumeration,
	int32,
	int64,
	list,
	message,
	of,
	required,
	string,
	stringMap,
	uint64,
	withoutEmpty,
	type MessageOf,
} from './message-shape.js';

/*
 * Every message of milvus-backup's metadata, in the order of its protobuf definition (release
 * 0.5.16; `format` and `snapshot_backup` come from its development line of August 2026). Fields
 * marked "dead" are declared but never written by it; they survive a round trip all the same.
 */

const keyValuePair = message('KeyValuePair', {
	key: required(string),
	value: required(string),
});

export const binlogShape = message('Binlog', {
	/** Dead. */
	entries_num: int64,
	/** Dead. */
	timestamp_from: uint64,
	/** Dead. */
	timestamp_to: uint64,
	/**
	 * Key in Milvus's storage at the time of the backup; not the backup's own key, which follows from
	 * the ids.
	 */
	log_path: string,
	/** Bytes of the object. */
	log_size: alwaysWritten(count),
	log_id: required(int64),
});

export const fieldBinlogShape = message('FieldBinlog', {
	/** Absent for field 0 (RowID) and for delta logs; a column group's id in storage version 2. */
	fieldID: int64,
	binlogs: list(of(binlogShape)),
});

/**
 * How a segment's files are written: 0 a binlog for each field; 2 (Milvus 2.6) bare parquet, many
 * fields in a file. What comes after 2 is not known here.
 */
export const storageVersionMax = 2;

export const segmentShape = message('SegmentBackupInfo', {
	segment_id: required(int64),
	collection_id: required(int64),
	/** -1: an L0 segment whose deletes are for all partitions. */
	partition_id: required(int64),
	/** Deletes not subtracted. */
	num_of_rows: count,
	binlogs: list(of(fieldBinlogShape)),
	/** Dead. */
	statslogs: list(of(fieldBinlogShape)),
	/** milvus-backup writes `[{}]` for none; in memory that is an empty list. */
	deltalogs: withoutEmpty(list(of(fieldBinlogShape))),
	/** Bytes of all logs. */
	size: alwaysWritten(count),
	/**
	 * The directory above the segment's; absent or 0: there is none (backups before group ids, and
	 * partition -1).
	 */
	group_id: int64,
	/** Dead. */
	backuped: bool,
	is_l0: bool,
	v_channel: string,
	storage_version: int64,
});

export const partitionShape = message('PartitionBackupInfo', {
	partition_id: required(int64),
	partition_name: required(string),
	collection_id: required(int64),
	segment_backups: list(of(segmentShape)),
	size: alwaysWritten(count),
	/** NotLoad, Loading or Loaded. */
	load_state: string,
});

export const fieldSchemaShape = message('FieldSchema', {
	fieldID: required(int64),
	name: required(string),
	is_primary_key: bool,
	description: string,
	data_type: required(enumeration),
	type_params: list(of(keyValuePair)),
	index_params: list(of(keyValuePair)),
	autoID: bool,
	state: enumeration,
	element_type: enumeration,
	is_dynamic: bool,
	is_partition_key: bool,
	/** Old form of the default value: the raw protobuf in a string. */
	default_value_proto: string,
	nullable: bool,
	is_function_output: bool,
	/** Base64 of a protobuf schemapb.ValueField. */
	default_value_base64: string,
});

export const functionSchemaShape = message('FunctionSchema', {
	name: required(string),
	id: int64,
	description: string,
	type: enumeration,
	input_field_names: list(string),
	input_field_ids: list(int64),
	output_field_names: list(string),
	output_field_ids: list(int64),
	params: list(of(keyValuePair)),
});

export const structArrayFieldShape = message('StructArrayFieldSchema', {
	fieldID: required(int64),
	name: required(string),
	description: string,
	fields: list(of(fieldSchemaShape)),
});

export const collectionSchemaShape = message('CollectionSchema', {
	name: required(string),
	description: string,
	autoID: bool,
	fields: required(list(of(fieldSchemaShape))),
	enable_dynamic_field: bool,
	properties: list(of(keyValuePair)),
	functions: list(of(functionSchemaShape)),
	struct_array_fields: list(of(structArrayFieldShape)),
});

export const indexInfoShape = message('IndexInfo', {
	field_name: string,
	index_name: string,
	index_type: string,
	/** All of DescribeIndex's params, flat. */
	params: stringMap,
	index_id: int64,
	// The rest only with milvus-backup's --backup_index_extra.
	field_id: int64,
	create_time: uint64,
	type_params: list(of(keyValuePair)),
	index_params: list(of(keyValuePair)),
	user_index_params: list(of(keyValuePair)),
	is_auto_index: bool,
	min_index_version: int32,
	max_index_version: int32,
});

export const snapshotBackupShape = message('SnapshotBackup', {
	/** Relative to the backup. */
	metadata_path: string,
	total_files: count,
	total_bytes: count,
});

export const collectionShape = message('CollectionBackupInfo', {
	/** The id of the job that made the backup. */
	id: string,
	collection_id: required(int64),
	/** Absent in backups of servers without databases; readBackupInfo fills in `default`. */
	db_name: string,
	collection_name: required(string),
	schema: required(of(collectionSchemaShape)),
	shards_num: int32,
	/** 0 Strong 1 Session 2 Bounded 3 Eventually 4 Customized. */
	consistency_level: enumeration,
	partition_backups: list(of(partitionShape)),
	/** TSO. */
	backup_timestamp: uint64,
	/** Bytes. */
	size: alwaysWritten(count),
	has_index: alwaysWritten(bool),
	index_infos: list(of(indexInfoShape)),
	/** NotLoad, Loading or Loaded. */
	load_state: string,
	/** Unix seconds. */
	backup_physical_timestamp: uint64,
	/** Virtual channel -> base64 of a protobuf msgpb.MsgPosition. */
	channel_checkpoints: stringMap,
	/** L0 segments of partition -1. */
	l0_segments: list(of(segmentShape)),
	properties: list(of(keyValuePair)),
	db_id: int64,
	created_timestamp: uint64,
	virtual_channel_names: list(string),
	physical_channel_names: list(string),
	aliases: list(string),
	snapshot_backup: of(snapshotBackupShape),
});

export const databaseShape = message('DatabaseBackupInfo', {
	db_name: string,
	db_id: int64,
	properties: list(of(keyValuePair)),
	/** Encryption key blob. */
	ezk: string,
});

const nameOnly = message('RoleEntity', {name: required(string)});

export const userInfoShape = message('UserInfo', {
	user: required(string),
	/** As BackupRBAC returns it: a hash. */
	password: string,
	roles: list(of(nameOnly)),
});

const grantorShape = message('GrantorEntity', {
	user: of(nameOnly),
	privilege: of(nameOnly),
});

export const grantShape = message('GrantEntity', {
	role: of(nameOnly),
	object: of(nameOnly),
	object_name: string,
	grantor: of(grantorShape),
	db_name: string,
});

export const privilegeGroupShape = message('PrivilegeGroupInfo', {
	group_name: required(string),
	privileges: list(of(nameOnly)),
});

export const rbacMetaShape = message('RBACMeta', {
	users: list(of(userInfoShape)),
	roles: list(of(nameOnly)),
	grants: list(of(grantShape)),
	privilege_groups: list(of(privilegeGroupShape)),
});

export const rpcChannelInfoShape = message('RPCChannelInfo', {
	name: string,
	position: string,
});

/** Root of backup_meta.json and full_meta.json. */
export const backupInfoShape = message('BackupInfo', {
	/** The id of the job that made it. */
	id: required(string),
	/** Always 0. */
	state_code: alwaysWritten(enumeration),
	name: required(string),
	/** Never set by milvus-backup. */
	backup_timestamp: uint64,
	collection_backups: list(of(collectionShape)),
	/** Bytes. */
	size: alwaysWritten(count),
	milvus_version: string,
	rbac_meta: of(rbacMetaShape),
	rpc_channel_info: of(rpcChannelInfoShape),
	database_backups: list(of(databaseShape)),
	/*
	 * What milvus-backup notes of FlushAll (Milvus >= 2.6.11). milvault flushes each collection by
	 * itself, so that each has a cut of its own, and writes none of these three; what another tool
	 * wrote stays.
	 */
	/** Physical channel -> base64 of a protobuf commonpb.ImmutableMessage. */
	flush_all_msgs_base64: stringMap,
	control_channel_name: string,
	physical_channel_names: list(string),
	/** Empty: binlogs; `snapshot`: a bundle that only Milvus >= 3.0 itself can read. */
	format: string,
});

/** Roots of the level files. */
export const collectionLevelShape = message('CollectionLevelBackupInfo', {
	infos: list(of(collectionShape)),
});
export const partitionLevelShape = message('PartitionLevelBackupInfo', {
	infos: list(of(partitionShape)),
});
export const segmentLevelShape = message('SegmentLevelBackupInfo', {
	infos: list(of(segmentShape)),
});

export type BackupInfo = MessageOf<typeof backupInfoShape>;
export type DatabaseBackupInfo = MessageOf<typeof databaseShape>;
export type CollectionBackupInfo = MessageOf<typeof collectionShape>;
export type PartitionBackupInfo = MessageOf<typeof partitionShape>;
export type SegmentBackupInfo = MessageOf<typeof segmentShape>;
export type FieldBinlog = MessageOf<typeof fieldBinlogShape>;
export type Binlog = MessageOf<typeof binlogShape>;
export type IndexInfo = MessageOf<typeof indexInfoShape>;
export type CollectionSchema = MessageOf<typeof collectionSchemaShape>;
export type FieldSchema = MessageOf<typeof fieldSchemaShape>;

/** What a field of a struct of parquet.thrift must be. */
export type ThriftField = {
	kind: 'bool' | 'i8' | 'i16' | 'i32' | 'i64' | 'binary' | ThriftShape;
	isList?: boolean;
	isRequired?: boolean;
	/** A struct of which exactly one field is there, one of those that are known. */
	isUnion?: boolean;
};

/** The fields of a struct by their id; others are passed over, as every reader of thrift does. */
export type ThriftShape = {[id: number]: ThriftField};

const i8: ThriftField = {kind: 'i8', isRequired: true};
const i32: ThriftField = {kind: 'i32'};
const i64: ThriftField = {kind: 'i64'};
const binary: ThriftField = {kind: 'binary'};
const bool: ThriftField = {kind: 'bool'};

function required(field: ThriftField): ThriftField {
	return {...field, isRequired: true};
}

function listOf(kind: ThriftField['kind']): ThriftField {
	return {kind, isList: true};
}

function struct(kind: ThriftShape): ThriftField {
	return {kind};
}

const keyValue: ThriftShape = {1: required(binary), 2: binary};

const statistics: ThriftShape = {
	1: binary,
	2: binary,
	3: i64,
	4: i64,
	5: binary,
	6: binary,
	7: bool,
	8: bool,
};

const decimal: ThriftShape = {1: required(i32), 2: required(i32)};
const time: ThriftShape = {
	1: required(bool),
	2: {
		kind: {1: struct({}), 2: struct({}), 3: struct({})},
		isRequired: true,
		isUnion: true,
	},
};

const logicalType: ThriftShape = {
	1: struct({}),
	2: struct({}),
	3: struct({}),
	4: struct({}),
	5: struct(decimal),
	6: struct({}),
	7: struct(time),
	8: struct(time),
	10: struct({1: i8, 2: required(bool)}),
	11: struct({}),
	12: struct({}),
	13: struct({}),
	14: struct({}),
	15: struct({}),
	16: struct({}),
	17: struct({}),
	18: struct({}),
};

const schemaElement: ThriftShape = {
	1: i32,
	2: i32,
	3: i32,
	4: required(binary),
	5: i32,
	6: i32,
	7: i32,
	8: i32,
	9: i32,
	10: {kind: logicalType, isUnion: true},
};

const columnMetadata: ThriftShape = {
	1: required(i32),
	2: required(listOf('i32')),
	3: required(listOf('binary')),
	4: required(i32),
	5: required(i64),
	6: required(i64),
	7: required(i64),
	8: listOf(keyValue),
	9: required(i64),
	10: i64,
	11: i64,
	12: struct(statistics),
	13: listOf({1: required(i32), 2: required(i32), 3: required(i32)}),
	14: i64,
	15: i32,
};

const columnChunk: ThriftShape = {
	1: binary,
	2: required(i64),
	3: required(struct(columnMetadata)),
	4: i64,
	5: i32,
	6: i64,
	7: i32,
};

const rowGroup: ThriftShape = {
	1: required(listOf(columnChunk)),
	2: required(i64),
	3: required(i64),
	5: i64,
	6: i64,
	7: {kind: 'i16'},
};

/** FileMetaData of parquet.thrift: the footer. */
export const footerShape: ThriftShape = {
	1: required(i32),
	2: required(listOf(schemaElement)),
	3: required(i64),
	4: required(listOf(rowGroup)),
	5: listOf(keyValue),
	6: binary,
	7: {...listOf({1: struct({})}), isUnion: true},
};

/** PageHeader of parquet.thrift. */
export const pageHeaderShape: ThriftShape = {
	1: required(i32),
	2: required(i32),
	3: required(i32),
	4: i32,
	5: struct({
		1: required(i32),
		2: required(i32),
		3: required(i32),
		4: required(i32),
		5: struct(statistics),
	}),
	6: struct({}),
	7: struct({1: required(i32), 2: required(i32), 3: bool}),
	8: struct({
		1: required(i32),
		2: required(i32),
		3: required(i32),
		4: required(i32),
		5: required(i32),
		6: required(i32),
		7: bool,
		8: struct(statistics),
	}),
};

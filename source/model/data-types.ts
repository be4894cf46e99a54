/** Numbers of schemapb.DataType, by the names that Milvus's documentation writes. */
export const dataTypes = {
	Bool: 1,
	Int8: 2,
	Int16: 3,
	Int32: 4,
	Int64: 5,
	Float: 10,
	Double: 11,
	String: 20,
	VarChar: 21,
	Array: 22,
	JSON: 23,
	Geometry: 24,
	Text: 25,
	Timestamptz: 26,
	BinaryVector: 100,
	FloatVector: 101,
	Float16Vector: 102,
	BFloat16Vector: 103,
	SparseFloatVector: 104,
	Int8Vector: 105,
	ArrayOfVector: 106,
	ArrayOfStruct: 200,
	Struct: 201,
} as const;

const names: ReadonlyMap<number, string> = new Map(
	Object.entries(dataTypes).map(([name, type]) => [type, name]),
);

/** `Array<Int64>` for arrays; `DataType 999` for one that we do not know. */
export function dataTypeName(type: number, elementType?: number): string {
	const name = names.get(type) ?? `DataType ${type}`;
	return type === dataTypes.Array && elementType ? `${name}<${dataTypeName(elementType)}>` : name;
}

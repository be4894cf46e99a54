/** Names of schemapb.DataType, as Milvus's documentation writes them. */
const names: Readonly<Record<number, string>> = {
	1: 'Bool',
	2: 'Int8',
	3: 'Int16',
	4: 'Int32',
	5: 'Int64',
	10: 'Float',
	11: 'Double',
	20: 'String',
	21: 'VarChar',
	22: 'Array',
	23: 'JSON',
	24: 'Geometry',
	25: 'Text',
	26: 'Timestamptz',
	100: 'BinaryVector',
	101: 'FloatVector',
	102: 'Float16Vector',
	103: 'BFloat16Vector',
	104: 'SparseFloatVector',
	105: 'Int8Vector',
	106: 'ArrayOfVector',
	200: 'ArrayOfStruct',
	201: 'Struct',
};

/** `Array<Int64>` for arrays; `DataType 999` for one that we do not know. */
export function dataTypeName(type: number, elementType?: number): string {
	const name = names[type] ?? `DataType ${type}`;
	return type === 22 && elementType ? `${name}<${dataTypeName(elementType)}>` : name;
}

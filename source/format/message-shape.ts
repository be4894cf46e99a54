/**
 * A small language for the messages in milvus-backup's metadata. One table (messages.ts) made of it
 * is the decoder, the encoder and the TypeScript types at once, so that these three cannot drift
 * apart.
 */
export type ScalarKind =
	| 'string'
	| 'bool'
	/** int32 and enums: a number in memory. */
	| 'int32'
	/** Decimal strings in memory, bare numbers in JSON. */
	| 'int64'
	| 'uint64'
	/** map<string, string> */
	| 'stringMap';

export type Shape<Fields extends FieldShapes = FieldShapes> = {
	readonly name: string;
	readonly fields: Fields;
	/** Lower-case name -> name: Go's reader matches keys case-insensitively. */
	readonly names: ReadonlyMap<string, string>;
};

export type FieldShape = {
	readonly kind: ScalarKind | Shape;
	readonly isList?: boolean;
	/** Decoded as its zero value when absent, and never optional in TypeScript. */
	readonly isRequired?: boolean;
	/** Written also when zero. */
	readonly isAlwaysWritten?: boolean;
	/** An int64 that counts something: never negative. */
	readonly isCount?: boolean;
	/** Of a list: entries without any content are left out when read (`"deltalogs":[{}]`). */
	readonly isEmptyDropped?: boolean;
};

export type FieldShapes = Readonly<Record<string, FieldShape>>;

type SingleValue<Kind> = Kind extends 'string' | 'int64' | 'uint64'
	? string
	: Kind extends 'bool'
		? boolean
		: Kind extends 'int32'
			? number
			: Kind extends 'stringMap'
				? Record<string, string>
				: Kind extends Shape<infer Fields>
					? MessageFields<Fields>
					: never;

type FieldValue<Field extends FieldShape> = Field extends {isList: true}
	? Array<SingleValue<Field['kind']>>
	: SingleValue<Field['kind']>;

type RequiredNames<Fields extends FieldShapes> = {
	[Name in keyof Fields]: Fields[Name] extends {isRequired: true} ? Name : never;
}[keyof Fields];

type Flat<Type> = {[Name in keyof Type]: Type[Name]};

type MessageFields<Fields extends FieldShapes> = Flat<
	{
		-readonly [Name in RequiredNames<Fields>]: FieldValue<Fields[Name]>;
	} & {
		-readonly [Name in Exclude<keyof Fields, RequiredNames<Fields>>]?: FieldValue<Fields[Name]>;
	}
>;

/** The TypeScript type of a message in memory. */
export type MessageOf<Message extends Shape> =
	Message extends Shape<infer Fields> ? MessageFields<Fields> : never;

export function message<const Fields extends FieldShapes>(
	name: string,
	fields: Fields,
): Shape<Fields> {
	return {
		name,
		fields,
		names: new Map(Object.keys(fields).map(field => [field.toLowerCase(), field])),
	};
}

export const string = {kind: 'string'} as const;
export const bool = {kind: 'bool'} as const;
export const int32 = {kind: 'int32'} as const;
export const enumeration = {kind: 'int32'} as const;
export const int64 = {kind: 'int64'} as const;
/** Of rows, bytes, objects: int64 by its definition, and never negative. */
export const count = {kind: 'int64', isCount: true} as const;
export const uint64 = {kind: 'uint64'} as const;
export const stringMap = {kind: 'stringMap'} as const;

export function of<Message extends Shape>(kind: Message): {kind: Message} {
	return {kind};
}

export function list<Kind extends ScalarKind | Shape>(field: {
	kind: Kind;
}): {kind: Kind; isList: true} {
	return {...field, isList: true};
}

export function required<Field extends FieldShape>(field: Field): Field & {isRequired: true} {
	return {...field, isRequired: true};
}

/**
 * milvus-backup's generated code has `omitempty` removed from a few names (scripts/gen_proto.sh).
 */
export function alwaysWritten<Field extends FieldShape>(
	field: Field,
): Field & {isAlwaysWritten: true} {
	return {...field, isAlwaysWritten: true};
}

export function withoutEmpty<Field extends FieldShape>(
	field: Field,
): Field & {isEmptyDropped: true} {
	return {...field, isEmptyDropped: true};
}

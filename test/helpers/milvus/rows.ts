import {DataType, MilvusClient, type RowData} from '@zilliz/milvus2-sdk-node';

/**
 * What a test needs to know of a running Milvus to script to it past milvault, with Milvus's own SDK.
 */
export type TestServer = {
	address: string;
	username?: string;
	password?: string;
	version: string;
};

/** A second opinion: rows are written and read by the SDK, never by the code under test. */
export async function openSdk(server: TestServer): Promise<MilvusClient> {
	const client = new MilvusClient({
		address: server.address,
		username: server.username,
		password: server.password,
		timeout: 120_000,
		// Under ava it would print every request.
		logLevel: 'error',
		telemetry: {enabled: false},
	});
	await client.connectPromise;
	return client;
}

/** Throws on a bad answer: most calls of the SDK return it instead. */
export function ok<Answer>(answer: Answer): Answer {
	const status: unknown =
		typeof answer === 'object' && answer !== null && 'status' in answer ? answer.status : answer;
	if (
		typeof status === 'object' &&
		status !== null &&
		'error_code' in status &&
		status.error_code !== 'Success'
	) {
		throw new Error(JSON.stringify(status));
	}

	return answer;
}

export type Row = Record<string, unknown>;

/**
 * All rows of a loaded collection by primary key, every field, vectors and dynamic keys too, as
 * comparable text; int64 stay whole.
 */
export async function allRows(
	client: MilvusClient,
	db: string,
	name: string,
	/** Default: all. */
	partitions?: string[],
): Promise<Map<string, string>> {
	const description = ok(await client.describeCollection({db_name: db, collection_name: name}));
	const fields = description.schema.fields;
	const key = fields.find(field => field.is_primary_key);
	if (!key) {
		throw new Error(`${name} has no primary key`);
	}

	const isText = String(key.data_type) === 'VarChar';
	const rows = new Map<string, string>();
	const answer = ok(
		await client.query({
			db_name: db,
			collection_name: name,
			filter: isText ? `${key.name} >= ""` : `${key.name} >= -9223372036854775807`,
			output_fields: [
				...fields.map(field => field.name),
				...(description.schema.enable_dynamic_field ? ['$meta'] : []),
			],
			...(partitions && {partition_names: partitions}),
			limit: 16_384,
			consistency_level: 0,
		}),
	);
	for (const row of answer.data) {
		const primaryKey = String(row[key.name]);
		if (rows.has(primaryKey)) {
			throw new Error(`${name} has key ${primaryKey} twice`);
		}

		rows.set(primaryKey, canonical(row));
	}

	return rows;
}

/** JSON with sorted keys; floats as they come over the wire (both sides come the same way). */
export function canonical(value: unknown): string {
	return JSON.stringify(value, (_, inner: unknown) => {
		if (typeof inner === 'bigint') {
			return inner.toString();
		}

		if (inner instanceof Uint8Array) {
			return Buffer.from(inner).toString('hex');
		}

		if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) {
			return Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)));
		}

		return inner;
	});
}

export {DataType, type RowData};

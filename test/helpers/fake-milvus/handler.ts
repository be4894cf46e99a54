import type {Rbac} from '../../../source/milvus/rbac.js';
import type {KeyValue} from '../../../source/model/collection.js';
import type {FakeCollection} from './state.js';

/** Every field that a request handled here may have. */
export type Request = {
	db_name: string;
	dbName: string;
	collection_name: string;
	collectionName: string;
	collection_names: string[];
	partition_name: string;
	partition_names: string[];
	field_name: string;
	index_name: string;
	alias: string;
	oldName: string;
	newName: string;
	type: number;
	schema: Buffer;
	shards_num: number;
	num_partitions: string;
	consistency_level: number;
	properties: KeyValue[];
	extra_params: KeyValue[];
	files: string[];
	/** uint64 as a string. */
	flush_ts: string;
	options: KeyValue[];
	task: string;
	flush_all_ts: string;
	RBAC_meta: Required<Rbac>;
	entity: Required<Rbac>['grants'][number];
};

export type Handler = (request: Request, db: string) => object | Promise<object>;

export type Find = (db: string, name: string) => FakeCollection;

/** A status that is not success. */
export class Refusal extends Error {
	constructor(
		readonly code: number,
		readonly errorCode: number,
		reason: string,
		readonly more: {
			/** Default: the reason; empty where the code is 0. */
			detail?: string;
			isInputError?: boolean;
			isRetriable?: boolean;
			/** What else is in the answer. */
			answer?: object;
		} = {},
	) {
		super(reason);
	}
}

/** As Go writes it: what is zero is not there. */
export const success = {};

/** Without what is zero, as no Milvus writes it. */
export function withoutZeros<Value extends object>(value: Value): Value {
	return Object.fromEntries(
		Object.entries(value).filter(([, each]) => each !== '0' && each !== undefined && Boolean(each)),
	) as Value;
}

/** Names of a collection's channels, one for each shard. */
export function channels(collection: FakeCollection): string[] {
	return physicalChannels(collection).map(
		(channel, index) => `${channel}_${collection.id}v${index}`,
	);
}

export function physicalChannels({shardsNum}: FakeCollection): string[] {
	return Array.from(
		{length: Math.max(1, shardsNum)},
		(_, index) => `by-dev-rootcoord-dml_${index}`,
	);
}

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
	RBAC_meta: Required<Rbac>;
	entity: Required<Rbac>['grants'][number];
};

export type Handler = (
	request: Request,
	db: string,
) => object | Promise<object>;

export type Find = (db: string, name: string) => FakeCollection;

/** A status that is not success. */
export class Refusal extends Error {
	constructor(
		readonly code: number,
		readonly errorCode: number,
		reason: string,
	) {
		super(reason);
	}
}

export const success = {error_code: 0, code: 0, reason: ''};

/** Names of a collection's channels, one for each shard. */
export function channels({id, shardsNum}: FakeCollection): string[] {
	return Array.from(
		{length: Math.max(1, shardsNum)},
		(_, index) => `by-dev-rootcoord-dml_${index}_${id}v${index}`,
	);
}

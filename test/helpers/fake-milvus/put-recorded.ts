import {readFile} from 'node:fs/promises';
import type {CollectionSchema, KeyValue} from '../../../source/model/collection.js';
import type {FakeCollection, FakeState} from './state.js';

export const samplesDirectory = new URL('../../fixtures/live-samples/', import.meta.url);

/** A collection without rows whose DescribeCollection answers as that of a real Milvus did. */
export async function putRecorded(
	state: FakeState,
	{version, collection}: {version: string; collection: string},
): Promise<FakeCollection> {
	const answer = await recordedAnswer<RecordedDescription>(
		version,
		`DescribeCollection-${collection}`,
	);
	const made = recordedCollection(state, answer);
	state.collections.push(made);
	return made;
}

export type RecordedDescription = {
	schema: CollectionSchema;
	collectionID: string;
	shards_num: number;
	properties?: KeyValue[];
	aliases?: string[];
};

/**
 * The answer to a call of MilvusService; enums by name, int64 as strings, and without what is zero.
 */
export async function recordedAnswer<Answer>(version: string, sample: string): Promise<Answer> {
	const file = new URL(`${version}/grpc-${sample}.json`, samplesDirectory);
	const {answer} = JSON.parse(await readFile(file, 'utf8')) as {
		answer: Answer;
	};
	return answer;
}

export function recordedCollection(state: FakeState, answer: RecordedDescription): FakeCollection {
	return {
		db: 'default',
		name: answer.schema.name,
		id: answer.collectionID,
		schema: answer.schema,
		shardsNum: answer.shards_num,
		consistencyLevel: 2,
		numPartitions: 0,
		properties: answer.properties ?? [],
		aliases: answer.aliases ?? [],
		partitions: [{name: '_default', id: state.nextId()}],
		indexes: [],
		loaded: new Set(),
		segments: [],
		rows: [],
		deletes: [],
	};
}

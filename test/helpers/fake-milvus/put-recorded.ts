import {readFile} from 'node:fs/promises';
import type {
	CollectionSchema,
	KeyValue,
} from '../../../source/model/collection.js';
import type {FakeCollection, FakeState} from './state.js';

const samples = new URL('../../fixtures/live-samples/', import.meta.url);

/** A collection without rows whose DescribeCollection answers as that of a real Milvus did. */
export async function putRecorded(
	state: FakeState,
	{version, collection}: {version: string; collection: string},
): Promise<FakeCollection> {
	const file = `${version}/grpc-DescribeCollection-${collection}.json`;
	const {answer} = JSON.parse(
		await readFile(new URL(file, samples), 'utf8'),
	) as {
		answer: {
			schema: CollectionSchema;
			shards_num: number;
			properties?: KeyValue[];
		};
	};
	const made: FakeCollection = {
		db: 'default',
		name: collection,
		id: state.nextId(),
		schema: answer.schema,
		shardsNum: answer.shards_num,
		consistencyLevel: 2,
		numPartitions: 0,
		properties: answer.properties ?? [],
		aliases: [],
		partitions: [{name: '_default', id: state.nextId()}],
		indexes: [],
		loaded: new Set(),
		segments: [],
		rows: [],
		deletes: [],
	};
	state.collections.push(made);
	return made;
}

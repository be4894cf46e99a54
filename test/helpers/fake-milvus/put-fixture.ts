import {copyFile, mkdir, readFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import type {CollectionBackupInfo, SegmentBackupInfo} from '../../../source/format/messages.js';
import {readBackupInfo} from '../../../source/format/read-backup-meta.js';
import type {FakeCollection, FakeState} from './state.js';

const fixtures = new URL('../../fixtures/milvus-backup-0.5.16/', import.meta.url);

/**
 * Puts a collection of a fixture into a simulated Milvus, binlogs and all, under its own ids, as if
 * it had been written there.
 */
export async function putFixture(
	state: FakeState,
	options: {
		backup: 'hello_peer' | 'shop_peer';
		collection: string;
		db?: string;
		name?: string;
	},
): Promise<FakeCollection> {
	const {backup, db = 'default'} = options;
	const info = await readBackupInfo({
		name: backup,
		read: async file => readFile(new URL(`${backup}/${file}`, fixtures), 'utf8'),
	});
	const found = info.collection_backups?.find(each => each.collection_name === options.collection);
	if (!found) {
		throw new Error(`no ${options.collection} in ${backup}`);
	}

	const segments = (found.partition_backups ?? []).flatMap(
		partition => partition.segment_backups ?? [],
	);
	for (const segment of segments) {
		await copyLogs(state, backup, found, segment);
	}

	const name = options.name ?? found.collection_name;
	const collection: FakeCollection = {
		db,
		name,
		id: found.collection_id,
		schema: structuredClone({...found.schema, name}),
		shardsNum: found.shards_num ?? 1,
		consistencyLevel: found.consistency_level ?? 0,
		numPartitions: found.schema.fields.some(field => field.is_partition_key)
			? (found.partition_backups?.length ?? 0)
			: 0,
		properties: [],
		aliases: found.aliases ?? [],
		partitions: (found.partition_backups ?? []).map(partition => ({
			name: partition.partition_name,
			id: partition.partition_id,
		})),
		indexes: (found.index_infos ?? []).map(index => ({
			field: index.field_name ?? '',
			name: index.index_name ?? '',
			id: index.index_id ?? '0',
			params: Object.entries(index.params ?? {}).map(([key, value]) => ({
				key,
				value,
			})),
		})),
		loaded: new Set(),
		segments: segments.map(segment => ({
			id: segment.segment_id,
			partitionId: segment.partition_id,
			rows: segment.num_of_rows ?? '0',
			level: 2,
			storageVersion: 0,
			vChannel: `channel-of-${found.collection_id}`,
			strayLogs: new Set(),
		})),
		rows: [],
		deletes: [],
	};
	if (found.load_state === 'Loaded') {
		collection.loaded = new Set(collection.partitions.map(each => each.name));
	}

	state.collections.push(collection);
	return collection;
}

async function copyLogs(
	state: FakeState,
	backup: string,
	{collection_id: collectionId}: CollectionBackupInfo,
	segment: SegmentBackupInfo,
): Promise<void> {
	const {segment_id: id, partition_id: partitionId} = segment;
	const inserts = (segment.binlogs ?? []).flatMap(({fieldID, binlogs}) =>
		(binlogs ?? []).map(log => ({
			kind: 'insert_log',
			rest: [fieldID ?? '0', log.log_id],
		})),
	);
	const deltas = (segment.deltalogs ?? []).flatMap(({binlogs}) =>
		(binlogs ?? []).map(log => ({kind: 'delta_log', rest: [log.log_id]})),
	);
	for (const {kind, rest} of [...inserts, ...deltas]) {
		const directory = [kind, collectionId, partitionId];
		const target = join(state.root, ...directory, id, ...rest);
		const source = [backup, 'binlogs', ...directory, id, id, ...rest].join('/');
		await mkdir(dirname(target), {recursive: true});
		await copyFile(new URL(source, fixtures), target);
	}
}

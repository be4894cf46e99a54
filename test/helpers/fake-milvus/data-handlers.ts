import {
	channels,
	Refusal,
	success,
	type Find,
	type Handler,
} from './handler.js';
import {submitJob} from './import-job.js';
import {visibleRows, type FakeCollection, type FakeState} from './state.js';

/** Calls about rows: flush, segments, load, query, import. */
export function dataHandlers(
	state: FakeState,
	find: Find,
): Record<string, Handler> {
	return {
		GetCollectionStatistics({collection_name: name}, db) {
			const {rows, segments} = find(db, name);
			const sealed = segments.reduce((sum, each) => sum + Number(each.rows), 0);
			return {stats: [{key: 'row_count', value: String(rows.length + sealed)}]};
		},
		GetPartitionStatistics({collection_name: name, partition_name: of}, db) {
			const {rows, segments, partitions} = find(db, name);
			const id = partitions.find(partition => partition.name === of)?.id;
			const sealed = segments
				.filter(segment => segment.partitionId === id)
				.reduce((sum, each) => sum + Number(each.rows), 0);
			const imported = rows.filter(({partition}) => partition === of).length;
			return {stats: [{key: 'row_count', value: String(imported + sealed)}]};
		},
		Flush({collection_names: names}, db) {
			if (state.tuning.refusedFlushes > 0) {
				state.tuning.refusedFlushes--;
				throw new Refusal(8, 49, 'rate limit exceeded[rate=0.1]');
			}

			state.hasDataNode = state.tuning.flushesWithoutDataNode === 0;
			if (!state.hasDataNode) {
				state.tuning.flushesWithoutDataNode--;
			}

			const of = <Value>(give: (found: FakeCollection) => Value) =>
				Object.fromEntries(names.map(name => [name, give(find(db, name))]));
			const now = state.now();
			return {
				coll_segIDs: of(() => ({data: []})),
				flush_coll_segIDs: of(({segments}) => ({
					data: segments.map(({id}) => id),
				})),
				coll_seal_times: of(() => '1800000000'),
				coll_flush_ts: of(() => now),
				channel_cps: Object.fromEntries(
					names
						.flatMap(name => channels(find(db, name)))
						.map(channel => [
							channel,
							{channel_name: channel, msgID: Buffer.from('7'), timestamp: now},
						]),
				),
			};
		},
		// Without a data node 2.3 to 2.5 find no channel, and say that all is flushed (recorded on 2.3.5).
		GetFlushState: ({flush_ts: flushTs}) => ({
			flushed: !state.hasDataNode || BigInt(flushTs) <= BigInt(state.now()),
		}),
		GetPersistentSegmentInfo({collectionName, dbName}) {
			const found = find(dbName, collectionName);
			return {
				infos: found.segments.map(segment => ({
					segmentID: segment.id,
					collectionID: found.id,
					partitionID: segment.partitionId,
					num_rows: segment.rows,
					state: 4,
					level: segment.level,
					storage_version: String(segment.storageVersion),
				})),
			};
		},
		GetLoadState({collection_name: name}, db) {
			return {state: find(db, name).loaded.size > 0 ? 3 : 1};
		},
		GetLoadingProgress: () => ({progress: '100'}),
		LoadCollection({collection_name: name}, db) {
			const found = find(db, name);
			found.loaded = new Set(found.partitions.map(each => each.name));
			return success;
		},
		LoadPartitions(request, db) {
			const found = find(db, request.collection_name);
			found.loaded = new Set([...found.loaded, ...request.partition_names]);
			return success;
		},
		Query({collection_name: name}, db) {
			const count = String(visibleRows(find(db, name)));
			return {
				fields_data: [
					{field_name: 'count(*)', scalars: {long_data: {data: [count]}}},
				],
			};
		},
		async Import(request, db) {
			const job = await submitJob(state, find(db, request.collection_name), {
				partition: request.partition_name || undefined,
				files: [request.files.filter(Boolean)],
				options: Object.fromEntries(
					request.options.map(({key, value}) => [key, value]),
				),
			});
			return {tasks: [job.id]};
		},
		GetImportState({task}) {
			const job = state.jobs.get(task);
			if (!job) {
				throw new Refusal(2100, 1, 'import job does not exist');
			}

			return {
				state: job.failure === undefined ? 6 : 1,
				row_count: String(job.rows),
				infos: [
					{key: 'progress_percent', value: '100'},
					{key: 'failed_reason', value: job.failure ?? ''},
				],
			};
		},
	};
}

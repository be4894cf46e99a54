import {channels, Refusal, success, withoutZeros, type Find, type Handler} from './handler.js';
import {askJob, jobsOf, submitJob, unknownImportPrefix} from './import-job.js';
import {
	flushedState,
	isAtLeast,
	rowCount,
	visibleRows,
	type FakeCollection,
	type FakeState,
} from './state.js';

/** commonpb.SegmentLevel */
const l0Level = 1;

/** Calls about rows: flush, segments, load, query, import. */
export function dataHandlers(state: FakeState, find: Find): Record<string, Handler> {
	return {
		GetCollectionStatistics({collection_name: name}, db) {
			return {
				stats: [{key: 'row_count', value: String(rowCount(find(db, name)))}],
			};
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
		async Flush({collection_names: names}, db) {
			const found = names.map(name => [name, find(db, name)] as const);
			if (isFlushRefused(state, found)) {
				throw new Refusal(
					8,
					49,
					'request is rejected by grpc RateLimiter middleware, please retry later: rate limit exceeded[rate=0.1]',
					{isRetriable: isAtLeast(state, '2.6.0')},
				);
			}

			state.hasDataNode = state.tuning.flushesWithoutDataNode === 0;
			if (!state.hasDataNode) {
				state.tuning.flushesWithoutDataNode--;
			}

			const now = state.now();
			const before = found.map(
				([name, {segments}]) => [name, {data: segments.map(({id}) => id)}] as const,
			);
			const sealed = found.map(
				async ([name, {seal}]) => [name, {data: (await seal?.()) ?? []}] as const,
			);
			const ofEach = (value: string) => Object.fromEntries(names.map(name => [name, value]));
			return {
				db_name: db,
				coll_segIDs: Object.fromEntries(await Promise.all(sealed)),
				flush_coll_segIDs: Object.fromEntries(before),
				coll_seal_times: ofEach('1800000000'),
				coll_flush_ts: ofEach(now),
				channel_cps: Object.fromEntries(
					found
						.flatMap(([, collection]) => channels(collection))
						.map(channel => [channel, position(state, channel, now)]),
				),
			};
		},
		// Without a data node 2.3 to 2.5 find no channel, and say that all is flushed (recorded on
		// 2.3.5).
		GetFlushState: ({flush_ts: flushTs}) => ({
			flushed: !state.hasDataNode || BigInt(flushTs) <= BigInt(state.now()),
		}),
		FlushAll: () => flushAll(state),
		// Asked at once, nothing is flushed yet (recorded).
		GetFlushAllState: () => success,
		GetPersistentSegmentInfo({collectionName, dbName}) {
			const found = find(dbName, collectionName);
			const hasSorted = isAtLeast(state, '2.5.0');
			return {
				infos: found.segments
					.filter(segment => (segment.state ?? flushedState) === flushedState)
					.map(segment =>
						withoutZeros({
							segmentID: segment.id,
							collectionID: found.id,
							partitionID: segment.partitionId,
							num_rows: segment.rows,
							state: flushedState,
							level: segment.level,
							is_sorted: hasSorted && segment.level !== l0Level,
							storage_version: String(segment.storageVersion),
						}),
					),
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
				fields_data: [{field_name: 'count(*)', scalars: {long_data: {data: [count]}}}],
			};
		},
		ListImportTasks({collection_name: name}, db) {
			return {
				tasks: jobsOf(state, find(db, name)).map(({id}) => ({
					id,
					state: 6,
				})),
			};
		},
		async Import(request, db) {
			const job = await submitJob(state, find(db, request.collection_name), {
				partition: request.partition_name || undefined,
				files: [request.files.filter(Boolean)],
				options: Object.fromEntries(request.options.map(({key, value}) => [key, value])),
			});
			return {tasks: [job.id]};
		},
		GetImportState({task}) {
			const job = state.jobs.get(task);
			if (!job) {
				const {code, message} = unknownImportPrefix(state, task);
				throw new Refusal(code, 1, message);
			}

			const now = askJob(state, job);
			if (now !== 'ended') {
				return {state: now === 'Pending' ? 0 : 2};
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

function isFlushRefused(
	state: FakeState,
	found: ReadonlyArray<readonly [string, FakeCollection]>,
): boolean {
	if (state.tuning.refusedFlushes > 0) {
		state.tuning.refusedFlushes--;
		return true;
	}

	const now = performance.now();
	const {flushIntervalMs} = state.tuning;
	const isTooSoon = found.some(
		([, {id}]) => now - (state.flushedAt.get(id) ?? -Infinity) < flushIntervalMs,
	);
	if (!isTooSoon) {
		for (const [, {id}] of found) {
			state.flushedAt.set(id, now);
		}
	}

	return isTooSoon;
}

/** A msgpb.MsgPosition. */
function position(state: FakeState, channel: string, timestamp: string) {
	const own = {
		channel_name: channel,
		msgID: Buffer.from('7'),
		timestamp,
	};
	return isAtLeast(state, '2.6.0')
		? {...own, WAL_name: 'RocksMQ'}
		: {...own, msgGroup: `datanode-1-${channel}-true`};
}

function flushAll(state: FakeState): object {
	const answer = {flush_all_ts: state.now()};
	if (!isAtLeast(state, '2.6.0')) {
		return answer;
	}

	const pchannels = ['by-dev-rootcoord-dml_0', 'by-dev-rootcoord-dml_1'];
	return {
		...answer,
		flush_all_msgs: Object.fromEntries(
			pchannels.map(channel => [
				channel,
				{
					id: {id: '3krv146tlnnn', WAL_name: 'RocksMQ'},
					properties: Object.fromEntries(
						['_bh', '_t', '_pcl', '_h', '_vc', '_tt', '_lc', '_v'].map((key, index) => [
							key,
							String(index),
						]),
					),
				},
			]),
		),
		cluster_info: {
			cluster_id: '0',
			cchannel: 'by-dev-rootcoord-dml_0_vcchan',
			pchannels,
		},
	};
}

import type {CallOptions, Milvus} from './milvus.js';

export type FlushedCollection = {
	/** Segments that this flush sealed. */
	sealed: string[];
	/** Segments that were flushed before. */
	flushedBefore: string[];
	/** Hybrid timestamp (TSO); undefined on servers that give none (2.2). */
	flushTs: string | undefined;
	/** Seconds since 1970; undefined when nothing says so. */
	sealTime: string | undefined;
	/**
	 * By virtual channel, base64 of a protobuf msgpb.MsgPosition; undefined on servers that give none
	 * (up to 2.3).
	 */
	channelCheckpoints: Record<string, string> | undefined;
};

type LongArray = {data: string[]};

/**
 * Seals the growing segments of these collections of one database; by collection. Binlogs are
 * written a little later.
 */
export async function flush(
	milvus: Milvus,
	db: string,
	names: readonly string[],
	options: Pick<CallOptions, 'signal' | 'timeoutMs' | 'maxWaitMs'> = {},
): Promise<Map<string, FlushedCollection>> {
	const answer = await milvus.call<{
		coll_segIDs: Record<string, LongArray>;
		flush_coll_segIDs: Record<string, LongArray>;
		coll_seal_times: Record<string, string>;
		coll_flush_ts: Record<string, string>;
		channel_cps: Record<string, object>;
	}>('Flush', {db_name: db, collection_names: [...names]}, {...options, db});
	const checkpoints = Object.entries(answer.channel_cps).map(
		([channel, position]) =>
			[
				channel,
				milvus.messages.encode('milvus.proto.msg.MsgPosition', position).toString('base64'),
			] as const,
	);
	return new Map(
		Object.entries(answer.coll_segIDs).map(([name, sealed]) => [
			name,
			{
				sealed: sealed.data,
				flushedBefore: answer.flush_coll_segIDs[name]?.data ?? [],
				flushTs: given(answer.coll_flush_ts[name]),
				sealTime: given(answer.coll_seal_times[name]),
				channelCheckpoints:
					names.length === 1 && checkpoints.length > 0
						? Object.fromEntries(checkpoints)
						: undefined,
			},
		]),
	);
}

/**
 * Has everything up to `flushTs` reached its segments, and are these segments sealed and written?
 */
export async function flushState(
	milvus: Milvus,
	request: {
		db: string;
		name: string;
		segmentIds: readonly string[];
		flushTs: string | undefined;
	},
): Promise<boolean> {
	const {db, name, segmentIds, flushTs} = request;
	const answer = await milvus.call<{flushed: boolean}>(
		'GetFlushState',
		{
			db_name: db,
			collection_name: name,
			segmentIDs: [...segmentIds],
			...(flushTs !== undefined && {flush_ts: flushTs}),
		},
		{db},
	);
	return answer.flushed;
}

/** A hybrid timestamp of the year 3084. */
const farOff = '9223372036854775807';

/**
 * Does a data node serve this collection? While none does (the server has just started, or is about
 * to end), GetFlushState of Milvus 2.3 to 2.5 says `flushed` of everything that is in the message
 * log only (`len(channels) == 0` in internal/datacoord/services.go), and Flush reaches no data
 * node. Only such a server says so of a time that is far off. Not for 2.2, whose GetFlushState
 * knows no time.
 */
export async function hasDataNode(
	milvus: Milvus,
	{db, name}: {db: string; name: string},
): Promise<boolean> {
	const isPastAll = await flushState(milvus, {
		db,
		name,
		segmentIds: [],
		flushTs: farOff,
	});
	return !isPastAll;
}

function given(value: string | undefined): string | undefined {
	return value === undefined || value === '0' || value === '' ? undefined : value;
}

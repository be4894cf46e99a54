import type {Milvus} from './milvus.js';

type NodeInfo = {
	type?: string;
	/** Of query nodes, since 2.2. */
	quota_metrics?: {
		/** Averages of the last seconds. */
		Rms?: Array<{Label: string; Rate: number}> | null;
		/** What is loaded. */
		Effect?: {CollectionIDs?: unknown[] | null};
	};
};

/**
 * How many data nodes a Milvus has, by its metrics. Where it does not say, one, which every Milvus
 * has.
 */
export async function countDataNodes(milvus: Milvus): Promise<number> {
	const nodes = await nodesOf(milvus).catch(() => []);
	return Math.max(1, nodes.filter(({type}) => type === 'datanode').length);
}

/**
 * Has a query node answered searches or queries in the last seconds? Up to 2.4 query nodes report
 * how many (NQPerSecond, a mean over three seconds); from 2.5 on only what they have loaded, which
 * is taken for the same.
 *
 * @throws what call throws; where metrics are refused, it is unknown
 */
export async function answersSearches(milvus: Milvus): Promise<boolean> {
	const nodes = await nodesOf(milvus);
	return nodes.some(({type, quota_metrics: metrics}) => {
		if (type !== 'querynode' || !metrics) {
			return false;
		}

		const searches = metrics.Rms?.find(({Label}) => Label === 'NQPerSecond');
		return searches ? searches.Rate > 0 : (metrics.Effect?.CollectionIDs?.length ?? 0) > 0;
	});
}

async function nodesOf(milvus: Milvus): Promise<NodeInfo[]> {
	const {response} = await milvus.call<{response: string}>(
		'GetMetrics',
		{request: JSON.stringify({metric_type: 'system_info'})},
		{isAwayWaited: false},
	);
	const {nodes_info: nodes} = JSON.parse(response) as {
		nodes_info?: Array<{infos?: NodeInfo}> | null;
	};
	return (nodes ?? []).flatMap(({infos}) => infos ?? []);
}

import type {Milvus} from './milvus.js';

/**
 * How many data nodes a Milvus has, by its metrics. Where it does not say, one, which every Milvus
 * has.
 */
export async function countDataNodes(milvus: Milvus): Promise<number> {
	try {
		const {response} = await milvus.call<{response: string}>('GetMetrics', {
			request: JSON.stringify({metric_type: 'system_info'}),
		});
		const {nodes_info: nodes = []} = JSON.parse(response) as {
			nodes_info?: Array<{infos?: {type?: string}}>;
		};
		return Math.max(1, nodes.filter(({infos}) => infos?.type === 'datanode').length);
	} catch {
		return 1;
	}
}

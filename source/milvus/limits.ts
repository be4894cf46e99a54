import type {MilvusLimit} from '../model/milvus-limit.js';

export type ReachedLimit = {
	what: MilvusLimit;
	/** Its key in milvus.yaml. */
	setting: string;
	/** As a number; undefined where Milvus's answer has none. */
	limit: string | undefined;
};

/**
 * The wording of each limit of milvus.yaml in Milvus's errors, seen on 2.2.16, 2.3.0, 2.3.2 and
 * 2.3.5; the codes (801 databases, 102 collections, else 1 or 65535) are the same for several
 * limits, and 2.2 has none. The first match counts.
 */
const limits: ReadonlyArray<{
	what: MilvusLimit;
	setting: string;
	words: RegExp;
}> = [
	{
		what: 'databases',
		setting: 'rootCoord.maxDatabaseNum',
		words: /limit number of databases?\b|database number \(\d+\) exceeds/i,
	},
	{
		what: 'collectionsOfDatabase',
		setting: 'quotaAndLimits.limits.maxCollectionNumPerDB',
		words: /collections per DB|maxCollectionNumPerDB|collection has reached the limit in DB/i,
	},
	{
		what: 'collections',
		setting: 'quotaAndLimits.limits.maxCollectionNum',
		words: /limit number of collections/i,
	},
	{
		what: 'partitions',
		setting: 'rootCoord.maxPartitionNum',
		words: /partition number \(\d+\) exceeds/i,
	},
	{
		// 2.4 and newer, by their source: partitions times shards of all collections.
		what: 'capacity',
		setting: 'rootCoord.maxGeneralCapacity',
		words: /general capacity/i,
	},
	{
		what: 'shards',
		setting: 'proxy.maxShardNum',
		words: /maximum shards'?s? number/i,
	},
	{
		what: 'vectorFields',
		setting: 'proxy.maxVectorFieldNum',
		words: /maximum vector field'?s number/i,
	},
	{
		what: 'fields',
		setting: 'proxy.maxFieldNum',
		words: /maximum field'?s number/i,
	},
	{
		what: 'dimensions',
		setting: 'proxy.maxDimension',
		words: /invalid dimension: \d+\D.*should be in range/i,
	},
];

const numbers =
	/\[limit=(\d+)\]|\{(\d+)\}|max(?:imum)? configuration ?\((\d+)\)|limited to (\d+)|~ ?(\d+)/i;

/** The limit of milvus.yaml that a refusal is about; undefined for any other refusal. */
export function limitIn(reason: string): ReachedLimit | undefined {
	const found = limits.find(({words}) => words.test(reason));
	return (
		found && {
			what: found.what,
			setting: found.setting,
			limit: numbers.exec(reason)?.slice(1).find(Boolean),
		}
	);
}

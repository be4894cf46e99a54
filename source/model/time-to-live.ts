import type {KeyValue} from './collection.js';

/**
 * Rows older than so many seconds are removed by Milvus, at the next compaction (2.3.5) or at once.
 */
export const ttlProperty = 'collection.ttl.seconds';

/** Undefined: rows live for ever. */
export function secondsOf(properties: readonly KeyValue[]): number | undefined {
	const value = Number(properties.find(({key}) => key === ttlProperty)?.value ?? 0);
	return value > 0 ? value : undefined;
}

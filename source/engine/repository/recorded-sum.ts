import type {CollectionRecord, ObjectSum} from '../../format/milvault-meta.js';

/** What was recorded of one object's content. */
export type RecordedSum = {
	/**
	 * What the place where the backup was created reports of the object: an ETag, or `crc32:…` of a
	 * directory; empty: nothing.
	 */
	checksum: string;
	/** A checksum of the content alone, wherever it lies: `crc64nvme:…`, `crc32:…`, `md5:…`. */
	contentSum?: string;
	/** An ETag that may be the MD5 of the content: no record says whether it is. */
	mayBeMd5: boolean;
};

export function recordedSum(
	{checksum, contentSum}: Pick<ObjectSum, 'checksum' | 'contentSum'>,
	etags: CollectionRecord['etags'],
): RecordedSum {
	const isEtag = /^[\da-f]{32}$/.test(checksum);
	const own =
		contentSum ??
		(checksum.startsWith('crc32:')
			? checksum
			: isEtag && etags === 'md5'
				? `md5:${checksum}`
				: undefined);
	return {
		checksum,
		...(own !== undefined && {contentSum: own}),
		mayBeMd5: isEtag && own === undefined && etags === undefined,
	};
}

import {createHash} from 'node:crypto';
import type {LimitFunction} from 'p-limit';
import {formatSum, type CollectionRecord, type ObjectSum} from '../../format/milvault-meta.js';
import {sha256} from '../../utils/sha256.js';
import {backupKey} from '../repository/backup-keys.js';
import {mapBounded} from '../run/map-bounded.js';
import type {Place} from '../session.js';

type Recording = {
	to: Place;
	plan: {name: string};
	copyLimit: LimitFunction;
	signal?: AbortSignal;
};

/**
 * Writes the sums of a collection's objects, and finds out what kind they are: S3's ETag is the MD5
 * of the content, unless the bucket encrypts with keys of a KMS or of the customer, or the store
 * makes ETags in a way of its own. The answer to this put shows which, because its content is
 * known; a copy's answer need not say how it was encrypted (MinIO's does not).
 *
 * Where ETags say nothing of the content, the checksum that the store itself keeps of each object
 * is recorded beside them: one small request for each, in such places only.
 */
export async function putSums(
	sums: readonly ObjectSum[],
	file: string,
	{to, plan, copyLimit, signal}: Recording,
): Promise<Pick<CollectionRecord, 'sumsSha256' | 'etags'>> {
	const key = backupKey(to, plan.name, file);
	const put = async (all: readonly ObjectSum[]) => {
		const lines = all.map(sum => formatSum(sum)).join('');
		const {checksum} = await to.storage.put(key, lines, {signal});
		return {lines, checksum};
	};

	const {lines, checksum} = await put(sums.map(sum => withoutNeedless(sum)));
	if (to.storage.kind !== 's3') {
		return {sumsSha256: sha256(lines)};
	}

	if (checksum === createHash('md5').update(lines).digest('hex')) {
		return {sumsSha256: sha256(lines), etags: 'md5'};
	}

	const ask = async (sum: ObjectSum): Promise<ObjectSum> => {
		const object = backupKey(to, plan.name, sum.key);
		const asking = {signal, withContentSum: true};
		const head = await to.storage.head(object, asking);
		const contentSum = head?.contentSum;
		return {...sum, ...(contentSum !== undefined && {contentSum})};
	};

	const withContent = await mapBounded(sums, copyLimit.concurrency, async sum =>
		sum.contentSum === undefined ? copyLimit(async () => ask(sum)) : sum,
	);
	const again = await put(withContent);
	return {sumsSha256: sha256(again.lines), etags: 'opaque'};
}

/** An MD5 is sufficient; an ETag of a multipart upload is not valid in another store. */
function withoutNeedless(sum: ObjectSum): ObjectSum {
	const {key, sizeBytes, checksum} = sum;
	return /^[\da-f]{32}$/.test(checksum) ? {key, sizeBytes, checksum} : sum;
}

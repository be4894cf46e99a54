import type {LimitFunction} from 'p-limit';
import {MilvaultError} from '../../model/milvault-error.js';
import type {ObjectInfo} from '../../storage/storage.js';
import {transferObject} from '../../storage/transfer.js';
import {isProvenChange} from '../content/content-judge.js';
import {contentMatches, contentSummer, type ContentSum} from '../content/content-matches.js';
import {backupKey} from '../repository/backup-keys.js';
import type {RecordedSum} from '../repository/recorded-sum.js';
import {mapBounded} from '../run/map-bounded.js';
import type {Place} from '../session.js';
import {compareWithTarget} from './compare-with-target.js';
import type {CopyObject} from './copy-objects-of.js';
import type {ExpectedContent} from './expected-contents.js';
import type {CopyTarget} from './look-at-target.js';
import type {CopySource} from './open-source.js';

/** How it is known that an object in the target is the source's. */
export type Proof = 'recorded' | 'etag' | 'size';

export type PlacedObject = {
	key: string;
	sizeBytes: number;
	/** As the target reports it; empty where nothing does. */
	checksum: string;
	proof: Proof;
	/** Sent now; else it was there. */
	isSent: boolean;
};

export type Sending = {
	source: CopySource;
	to: Place;
	target: CopyTarget;
	contents: ReadonlyMap<string, ExpectedContent>;
	copyLimit: LimitFunction;
	/** The store refused to copy directly. */
	onStreamed: () => void;
	/** Called for each object that is at its place. */
	onPlaced: (object: PlacedObject) => void;
	signal: AbortSignal | undefined;
};

/**
 * Sends the objects that the target does not have.
 *
 * 1. What its listing proves is left as it is. What only has the size is read and compared with what
 *    was recorded; in a copy that is begun, an object of which nothing was recorded is taken for
 *    whole, because objects appear completely or not at all, under a name that only a copy of this
 *    backup writes to.
 * 2. What is missing, or has another content, is copied: inside one store by the store, else as a
 *    stream, whose bytes are compared with what was recorded before the last of them is written.
 * 3. What the store copied is compared with what was recorded: by its ETag, or the checksum that the
 *    store keeps; else it is read.
 *
 * @throws object-changed when the source's content is not what was recorded, copy-differs when only
 *   the copy's is not
 */
export async function sendObjects(
	objects: readonly CopyObject[],
	sending: Sending,
): Promise<PlacedObject[]> {
	const {copyLimit, signal} = sending;
	return mapBounded(objects, copyLimit.concurrency, async object =>
		copyLimit(async () => {
			signal?.throwIfAborted();
			const placed = (await findThere(object, sending)) ?? (await sendOne(object, sending));
			sending.onPlaced(placed);
			return placed;
		}),
	);
}

/** Undefined for what has to be sent. */
async function findThere(
	object: CopyObject,
	{source, to, target, contents, signal}: Sending,
): Promise<PlacedObject | undefined> {
	const {key, sizeBytes, listed} = object;
	const {sum, isRecorded = false} = contents.get(key) ?? {};
	const found = compareWithTarget(object, target, md5Of(sum) ?? listed);
	const known: Proof = isRecorded && sum?.contentSum !== undefined ? 'recorded' : 'etag';
	// A directory's listing has no checksum: what was read says it.
	const placed = (proof: Proof, read?: string): PlacedObject => ({
		key,
		sizeBytes,
		checksum: target.listed.get(key)?.checksum ?? read ?? '',
		proof,
		isSent: false,
	});
	if (found === 'same') {
		return placed(known);
	}

	if (found !== 'unknown') {
		return undefined;
	}

	const full = backupKey(to, source.as, key);
	const content = sum && (await contentMatches(to.storage, full, sum, signal));
	if (content) {
		const own = content.found.startsWith('crc32:') ? content.found : undefined;
		return content.isSame ? placed(isRecorded ? 'recorded' : 'etag', own) : undefined;
	}

	const before = target.copied?.get(key)?.checksum;
	if (before !== undefined) {
		const now = await to.storage.checksum(full, {signal});
		return now === before ? placed('etag', now) : undefined;
	}

	if (target.found !== 'begun') {
		return undefined;
	}

	const isListed = target.listed.get(key)?.checksum !== undefined;
	return placed('size', isListed ? undefined : await to.storage.checksum(full, {signal}));
}

async function sendOne(
	{key, sizeBytes, listed}: CopyObject,
	sending: Sending,
): Promise<PlacedObject> {
	const {source, to, contents, onStreamed, signal} = sending;
	const {sum, isRecorded = false} = contents.get(key) ?? {};
	const at = {key: backupKey(source.place, source.name, key), place: source.place.label};
	const seen: {result?: ContentSum} = {};
	const sent = await transferObject(
		source.place.storage,
		at.key,
		to.storage,
		backupKey(to, source.as, key),
		{
			sizeBytes,
			signal,
			onStreamed,
			watch:
				sum &&
				(() =>
					watchFor(sum, at, result => {
						seen.result = result;
					})),
		},
	);
	const isProven =
		seen.result?.isSame ??
		(sum !== undefined && (await isAsRecorded(key, {sum, at, sent}, sending)));
	return {
		key,
		sizeBytes,
		checksum: sent.checksum ?? '',
		proof: isProven
			? isRecorded
				? 'recorded'
				: 'etag'
			: listed !== undefined && listed === sent.checksum
				? 'etag'
				: 'size',
		isSent: true,
	};
}

/** Compares the bytes of one object with what was recorded while they pass. */
function watchFor(
	sum: RecordedSum,
	at: {key: string; place: string},
	onEnd: (result: ContentSum | undefined) => void,
): {update: (bytes: Uint8Array) => void; end: () => void} {
	const summer = contentSummer(sum);
	return {
		update(bytes) {
			summer?.update(bytes);
		},
		end() {
			const result = summer?.compare();
			if (result && isProvenChange(sum, result)) {
				throw changed(at, sum, result.found);
			}

			onEnd(result);
		},
	};
}

/**
 * Of an object whose bytes did not pass here. False when nothing that can be compared was recorded.
 *
 * @throws object-changed, copy-differs
 */
async function isAsRecorded(
	key: string,
	{sum, at, sent}: {sum: RecordedSum; at: {key: string; place: string}; sent: ObjectInfo},
	{source, to, signal}: Sending,
): Promise<boolean> {
	if (md5Of(sum) === sent.checksum) {
		return true;
	}

	const full = backupKey(to, source.as, key);
	const {contentSum = ''} = sum;
	const kept = contentSum.startsWith('crc')
		? (await to.storage.head(full, {signal, withContentSum: true}))?.contentSum
		: undefined;
	if (kept === contentSum) {
		return true;
	}

	const copy = await contentMatches(to.storage, full, sum, signal);
	if (copy?.isSame || !isProvenChange(sum, copy)) {
		return copy?.isSame ?? false;
	}

	const original = await contentMatches(source.place.storage, at.key, sum, signal);
	if (original && isProvenChange(sum, original)) {
		throw changed(at, sum, original.found);
	}

	throw new MilvaultError('copy-differs', {
		collection: source.name,
		key: full,
		expected: contentSum,
		found: copy?.found ?? '',
	});
}

function changed(
	at: {key: string; place: string},
	{contentSum = ''}: RecordedSum,
	found: string,
): MilvaultError {
	return new MilvaultError('object-changed', {...at, expected: contentSum, found});
}

/** What an ETag of the object is where a store makes MD5s of what it was given in one piece. */
function md5Of(sum: RecordedSum | undefined): string | undefined {
	const md5 = /^md5:(.*)$/.exec(sum?.contentSum ?? '')?.[1];
	return md5 ?? (sum?.mayBeMd5 ? sum.checksum : undefined);
}

import {createHash} from 'node:crypto';
import {metaKeys} from '../../format/paths.js';
import {readBytes} from '../repository/read-backup.js';
import {readSums} from '../repository/read-sums.js';
import type {RecordedSum} from '../repository/recorded-sum.js';
import type {CopyObject} from './copy-objects-of.js';
import type {CopySource} from './open-source.js';

/** What is known of an object's content before it is copied. */
export type ExpectedContent = {
	sum: RecordedSum;
	/** It was recorded when the backup was made; else the source's store reports it now. */
	isRecorded: boolean;
};

/**
 * What the content of each object must be, by key: as it was recorded when the backup was made; else
 * what the source's store says of it, where its ETags are MD5s, which one object of known content
 * shows.
 *
 * @param metadata ETags of the metadata in the source's listing
 * @throws metadata-unreadable for sums that are not whole
 */
export async function expectedContents(
	source: CopySource,
	{objects, metadata}: {objects: readonly CopyObject[]; metadata: ReadonlyMap<string, string>},
	signal?: AbortSignal,
): Promise<ReadonlyMap<string, ExpectedContent>> {
	const {place: repository, name: backupName, views} = source;
	const contents = new Map<string, ExpectedContent>();
	for (const view of views) {
		for (const [key, sum] of await readSums({repository, backupName, view, signal})) {
			contents.set(key, {sum, isRecorded: true});
		}

		const {sumsFile, sumsSha256} = view.record ?? {};
		if (sumsFile !== undefined && sumsSha256 !== undefined) {
			const sum = {checksum: '', contentSum: `sha256:${sumsSha256}`, mayBeMd5: false};
			contents.set(sumsFile, {sum, isRecorded: true});
		}
	}

	const others = objects.filter(
		({key, listed = ''}) => !isKnown(contents.get(key)) && isMd5(listed),
	);
	if (others.length > 0 && (await makesMd5s(source, metadata, signal))) {
		for (const {key, listed = ''} of others) {
			const sum = {checksum: listed, contentSum: `md5:${listed}`, mayBeMd5: false};
			contents.set(key, {sum, isRecorded: false});
		}
	}

	return contents;
}

function isKnown(content: ExpectedContent | undefined): boolean {
	return content !== undefined && (content.sum.contentSum !== undefined || content.sum.mayBeMd5);
}

function isMd5(etag: string): boolean {
	return /^[\da-f]{32}$/.test(etag);
}

async function makesMd5s(
	{place, name, opened}: CopySource,
	metadata: ReadonlyMap<string, string>,
	signal: AbortSignal | undefined,
): Promise<boolean> {
	const file = [metaKeys.backup, metaKeys.full].find(one => opened.files.has(one));
	const bytes = file === undefined ? undefined : await readBytes(place, name, file, signal);
	return (
		file !== undefined &&
		bytes !== undefined &&
		createHash('md5').update(bytes).digest('hex') === metadata.get(file)
	);
}

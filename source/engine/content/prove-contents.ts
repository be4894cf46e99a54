import {MilvaultError} from '../../model/milvault-error.js';
import {maxBinlogBytes, readObject} from '../../storage/read-object.js';
import {checkContents} from './check-contents.js';
import {rulesOf} from './inspect-binlog.js';
import {inspectHere} from './inspect-here.js';
import {backupKey} from '../repository/backup-keys.js';
import type {BackupReading} from '../repository/backup-reading.js';
import {keysOfSegment} from '../repository/collection-view.js';
import type {RunContext} from '../run/run-context.js';

/**
 * Decodes the binlogs whose content no recorded checksum proves, before Milvus gets any of them: a
 * damaged page crashes Milvus 2.3.5, and a file of another segment is imported without an error.
 * Ends at the first damaged one.
 *
 * Reads every object of the segments that it looks at, once; at most 128 MiB of a collection are
 * held.
 *
 * @param objects - The collection's: keys relative to the backup, sizes in bytes
 * @param unproven - Keys among them
 * @param isTrusted - Says so in place of looking
 * @throws binlog-damaged
 */
export async function proveContents(
	{view, repository, backupName, copyLimit, signal}: BackupReading,
	{
		objects,
		unproven,
		isTrusted,
	}: {
		objects: ReadonlyMap<string, number>;
		unproven: ReadonlySet<string>;
		isTrusted: boolean;
	},
	{warn, onEvent}: Pick<RunContext, 'warn' | 'onEvent'>,
): Promise<void> {
	const {collection} = view;
	const segments = [
		...view.partitions.flatMap(partition => partition.segments),
		...view.l0Segments,
	].filter(segment => keysOfSegment(view, segment).some(key => unproven.has(key)));
	if (segments.length === 0) {
		return;
	}

	if (isTrusted) {
		warn({code: 'content-not-checked', details: {collection}});
		return;
	}

	const sizes = segments
		.flatMap(segment => keysOfSegment(view, segment))
		.map(key => objects.get(key) ?? 0);
	onEvent({
		type: 'check-planned',
		collection,
		objects: sizes.length,
		bytes: sizes.reduce((sum, size) => sum + size, 0),
	});
	await checkContents({
		view,
		segments,
		inspect: inspectHere({
			rules: rulesOf(view),
			expected: objects,
			async read(key) {
				const bytes = await copyLimit(async () =>
					readObject(repository.storage, backupKey(repository, backupName, key), {
						maxBytes: maxBinlogBytes,
						signal,
					}),
				);
				onEvent({type: 'object-checked', collection, bytes: bytes.length});
				return bytes;
			},
		}),
		nameOf: key => backupKey(repository, backupName, key),
		report({key, expected, found}) {
			throw new MilvaultError('binlog-damaged', {
				collection,
				key,
				place: repository.label,
				expected,
				found,
			});
		},
	});
}

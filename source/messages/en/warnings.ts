import prettyBytes from 'pretty-bytes';
import type {ErrorSummary} from '../../model/job-events.js';
import {shortJobId} from '../../model/short-job-id.js';
import type {WarningTexts} from '../warning-texts.js';
import {brief} from '../brief.js';
import {describeWith} from '../describe.js';
import type {ErrorText} from '../error-text.js';
import {configurationWarnings} from './configuration-warnings.js';
import {errorTexts} from './errors.js';
import {setTtl} from '../set-ttl.js';
import {counted, grouped, inSeries, listed} from './phrases.js';

export const warningTexts: WarningTexts = {
	...configurationWarnings,
	'not-cut-at-one-time': ({collections}) =>
		`Not consistent at one point in time: this Milvus does not report the time of its flush, so rows written during the backup may or may not be in it (${listed(collections)}).`,
	'late-deletes-may-return': () =>
		'Deleted rows may come back: Milvus before 2.3.2 never writes deletes to storage that were made after their segment was sealed, so a backup cannot contain them.',
	'compacted-across-cut': ({collection}) =>
		`Milvus kept compacting ${collection} during the backup: some rows that were deleted or replaced meanwhile may be missing. Back it up again when fewer rows are written to it.`,
	'not-flushed': () =>
		'Created without a flush: rows that Milvus had not flushed yet are not in the backup.',
	'content-not-verifiable': ({name}) =>
		`Backup “${name}” was not created by milvault and has no recorded checksums: its binlogs can be decoded and checked, but not compared byte for byte.`,
	'content-not-checked': ({collection}) =>
		`Not checked, because of --trust: the binlogs of ${collection} were passed to Milvus without being decoded first, although no checksum proves them.`,
	'metadata-not-compared': ({name, file, reason}) =>
		`${file} of backup “${name}” was not used to check it: ${reason}. Damage that only this file would show is not detected.`,
	'data-not-named': ({collection, directory, objects, bytes}) =>
		`The metadata does not name ${directory}: ${counted(objects, 'object')}, ${prettyBytes(bytes).replace('kB', 'KB')}. If they were part of ${collection} when the backup was created, their rows are not restored.`,
	'streamed-copy': ({from, to}) =>
		`The storage cannot copy directly from ${from} to ${to}: the data passes through this machine, which takes longer.`,
	'temporary-copy': ({place, bytes}) =>
		`Milvus cannot read the repository: ${prettyBytes(bytes).replace('kB', 'KB')} are copied to ${place} first, and this temporary copy is removed afterwards.`,
	'alias-held-elsewhere': ({alias, holder, target}) =>
		holder === alias
			? `The alias ${alias} was not assigned to ${target}: a collection has that name, or another collection took the alias meanwhile.`
			: `The alias ${alias} stays with ${holder} and was not assigned to ${target}.`,
	'working-name-unavailable': ({version}) =>
		`Milvus ${version} cannot rename collections: they are created under their final names and are visible before they are complete.`,
	'checked-by-size-only': ({collection, objects}) =>
		`${grouped(objects)} objects of ${collection} were checked by their size only: this store reports another kind of checksum than the recorded ones.`,
	'checksums-not-comparable': ({name, collection, objects}) =>
		`${counted(objects, 'object')} of ${collection}: sizes match, checksums cannot be compared, because the recorded ones are valid only where the backup was created. milvault verify ${name} --level full reads these objects.`,
	'foreign-files': ({collection, files, count}) =>
		`Files that do not belong to a backup are among those of ${collection} and are ignored: ${listed(files)}${count > files.length ? `, and ${grouped(count - files.length)} more` : ''}.`,
	'unfinished-restore': ({collections, jobs}) =>
		`Left out, because a running or interrupted restore created them: ${listed(collections)}, of job ${listed(jobs.map(shortJobId))}. milvault jobs continue finishes the job, milvault jobs clean removes the collections.`,
	'perhaps-unfinished-restore': ({collections}) =>
		`Named like the working collections of a restore, but backed up, because no record on this machine says that a restore created them: ${listed(collections)}.`,
	'collections-unreachable': ({collections}) =>
		`Milvus lists these collections, but cannot find them by their names: ${listed(collections)}. An alias of the same name refers to a dropped collection. They will fail until the alias is dropped.`,
	'replaced-by-fewer': ({collections}) =>
		`Rows will be lost: ${inSeries(
			collections.map(({collection, rows, left}) =>
				BigInt(left) === 0n
					? `${collection} holds ${grouped(rows)} rows now and will be empty`
					: `${collection} holds ${grouped(rows)} rows now and will hold ${grouped(left)}`,
			),
		)}.`,
	'replaced-uncounted': ({collections}) =>
		`The number of rows that will be lost is not known: ${inSeries(
			collections.map(({collection, rows}) => `${collection} has ${counted(rows, 'flushed row')}`),
		)}, and Milvus does not report how many are not flushed. After a flush, the number is complete.`,
	'rows-expire': ({collections}) =>
		`Restored rows keep their original times, and Milvus deletes rows that are older than the time to live of their collection: ${inSeries(
			collections.map(({collection, rows, seconds, expired, soon}) => {
				const ttl = `collection.ttl.seconds = ${seconds}`;
				return expired === undefined
					? `of ${collection} (${ttl}) perhaps some or all of ${grouped(rows)} rows`
					: [
							`of ${collection} (${ttl}) ${grouped(expired)} of ${grouped(rows)} rows`,
							...(BigInt(soon ?? 0) > 0n ? [`${grouped(soon ?? 0)} more within a day`] : []),
						].join(', ');
			}),
		)}. --without-ttl restores collections without a time to live.`,
	'ttl-left-out': ({collections}) =>
		`Restored without their time to live: ${inSeries(
			collections.map(
				({collection, seconds}) =>
					`${collection} (to set it again: ${setTtl(collection, seconds)})`,
			),
		)}.`,
	'nothing-appended': ({collections}) =>
		`No rows are added to ${listed(collections)}: this restore has none.`,
	'rows-added-again': ({collections}) =>
		`The rows are added to the existing rows of ${listed(collections)}: if a key is in both, Milvus keeps both rows.`,
	'not-in-backup': ({collection}) =>
		`${collection} failed when this backup was created and is not in it.`,
	'without-rows': () => 'This backup was created without rows: restored collections are empty.',
	'grants-refused': ({grants}) =>
		`Milvus refused ${grouped(grants.length)} grants; these roles have fewer privileges than in the backup: ${listed(grants.map(({grant, reason}) => `${grant} (${reason})`))}.`,
	'appended-in-part': ({collection, rows}) =>
		`${collection} has ${grouped(rows)} more rows, which were appended before the failure. They stay: delete them before you append again, or they will be duplicated.`,
	'not-restored': ({collection, what}) => `Not restored of ${collection}: ${what}.`,
	'not-possible': ({collection, error}) => `${collection} will not be restored: ${reasonOf(error)}`,
	'l0-deletes-applied': ({collections, version}) =>
		`Milvus ${version} has no L0 segments: milvault itself applies the deletes in those of ${inSeries(collections)}, in a temporary copy of their delta logs.`,
	'renamed-meanwhile': ({collection, working}) =>
		`The restore created ${collection} as ${working}, and another program or person renamed it, so it is kept. Drop it if it is not needed.`,
	'not-proven-own': ({collection}) =>
		`${collection} is kept: no record proves that this restore created it. Drop it if it is not needed.`,
	'made-otherwise': ({collection, differences}) =>
		`${collection} has all its rows, but this Milvus created it differently: ${differences.join('; ')}.`,
	'database-not-made': ({database, error}) =>
		`The database ${database} was not created, nor anything in it: ${reasonOf(error)}`,
	'left-behind': ({what, where}) =>
		`${what} could not be removed and is still in ${where}. Remove it when it is no longer used.`,
	'not-notified': ({receiver, reason}) =>
		`The receiver ${receiver} of notify was not notified: ${reason}. The job itself is not affected.`,
	'not-noted': ({name, place}) =>
		`The verification of ${name} cannot be recorded: ${place} cannot be written.`,
	'gc-not-paused': ({url, error}) =>
		`Milvus’s garbage collection could not be paused at ${url} (${error.code}): files that compaction replaces may disappear while they are copied, and that collection is then copied again.`,
	'gc-not-resumed': ({url, seconds}) =>
		`Milvus’s garbage collection could not be resumed at ${url}: it resumes automatically within ${grouped(Math.round(seconds / 60))} minutes.`,
	'not-recorded': ({path, reason}) =>
		`Nothing can be recorded in ${path} (${brief(reason)}): if this job is interrupted, it cannot be continued. MILVAULT_STATE_DIR sets another directory.`,
	'not-locked': ({place}) =>
		`This backup is not locked, because ${place} cannot be written: another run could delete it meanwhile.`,
	'directories-passed-over': ({place, names}) =>
		`Skipped in ${place}, for lack of read permission: ${listed(names)}.`,
	'not-run-live': ({version}) =>
		`milvault has not been tested with a real Milvus ${version}: its support for new features follows the published interfaces. Check the result.`,
};

function reasonOf(error: ErrorSummary): string {
	return describeWith<ErrorText>(errorTexts, error, sentence => ({sentence})).sentence;
}

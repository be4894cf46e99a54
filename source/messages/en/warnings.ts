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
		`Not cut at one time: this Milvus tells no time of its flush, so rows written while the backup is made may be in it or not (${listed(collections)}).`,
	'late-deletes-may-return': () =>
		'Deleted rows may come back: Milvus before 2.3.2 never writes out deletes made after their segment was sealed, so a backup cannot have them.',
	'compacted-across-cut': ({collection}) =>
		`Milvus kept compacting ${collection} while it was backed up: of rows that were deleted or replaced meanwhile, some may be missing. Back it up again when less is written to it.`,
	'not-flushed': () =>
		'Taken without a flush: rows that Milvus had not written out yet are not in the backup.',
	'content-not-verifiable': ({name}) =>
		`Backup “${name}” was not made by milvault and has no recorded checksums: what is in its binlogs can be looked into, not compared byte for byte.`,
	'content-not-checked': ({collection}) =>
		`Not checked: --trust. The binlogs of ${collection} were given to Milvus without being decoded first, though no checksum proves them.`,
	'metadata-not-compared': ({name, file, reason}) =>
		`${file} of backup “${name}” confirms nothing: ${reason}. What only this file would show stays unseen.`,
	'data-not-named': ({collection, directory, objects, bytes}) =>
		`No metadata names ${directory}: ${counted(objects, 'object')}, ${prettyBytes(bytes).replace('kB', 'KB')}. If they were part of ${collection} when the backup was made, their rows are not restored.`,
	'streamed-copy': ({from, to}) =>
		`From ${from} to ${to} the storage cannot copy by itself: the data goes through this machine, which takes longer.`,
	'temporary-copy': ({place, bytes}) =>
		`Milvus cannot read the repository: ${prettyBytes(bytes).replace('kB', 'KB')} go through a temporary copy in ${place}, which is removed afterwards.`,
	'alias-held-elsewhere': ({alias, holder, target}) =>
		holder === alias
			? `The alias ${alias} was not given to ${target}: a collection has that name, or another one took it meanwhile.`
			: `The alias ${alias} stays with ${holder} and was not given to ${target}.`,
	'working-name-unavailable': ({version}) =>
		`Milvus ${version} cannot rename collections: they are created under their final names and can be seen before they are complete.`,
	'checked-by-size-only': ({collection, objects}) =>
		`${grouped(objects)} objects of ${collection} were checked by their size only: this store tells checksums of another kind than those that were recorded.`,
	'checksums-not-comparable': ({name, collection, objects}) =>
		`${counted(objects, 'object')} of ${collection}: sizes equal, checksums not comparable, because those that were recorded hold only where the backup was made. milvault verify ${name} --level full reads them.`,
	'foreign-files': ({collection, files, count}) =>
		`Files that are not of a backup lie among those of ${collection} and are passed over: ${listed(files)}${count > files.length ? `, and ${grouped(count - files.length)} more` : ''}.`,
	'unfinished-restore': ({collections, jobs}) =>
		`Left out, since a restore that runs or was cut short made them: ${listed(collections)}, of job ${listed(jobs.map(shortJobId))}. milvault jobs continue finishes it, milvault jobs clean takes them away.`,
	'perhaps-unfinished-restore': ({collections}) =>
		`Named like what a restore makes, and backed up like any other, since nothing known here says that one did: ${listed(collections)}.`,
	'collections-unreachable': ({collections}) =>
		`Milvus lists these, and does not find them by their names: ${listed(collections)}. An alias of the same name leads to a collection that was dropped. They will fail until it is dropped.`,
	'replaced-by-fewer': ({collections}) =>
		`Rows are lost: ${inSeries(
			collections.map(({collection, rows, left}) =>
				BigInt(left) === 0n
					? `${collection} holds ${grouped(rows)} rows now and will be empty`
					: `${collection} holds ${grouped(rows)} rows now and will hold ${grouped(left)}`,
			),
		)}.`,
	'replaced-uncounted': ({collections}) =>
		`Not all rows that will be lost are known: ${inSeries(
			collections.map(
				({collection, rows}) => `${collection} has ${counted(rows, 'row')} that are flushed`,
			),
		)}, and Milvus does not say how many are not. After a flush the number is whole.`,
	'rows-expire': ({collections}) =>
		`Rows come with their old times, and Milvus takes away what is past a collection’s time to live: ${inSeries(
			collections.map(({collection, rows, seconds, expired, soon}) => {
				const ttl = `collection.ttl.seconds = ${seconds}`;
				return expired === undefined
					? `of ${collection} (${ttl}) perhaps some or all of ${grouped(rows)} rows`
					: [
							`of ${collection} (${ttl}) ${grouped(expired)} of ${grouped(rows)} rows`,
							...(BigInt(soon ?? 0) > 0n ? [`${grouped(soon ?? 0)} more within a day`] : []),
						].join(', ');
			}),
		)}. --without-ttl restores collections without it.`,
	'ttl-left-out': ({collections}) =>
		`Without their time to live: ${inSeries(
			collections.map(
				({collection, seconds}) =>
					`${collection} (to set it again: ${setTtl(collection, seconds)})`,
			),
		)}.`,
	'nothing-appended': ({collections}) =>
		`No rows are added to ${listed(collections)}: this restore brings none.`,
	'rows-added-again': ({collections}) =>
		`The rows are added to those that are there, in ${listed(collections)}: Milvus keeps a key that is in both twice.`,
	'not-in-backup': ({collection}) =>
		`${collection} failed when this backup was made and is not in it.`,
	'without-rows': () => 'This backup was made without rows: collections come back empty.',
	'grants-refused': ({grants}) =>
		`Milvus refused ${grouped(grants.length)} grants; those roles have less than in the backup: ${listed(grants.map(({grant, reason}) => `${grant} (${reason})`))}.`,
	'appended-in-part': ({collection, rows}) =>
		`${collection} has grown by ${grouped(rows)} rows that were appended before the failure. They stay: delete them before you append again, or they will be there twice.`,
	'not-restored': ({collection, what}) => `Not restored of ${collection}: ${what}.`,
	'not-possible': ({collection, error}) => `${collection} will not be restored: ${reasonOf(error)}`,
	'l0-deletes-applied': ({collections, version}) =>
		`Milvus ${version} has no L0 segments: milvault itself applies the deletes in those of ${inSeries(collections)}, in a temporary copy of their delta logs.`,
	'renamed-meanwhile': ({collection, working}) =>
		`${collection} was ${working} when the restore made it: somebody renamed it, so it stays. Drop it if nobody needs it.`,
	'not-proven-own': ({collection}) =>
		`${collection} stays: nothing proves that this restore made it. Drop it if nobody needs it.`,
	'made-otherwise': ({collection, differences}) =>
		`${collection} has all its rows, but this Milvus did not make it as it was: ${differences.join('; ')}.`,
	'database-not-made': ({database, error}) =>
		`The database ${database} was not made, nor anything in it: ${reasonOf(error)}`,
	'left-behind': ({what, where}) =>
		`${what} could not be removed and is still in ${where}. Remove it once nothing uses it.`,
	'not-noted': ({name, place}) =>
		`When ${name} was verified cannot be noted: ${place} cannot be written.`,
	'gc-not-paused': ({url, error}) =>
		`Milvus’s garbage collection could not be paused at ${url} (${error.code}): what compaction replaces may vanish while it is copied, and that collection is then copied anew.`,
	'gc-not-resumed': ({url, seconds}) =>
		`Milvus’s garbage collection could not be resumed at ${url}: it goes on by itself within ${grouped(Math.round(seconds / 60))} minutes.`,
	'not-recorded': ({path, reason}) =>
		`Nothing is recorded in ${path} (${brief(reason)}): if this is cut short, it cannot be continued. MILVAULT_STATE_DIR can name another directory.`,
	'not-locked': ({place}) =>
		`Nothing keeps others from deleting this backup meanwhile: ${place} cannot be written, so no lock was taken.`,
	'directories-passed-over': ({place, names}) =>
		`Not looked at in ${place}, because it may not be read: ${listed(names)}.`,
	'not-run-live': ({version}) =>
		`milvault has not been run against a real Milvus ${version}: what is new there is written from its published interfaces. Check the result.`,
};

function reasonOf(error: ErrorSummary): string {
	return describeWith<ErrorText>(errorTexts, error, sentence => ({sentence})).sentence;
}

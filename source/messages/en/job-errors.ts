import {brief} from '../brief.js';
import type {ErrorTexts} from '../error-text.js';
import {counted, didYouMean, grouped, inSeries, inWords, listed} from './phrases.js';
import {shortJobId} from '../../model/short-job-id.js';

/** Who holds a lock. */
const runs = {
	backup: 'a backup that is being made',
	restore: 'a restore',
	verify: 'a verification',
	delete: 'a deletion',
} as const;

/** What milvus.yaml limits. */
const limits = {
	databases: 'databases',
	collections: 'collections',
	collectionsOfDatabase: 'collections in a database',
	partitions: 'partitions in a collection',
	capacity: 'partitions (times shards) in all',
	shards: 'shards of a collection',
	fields: 'fields of a collection',
	vectorFields: 'vector fields of a collection',
	dimensions: 'dimensions of a vector',
} as const;

/** What fails in a backup or a restore, and all else (exit codes 1, 7 and 130). */
export const jobErrors = {
	locked: ({name, kind, host, pid, startedAt, jobId}) => ({
		sentence: `“${name}” is in use by another run: ${runs[kind]}${host === '' ? '' : ` on ${host} (process ${pid}, since ${startedAt}, job ${shortJobId(jobId)})`}.`,
		hint: 'Wait until that run has ended, then run the same command again. A lock whose run was killed is taken over by itself.',
	}),
	'name-taken': ({name, place, isUnfinished}) => ({
		sentence: isUnfinished
			? `There already is an unfinished backup “${name}” in ${place}.`
			: `There already is a backup “${name}” in ${place}.`,
		hint: isUnfinished
			? `Choose another name with --name. When it was cut short on this machine, milvault jobs list shows how to go on with it; this removes it: milvault delete ${name}`
			: 'Choose another name with --name, or leave --name out for a name made of date and time.',
	}),
	'backup-missing': ({name, place, near}) => ({
		sentence: `There is no backup “${name}” in ${place}.`,
		hint:
			didYouMean(near) ??
			'milvault list shows the backups of this repository; --repository chooses another one.',
	}),
	'target-exists': ({targets}) => ({
		sentence: `On the cluster ${targets.length === 1 ? 'this collection exists' : 'these collections exist'} already: ${listed(targets.map(({target, rows, isUncounted}) => `${target} (${counted(rows, 'row')}${isUncounted ? ' flushed, perhaps more' : ''})`))}.`,
		hint: 'Restore beside them with --suffix _restored or --on-conflict rename, leave them out with --on-conflict skip, add the rows to them with --on-conflict append, or put the backup in their place with --on-conflict replace.',
	}),
	'target-differs': ({target, differences}) => ({
		sentence: `Rows cannot be appended to ${target}, because its schema differs: ${inSeries(differences)}.`,
		hint: 'Restore beside it with --on-conflict rename or --suffix _restored, or leave it out with --on-conflict skip.',
	}),
	'job-missing': ({id, near, others}) => ({
		sentence:
			near.length > 0
				? `Several jobs begin with “${id}”: ${listed(near)}.`
				: `There is no job “${id}”.`,
		hint: didYouMean(others) ?? 'milvault jobs list shows them.',
	}),
	'job-running': ({id, pid}) => ({
		sentence: `Job ${shortJobId(id)} runs (process ${pid}).`,
		hint: `Watch it with milvault jobs attach ${shortJobId(id)}, or end it with milvault jobs cancel ${shortJobId(id)}`,
	}),
	'job-not-running': ({id, state}) => ({
		sentence: `Job ${shortJobId(id)} does not run: it is ${state}.`,
		hint: 'milvault jobs list shows what can be done with it.',
	}),
	'job-still-running': ({id, pid}) => ({
		sentence: `Job ${shortJobId(id)} was asked to end and still runs (process ${pid}).`,
		hint: `Look again in a while: milvault jobs get ${shortJobId(id)}. Killing process ${pid} loses nothing: the job can be continued.`,
	}),
	'job-on-other-machine': ({id, host}) => ({
		sentence: `Job ${shortJobId(id)} runs on another machine, or in another container: ${host}.`,
		hint: 'Cancel it there.',
	}),
	'server-running': ({place, host, pid, startedAt}) => ({
		sentence: `Another milvault server works on ${place}${host === '' ? '' : `: on ${host} (process ${pid}, since ${startedAt})`}.`,
		hint: 'One server for each repository: use that one, end it, or choose another repository with --repository. One that was killed is taken over by itself, from another machine after a minute.',
	}),
	'cannot-listen': ({address, reason}) => ({
		sentence: `The server cannot listen at ${address}: ${brief(reason)}.`,
		hint: 'Choose another port with --port, or end what uses this one; --host must be an address of this machine.',
	}),
	'job-not-started': ({reason, log}) => ({
		sentence: `The job’s own process did not start: ${brief(reason)}.`,
		hint: `What it said is in ${log}. On the command line, a job without --detach runs in the terminal itself.`,
	}),
	'job-over': ({id, state}) => ({
		sentence: `Job ${shortJobId(id)} is ${state}, and nothing of it is left to go on with.`,
		hint: 'Run the command again instead; milvault jobs list shows which jobs can be continued.',
	}),
	'job-elsewhere': ({id, what, expected, found}) => ({
		sentence: `Job ${shortJobId(id)} began with the ${what} at ${expected}; the configuration now leads to ${found}.`,
		hint: 'Name the configuration that the job began with: --config <file>',
	}),
	'backup-changed': ({place}) => ({
		sentence: `Another backup lies in ${place} than when this job was planned: it was made anew or changed since. Nothing was done.`,
		hint: 'Run the same command again: it takes away what the job had made and starts anew. milvault jobs clean only takes it away.',
	}),
	'cluster-changed': ({cluster, address}) => ({
		sentence: `Another Milvus answers at ${address} than when this job was planned for ${cluster}. Nothing was done.`,
		hint: 'Let the address lead to the Milvus that the job began with, to continue or clean it there; the same command starts anew on this one.',
	}),
	'milvus-cannot-read': ({place, reason}) => ({
		sentence: `Milvus does not read the binlogs that a restore puts into ${place}: ${brief(reason)}.`,
		hint: 'The storage of the cluster must be the one that Milvus itself uses: the same endpoint, bucket and root path as in its milvus.yaml; for a directory, milvusPath says what Milvus calls it.',
	}),
	'cannot-write': ({path, reason, instead}) => ({
		sentence: `${path} cannot be written: ${brief(reason)}.`,
		hint: `Choose another place: ${instead}`,
	}),
	'file-exists': ({path}) => ({
		sentence: `There already is a file ${path}.`,
		hint: 'It is never written over. Choose another one: --output <file>',
	}),
	'directory-gone': () => ({
		sentence: 'The working directory is gone: it was removed after this shell went there.',
		hint: 'Go to another one, then run the same command again: cd ~',
	}),
	'file-refused': ({path, reason}) => ({
		sentence: `The file system refuses ${path}: ${brief(reason)}.`,
		hint: 'Look whose it is, whether it may be read and written by this user, and whether its disk has room.',
	}),
	'target-is-alias': ({target, reason}) => ({
		sentence: `${target} cannot be replaced: ${brief(reason)}.`,
		hint: 'Restore under another name with --on-conflict rename or --suffix _restored, or replace the collection itself with --rename.',
	}),
	'target-changed': ({target}) => ({
		sentence: `Another collection stands under ${target} than when the restore was planned. It was left alone.`,
		hint: 'Look at what is there now, and run the same command again.',
	}),
	'alias-leads-nowhere': ({targets}) => ({
		sentence: `${listed(targets)} cannot be restored there: the name is an alias of a collection that was dropped. Milvus keeps such an alias, and whatever gets its name cannot be found by it.`,
		hint: 'Drop the alias with any Milvus client, drop_alias in pymilvus, and run the same command again; or restore under another name with --on-conflict rename or --suffix _restored, or leave it out with --on-conflict skip.',
	}),
	'working-changed': ({working, now}) => ({
		sentence:
			now === ''
				? `${working}, which this restore was filling, was dropped by somebody.`
				: `${working}, which this restore was filling, was renamed to ${now} by somebody. It was left alone.`,
		hint:
			now === ''
				? 'Run the same command again.'
				: 'Give it its name back and continue with milvault jobs continue, or let milvault jobs clean forget it.',
	}),
	'working-taken': ({working}) => ({
		sentence: `A collection stands under ${working}, where this restore makes its own, and nothing proves that this restore made it. It was left alone.`,
		hint: 'Look at what it holds: rename it, or drop it if nobody needs it, and run the same command again.',
	}),
	'swap-failed': ({target, working, old, reason}) => ({
		sentence: `${target} could not be put in its place: ${brief(reason)}. The restored rows are in ${working}${old === '' ? '' : `, what was there before is in ${old}`}.`,
		hint: 'Nothing is lost. milvault jobs continue finishes it, milvault jobs clean gives back what was there.',
	}),
	'imports-running': ({collections}) => ({
		sentence: `Milvus still imports into ${listed(collections)}: a collection must not be dropped under an import job.`,
		hint: 'Wait a few minutes, then run the same command again.',
	}),
	'import-ambiguous': ({collection, jobs}) => ({
		sentence: `Several import jobs of ${collection} could be the one whose answer was lost: ${listed(jobs)}.`,
		hint: 'Somebody else imports into this collection too. When their jobs have ended, compare its rows with the backup before you append again.',
	}),
	'nothing-failed': ({name}) => ({
		sentence: `Nothing failed when backup “${name}” was made, so there is nothing to add.`,
		hint: '--only-failed adds to partial backups of milvault what failed when they were made; milvault get shows it.',
	}),
	'claim-lost': ({name, place}) => ({
		sentence: `Backup “${name}” in ${place} was deleted, or its name taken by another run, while it was being made.`,
		hint: 'Nothing was committed. Make it again under another name: milvault create --name <name>',
	}),
	'backup-unfinished': ({name}) => ({
		sentence: `Backup “${name}” was never finished and cannot be used.`,
		hint: `If a run is still writing it, wait for its end. Otherwise make a new one with milvault create, and remove this one: milvault delete ${name}`,
	}),
	'collection-vanished': ({collection}) => ({
		sentence: `${collection} is gone: it was dropped or renamed while milvault worked.`,
		hint: 'The other collections are not affected. If it has another name now, run the command again with --filter and that name.',
	}),
	'collection-unreachable': ({collection}) => ({
		sentence: `${collection} is there, but Milvus does not find it by its name: an alias of the same name leads to a collection that was dropped.`,
		hint: 'Drop the alias with any Milvus client, drop_alias in pymilvus: the collection can be found again then. milvault create --only-failed adds it to this backup.',
	}),
	'nothing-to-back-up': ({filter}) => ({
		sentence:
			filter === '*'
				? 'There is no collection to back up.'
				: `There is no collection to back up in ${filter}.`,
		hint: 'Look whether this is the Milvus that you mean: milvault check. A database without its collections is chosen by its name and a dot, as in --filter sales.',
	}),
	'flush-timeout': ({collection, waitedMs}) => ({
		sentence: `Milvus did not finish the flush of ${collection} within ${inWords(waitedMs)}.`,
		hint: 'Milvus may be busy or limit flushes: try again later, or raise limits.flushTimeoutSeconds. --strategy skip_flush takes only what is flushed already.',
	}),
	'binlogs-misaligned': ({collection, segment, counts}) => ({
		sentence: `Segment ${segment} of ${collection} is inconsistent in Milvus’s storage: its fields have different numbers of binlogs (${counts}).`,
		hint: 'An interrupted write of Milvus left files behind. Compact the collection in Milvus, then make the backup again.',
	}),
	'import-failed': ({collection, partition, reason}) => ({
		sentence: `Milvus failed to import ${part(collection, partition)}: ${brief(reason) || 'it gives no reason'}.`,
		hint: 'If Milvus finds no binlog or file, it reads another place than milvault writes to: compare the cluster’s bucket and rootPath (path for local storage) with milvus.yaml. Otherwise Milvus’s log says more.',
	}),
	'import-stalled': ({collection, partition, waitedMs}) => ({
		sentence: `The import of ${part(collection, partition)} made no progress for ${inWords(waitedMs)}.`,
		hint: 'Look at Milvus’s log and load, then restore again. If it only needs longer, raise limits.importStallSeconds.',
	}),
	'import-incomplete': ({collection, partition, expected, got}) => ({
		sentence: `Milvus imported ${grouped(got)} of ${range(expected)} rows of ${part(collection, partition)}.`,
		hint:
			got === '0'
				? 'Milvus reads another place than milvault writes to: compare the cluster’s bucket and rootPath (path and milvusPath for local storage) with milvus.yaml, then restore again.'
				: 'Look at Milvus’s log, then restore again.',
	}),
	'index-failed': ({collection, index, reason}) => ({
		sentence: `Milvus failed to build the index ${index} of ${collection}: ${brief(reason) || 'it gives no reason'}.`,
		hint: 'Milvus’s log says more. To restore the rows alone and build the index later: --no-index',
	}),
	'index-stalled': ({collection, index, waitedMs}) => ({
		sentence: `Building the index ${index} of ${collection} made no progress for ${inWords(waitedMs)}.`,
		hint: 'Look at Milvus’s log and load. If it only needs longer, raise limits.indexStallSeconds; to restore without indexes: --no-index',
	}),
	'load-stalled': ({collection, waitedMs}) => ({
		sentence: `Loading ${collection} made no progress for ${inWords(waitedMs)}.`,
		hint: 'Milvus may lack the memory for it: release other collections, or restore with --no-load and load it later. If it only needs longer, raise limits.loadStallSeconds.',
	}),
	'milvus-refused': ({rpc, code, reason}) => ({
		sentence: `Milvus refused ${rpc}: ${brief(reason) || 'it gives no reason'} (code ${code}).`,
		hint: 'Milvus’s log says more; --debug shows the whole answer.',
	}),
	'milvus-unsupported': ({feature, version}) => ({
		sentence: `${version === '' ? 'This Milvus' : `Milvus ${version}`} does not support this: ${feature}.`,
		hint: 'It needs a newer Milvus. Users and roles are left out without --rbac, single collections with --filter.',
	}),
	'milvus-limit': ({what, limit, setting}) => ({
		sentence: `Milvus allows no more ${limits[what]}${limit === undefined ? '' : ` than ${grouped(limit)}`} (${setting} in milvus.yaml).`,
		hint: `Raise ${setting} and restart Milvus, or remove what is no longer needed there, then run the same command again. A replacement needs room for the old and the new collection.`,
	}),
	'storage-refused': ({action, resource, reason}) => ({
		sentence: `The storage failed at ${action} on ${resource}: ${brief(reason)}.`,
		hint: 'Run the same command again. If the storage is overloaded (503, SlowDown), lower limits.copyConcurrency.',
	}),
	'disk-full': ({path}) => ({
		sentence: `The disk of ${path} is full.`,
		hint: 'Make room on it, for example with milvault delete for backups that are no longer needed, then run the same command again.',
	}),
	cancelled: () => ({sentence: 'Cancelled.'}),
	unexpected: ({reason}) => ({
		sentence: `A bug in milvault: ${brief(reason) || 'no reason given'}.`,
		hint: 'Run the same command with --debug to get the stack, and report it together with that.',
	}),
} satisfies Partial<ErrorTexts>;

/** L0 segments belong to no partition. */
function part(collection: string, partition: string): string {
	return partition === '' || partition === '_default'
		? collection
		: `partition ${partition} of ${collection}`;
}

/** `3,000` or `2,900-3,000`. */
function range(expected: string): string {
	return expected
		.split('-')
		.map(bound => grouped(bound))
		.join('–');
}

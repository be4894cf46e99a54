import {brief} from '../brief.js';
import type {ErrorTexts} from '../error-text.js';
import {counted, didYouMean, grouped, inSeries, inWords, listed} from './phrases.js';
import {shortJobId} from '../../model/short-job-id.js';

/** Who holds a lock. */
const runs = {
	backup: 'a backup in progress',
	restore: 'a restore',
	verify: 'a verification',
	delete: 'a deletion',
	copy: 'a copy to or from another repository',
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
		hint: 'Wait until that run has ended, then run the same command again. If that run was killed, its lock is taken over automatically.',
	}),
	'name-taken': ({name, place, isUnfinished, flag = '--name'}) => ({
		sentence: isUnfinished
			? `An unfinished backup “${name}” already exists in ${place}.`
			: `A backup “${name}” already exists in ${place}.`,
		hint: isUnfinished
			? `Choose another name with ${flag}. If it was interrupted on this machine, milvault jobs list shows how to continue it. To delete it: milvault delete ${name}`
			: flag === '--name-as'
				? 'It is another backup than the one to be copied. Give the copy another name with --name-as, or delete the backup that is there.'
				: 'Choose another name with --name, or omit --name for a name made of date and time.',
	}),
	'copy-onto-itself': ({name, place}) => ({
		sentence: `The backup “${name}” is in ${place}, where it was to be copied to.`,
		hint: 'Choose another repository with --to, or give the copy another name with --name-as.',
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
		hint: didYouMean(others) ?? 'milvault jobs list shows all jobs.',
	}),
	'job-running': ({id, pid}) => ({
		sentence: `Job ${shortJobId(id)} is running (process ${pid}).`,
		hint: `Watch it with milvault jobs attach ${shortJobId(id)}, or cancel it with milvault jobs cancel ${shortJobId(id)}`,
	}),
	'job-not-running': ({id, state}) => ({
		sentence: `Job ${shortJobId(id)} is not running: it is ${state}.`,
		hint: 'milvault jobs list shows what you can do with it.',
	}),
	'job-still-running': ({id, pid}) => ({
		sentence: `Job ${shortJobId(id)} was asked to stop and is still running (process ${pid}).`,
		hint: `Check it again later: milvault jobs get ${shortJobId(id)}. Killing process ${pid} loses nothing: the job can be continued.`,
	}),
	'job-on-other-machine': ({id, host}) => ({
		sentence: `Job ${shortJobId(id)} runs on another machine, or in another container: ${host}.`,
		hint: 'Cancel it there.',
	}),
	'server-running': ({place, host, pid, startedAt}) => ({
		sentence: `Another milvault server uses ${place}${host === '' ? '' : `: on ${host} (process ${pid}, since ${startedAt})`}.`,
		hint: 'Each repository can have one server: use that one, stop it, or choose another repository with --repository. If it was killed, a new server takes over automatically, on another machine after a minute.',
	}),
	'cannot-listen': ({address, reason}) => ({
		sentence: `The server cannot listen on ${address}: ${brief(reason)}.`,
		hint: 'Choose another port with --port, or stop the program that uses this one; --host must be an address of this machine.',
	}),
	'job-not-started': ({reason, log}) => ({
		sentence: `The job’s process did not start: ${brief(reason)}.`,
		hint: `Its output is in ${log}. On the command line, a job without --detach runs in the terminal itself.`,
	}),
	'job-over': ({id, state}) => ({
		sentence: `Job ${shortJobId(id)} is ${state}: there is nothing to continue.`,
		hint: 'Run the command again instead; milvault jobs list shows which jobs can be continued.',
	}),
	'job-elsewhere': ({id, what, expected, found}) => ({
		sentence: `Job ${shortJobId(id)} started with the ${what} at ${expected}; the configuration now points to ${found}.`,
		hint: 'Use the configuration that the job started with: --config <file>',
	}),
	'backup-changed': ({place}) => ({
		sentence: `The backup in ${place} is not the one that this job was planned with: it was created again or changed since. Nothing was done.`,
		hint: 'Run the same command again: it cleans up after the job and starts again from the beginning. milvault jobs clean only cleans up.',
	}),
	'backup-pinned': ({name, reason, until}) => ({
		sentence: `Backup “${name}” is pinned${until === undefined ? '' : ` until ${until}`}${reason === undefined ? '' : `: ${brief(reason)}`}.`,
		hint: `To let it be deleted: milvault unpin ${name}. milvault delete --pinned deletes pinned backups too.`,
	}),
	'backup-kept': ({name}) => ({
		sentence: `Backup “${name}” is kept by the policy now: other backups changed since the plan was shown.`,
		hint: 'milvault prune --dry-run shows what the policy keeps now.',
	}),
	'retention-bad-value': ({key, value, allowed, near}) => ({
		sentence: `“${value}” is not a value of ${key}: it takes ${listed(allowed, allowed.length)}.`,
		hint:
			didYouMean(near === undefined ? [] : [near]) ??
			'milvault prune --help explains what each of them takes.',
	}),
	'retention-empty': ({given}) => ({
		sentence:
			given.length === 0
				? 'There is no retention policy: nothing says which backups to keep.'
				: `This policy has no rule (only ${listed(given)}): all backups but the protected ones would be deleted.`,
		hint: 'Add one of --keep-last, --keep-hourly, --keep-daily, --keep-weekly, --keep-monthly, --keep-yearly and --keep-within, as --keep-last 7; or retention of the repository in the configuration, as keepLast: 7.',
	}),
	'cluster-changed': ({cluster, address}) => ({
		sentence: `The Milvus at ${address} is not the one that this job was planned with for ${cluster}. Nothing was done.`,
		hint: 'To continue or clean up the job, let the address point to the Milvus that the job started with. The same command starts again from the beginning on this one.',
	}),
	'milvus-cannot-read': ({place, reason}) => ({
		sentence: `Milvus cannot read the binlogs that a restore puts into ${place}: ${brief(reason)}.`,
		hint: 'The storage of the cluster must be the one that Milvus itself uses: the same endpoint, bucket and root path as in its milvus.yaml; for a directory, milvusPath is its path as Milvus sees it.',
	}),
	'cannot-write': ({path, reason, instead}) => ({
		sentence: `${path} cannot be written: ${brief(reason)}.`,
		hint: `Choose another place: ${instead}`,
	}),
	'file-exists': ({path}) => ({
		sentence: `The file ${path} already exists.`,
		hint: 'It is never overwritten. Choose another one: --output <file>',
	}),
	'directory-gone': () => ({
		sentence: 'The working directory no longer exists: it was removed after this shell entered it.',
		hint: 'Change to another directory, then run the same command again: cd ~',
	}),
	'file-refused': ({path, reason}) => ({
		sentence: `The file system refuses ${path}: ${brief(reason)}.`,
		hint: 'Check its owner, whether this user may read and write it, and whether its disk has free space.',
	}),
	'target-is-alias': ({target, reason}) => ({
		sentence: `${target} cannot be replaced: ${brief(reason)}.`,
		hint: 'Restore under another name with --on-conflict rename or --suffix _restored, or replace the collection itself with --rename.',
	}),
	'target-changed': ({target}) => ({
		sentence: `The collection ${target} is not the one that existed when the restore was planned. It was not changed.`,
		hint: 'Check the current collection, and run the same command again.',
	}),
	'alias-leads-nowhere': ({targets}) => ({
		sentence: `${listed(targets)} cannot be restored under this name: the name is an alias of a dropped collection. Milvus keeps such an alias, and cannot find a collection that has the same name.`,
		hint: 'Drop the alias with any Milvus client (drop_alias in pymilvus) and run the same command again; or restore under another name with --on-conflict rename or --suffix _restored, or leave it out with --on-conflict skip.',
	}),
	'working-changed': ({working, now}) => ({
		sentence:
			now === ''
				? `${working}, which this restore was filling, was dropped by another program or person.`
				: `${working}, which this restore was filling, was renamed to ${now} by another program or person. It was not changed.`,
		hint:
			now === ''
				? 'Run the same command again.'
				: 'Rename it back and run milvault jobs continue, or run milvault jobs clean, which leaves this collection as it is.',
	}),
	'working-taken': ({working}) => ({
		sentence: `A collection ${working} exists, where this restore creates its working collection, and no record proves that this restore created it. It was not changed.`,
		hint: 'Check what it holds: rename it, or drop it if it is not needed, and run the same command again.',
	}),
	'swap-failed': ({target, working, old, reason}) => ({
		sentence: `${target} could not be put in its place: ${brief(reason)}. The restored rows are in ${working}${old === '' ? '' : `, the previous rows are in ${old}`}.`,
		hint: 'No data is lost. milvault jobs continue finishes the restore, milvault jobs clean puts the previous collection back.',
	}),
	'imports-running': ({collections}) => ({
		sentence: `Milvus still imports into ${listed(collections)}: a collection must not be dropped while an import job runs.`,
		hint: 'Wait a few minutes, then run the same command again.',
	}),
	'import-ambiguous': ({collection, jobs}) => ({
		sentence: `The answer to an import request for ${collection} was lost, and several import jobs could belong to it: ${listed(jobs)}.`,
		hint: 'Another program imports into this collection too. When its jobs have ended, compare the rows with the backup before you append again.',
	}),
	'nothing-failed': ({name}) => ({
		sentence: `No collection failed when backup “${name}” was created, so there is nothing to add.`,
		hint: '--only-failed adds to a partial backup of milvault the collections that failed when it was created; milvault get shows them.',
	}),
	'claim-lost': ({name, place}) => ({
		sentence: `Backup “${name}” in ${place} was deleted, or its name was taken by another run, while the backup was being created.`,
		hint: 'Nothing was committed. Create it again under another name: milvault create --name <name>',
	}),
	'backup-unfinished': ({name}) => ({
		sentence: `Backup “${name}” is unfinished and cannot be used.`,
		hint: `If a run is still writing it, wait until that run ends. Otherwise create a new one with milvault create, and delete this one: milvault delete ${name}`,
	}),
	'collection-vanished': ({collection}) => ({
		sentence: `${collection} no longer exists: it was dropped or renamed while milvault was running.`,
		hint: 'The other collections are not affected. If it has another name now, run the command again with --filter and that name.',
	}),
	'collection-unreachable': ({collection}) => ({
		sentence: `${collection} exists, but Milvus cannot find it by its name: an alias of the same name refers to a dropped collection.`,
		hint: 'Drop the alias with any Milvus client (drop_alias in pymilvus): then Milvus finds the collection again. milvault create --only-failed adds it to this backup.',
	}),
	'nothing-to-back-up': ({filter}) => ({
		sentence:
			filter === '*'
				? 'There is no collection to back up.'
				: `There is no collection to back up in ${filter}.`,
		hint: 'Check that this is the right Milvus: milvault check. To choose a database without its collections, give its name and a dot, as in --filter sales.',
	}),
	'flush-timeout': ({collection, waitedMs}) => ({
		sentence: `Milvus did not finish the flush of ${collection} within ${inWords(waitedMs)}.`,
		hint: 'Milvus may be busy or limit flushes: try again later, or raise limits.flushTimeoutSeconds. --strategy skip_flush backs up only flushed data.',
	}),
	'binlogs-misaligned': ({collection, segment, counts}) => ({
		sentence: `Segment ${segment} of ${collection} is inconsistent in Milvus’s storage: its fields have different numbers of binlogs (${counts}).`,
		hint: 'An interrupted write of Milvus left files behind. Compact the collection in Milvus, then run the backup again.',
	}),
	'import-failed': ({collection, partition, reason}) => ({
		sentence: `Milvus failed to import ${part(collection, partition)}: ${brief(reason) || 'no reason given'}.`,
		hint: 'If Milvus cannot find a binlog or file, it reads from a different place than milvault writes to: compare the cluster’s bucket and rootPath (path for local storage) with milvus.yaml. Otherwise see Milvus’s log.',
	}),
	'import-stalled': ({collection, partition, waitedMs}) => ({
		sentence: `The import of ${part(collection, partition)} made no progress for ${inWords(waitedMs)}.`,
		hint: 'Check Milvus’s log and load, then restore again. If it only needs more time, raise limits.importStallSeconds.',
	}),
	'import-incomplete': ({collection, partition, expected, got}) => ({
		sentence: `Milvus imported ${grouped(got)} of ${range(expected)} rows of ${part(collection, partition)}.`,
		hint:
			got === '0'
				? 'Milvus reads from a different place than milvault writes to: compare the cluster’s bucket and rootPath (path and milvusPath for local storage) with milvus.yaml, then restore again.'
				: 'Check Milvus’s log, then restore again.',
	}),
	'index-failed': ({collection, index, reason}) => ({
		sentence: `Milvus failed to build the index ${index} of ${collection}: ${brief(reason) || 'no reason given'}.`,
		hint: 'See Milvus’s log. To restore the rows alone and build the index later: --no-index',
	}),
	'index-stalled': ({collection, index, waitedMs}) => ({
		sentence: `Building the index ${index} of ${collection} made no progress for ${inWords(waitedMs)}.`,
		hint: 'Check Milvus’s log and load. If it only needs more time, raise limits.indexStallSeconds; to restore without indexes: --no-index',
	}),
	'load-stalled': ({collection, waitedMs}) => ({
		sentence: `Loading ${collection} made no progress for ${inWords(waitedMs)}.`,
		hint: 'Milvus may not have enough memory for it: release other collections, or restore with --no-load and load it later. If it only needs more time, raise limits.loadStallSeconds.',
	}),
	'milvus-refused': ({rpc, code, reason}) => ({
		sentence: `Milvus refused ${rpc}: ${brief(reason) || 'no reason given'} (code ${code}).`,
		hint: 'See Milvus’s log; --debug shows the whole answer.',
	}),
	'milvus-unsupported': ({feature, version}) => ({
		sentence: `${version === '' ? 'This Milvus' : `Milvus ${version}`} does not support this: ${feature}.`,
		hint: 'This needs a newer Milvus. To leave out users and roles, omit --rbac; to leave out collections, use --filter.',
	}),
	'milvus-limit': ({what, limit, setting}) => ({
		sentence: `Milvus allows no more ${limits[what]}${limit === undefined ? '' : ` than ${grouped(limit)}`} (${setting} in milvus.yaml).`,
		hint: `Raise ${setting} and restart Milvus, or remove what is no longer needed there, then run the same command again. Replacing a collection needs room for the old and the new one.`,
	}),
	'storage-refused': ({action, resource, reason}) => ({
		sentence: `The storage failed at ${action} on ${resource}: ${brief(reason)}.`,
		hint: 'Run the same command again. If the storage is overloaded (503, SlowDown), lower limits.copyConcurrency.',
	}),
	'disk-full': ({path}) => ({
		sentence: `The disk of ${path} is full.`,
		hint: 'Free some space, for example by deleting backups that are no longer needed with milvault delete, then run the same command again.',
	}),
	cancelled: () => ({sentence: 'Cancelled.'}),
	unexpected: ({reason}) => ({
		sentence: `A bug in milvault: ${brief(reason) || 'no reason given'}.`,
		hint: 'Run the same command with --debug to get the stack trace, and report the bug with it.',
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

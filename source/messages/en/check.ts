import type {CheckId} from '../../model/checks.js';
import prettyBytes from 'pretty-bytes';
import {brief} from '../brief.js';
import type {FindingTexts} from '../check-text.js';
import {counted, keptVersions, listed} from './phrases.js';

const names = {
	milvus: 'Milvus',
	login: 'Login',
	version: 'Version',
	rest: 'REST API',
	management: 'Management port',
	storage: 'Milvus’s storage',
	rootPath: 'Root path',
	otherData: 'Other data',
	repository: 'Repository',
	write: 'Write and read back',
	conditionalWrite: 'Conditional write',
	copy: 'Copy',
	delete: 'Delete',
	milvusReads: 'What Milvus reads',
	proxies: 'Proxies',
	clock: 'Clock',
	space: 'Disk space',
	oldVersions: 'Old versions',
} satisfies Record<CheckId, string>;

const findings: FindingTexts = {
	'milvus-up': ({address, version, latencyMs}) => ({
		seen: `${version} answers at ${address} in ${latencyMs} ms`,
	}),
	'login-ok': ({user}) => ({seen: `as ${user}`}),
	'login-none': () => ({seen: 'not configured and not required'}),
	'version-live': ({version}) => ({
		seen: `${version}: backups are consistent at one point in time, and restored collections appear under their names when they are complete`,
	}),
	'version-old': ({version}) => ({
		seen: `${version}: backups are not consistent at one point in time, and rows deleted after their segment was sealed may come back`,
		fix: 'A backup tool cannot fix this: Milvus before 2.3.2 does not write such deletes to storage. Stop deleting before a backup, or upgrade to Milvus 2.3.2 or newer.',
	}),
	'version-not-live': ({version}) => ({
		seen: `${version}: milvault has not been tested with this version`,
		fix: 'Back up one collection, restore it with a suffix, and check the result before you back up more.',
	}),
	'rest-unused': ({version}) => ({seen: `not used with ${version}`}),
	'rest-up': () => ({seen: 'answers; imports use it'}),
	'rest-absent': ({reason}) => ({
		seen: `does not answer at ${reason}; imports run one group at a time, which is slower`,
		fix: 'Set restUrl of the cluster to the URL of Milvus’s REST API.',
	}),
	'management-unused': ({version}) => ({seen: `not used with ${version}`}),
	'management-unset': () => ({
		seen: 'not configured; set managementUrl of the cluster (http://<host>:9091) to pause garbage collection during backups',
	}),
	'management-up': ({url}) => ({
		seen: `garbage collection can be paused at ${url}`,
	}),
	'management-absent': ({url}) => ({
		seen: `this Milvus cannot pause garbage collection at ${url}`,
		fix: 'Remove managementUrl from the configuration, or keep it for Milvus 2.4 or newer.',
	}),
	'management-away': ({url, reason}) => ({
		seen: `nothing answers at ${url}: ${brief(reason)}`,
		fix: 'Open Milvus’s port 9091 to this machine, or remove managementUrl from the configuration. Backups work without it.',
	}),
	'storage-readable': ({place}) => ({
		seen: `${place} can be listed and read`,
	}),
	'root-path-right': ({place, collection}) => ({
		seen: `${place} holds the binlogs of ${collection}`,
	}),
	'root-path-unknown': ({place}) => ({
		seen: `cannot check whether ${place} is right: no collection has flushed rows`,
	}),
	'other-data-none': ({place}) => ({
		seen: `${place} holds only the data of collections that this Milvus lists`,
	}),
	'other-data': ({place, ids, count}) => ({
		seen: `${place} holds data of ${counted(count, 'collection')} that this Milvus does not list to this user (by id: ${listed(ids)}${count > ids.length ? ', …' : ''})`,
		fix: 'The data of dropped collections stays until garbage collection, hours to a day later: then nothing needs to be done. If another Milvus keeps its data here, give each Milvus its own root path: the garbage collector of each deletes the data of the other after about a day.',
	}),
	'versions-none': () => ({seen: 'not kept: deleted objects cannot be recovered'}),
	'versions-kept': ({place, kept}) => ({
		seen: keptVersions(place, kept),
		...(kept.removedAfterDays === undefined && {
			fix: 'Deleting backups frees no space until the old versions are removed: a lifecycle rule of the bucket can do that (NoncurrentVersionExpiration).',
		}),
	}),
	'versions-unknown': () => ({
		seen: 'the store does not report whether it keeps them',
	}),
	'repository-readable': ({place, backups, passedOver}) => ({
		seen: `${place} can be listed: ${counted(backups, 'backup')}${passedOver ? `; skipped for lack of read permission: ${listed(passedOver)}` : ''}`,
	}),
	'repository-written': ({place}) => ({seen: `works in ${place}`}),
	'write-conditional': () => ({
		seen: 'of two runs with the same name, only one succeeds',
	}),
	'write-unconditional': () => ({
		seen: 'the store ignores the condition: two runs with the same name may not detect each other in time',
		fix: 'Give every backup a unique name, such as --name nightly_{date}_{time}, and never start two backups with the same name at once.',
	}),
	'copy-by-store': ({from, to}) => ({
		seen: `the storage copies directly from ${from} to ${to}`,
	}),
	'copy-streamed': ({from, to}) => ({
		seen: `data from ${from} to ${to} passes through this machine`,
	}),
	deleted: () => ({seen: 'works'}),
	'milvus-reads-repository': ({place}) => ({
		seen: `a restore imports directly from ${place}`,
	}),
	'milvus-reads-temporary': ({place}) => ({
		seen: `a restore uses a temporary copy in ${place}`,
	}),
	'milvus-read-row': ({place}) => ({
		seen: `confirmed: one row was imported from ${place}, counted and removed`,
	}),
	'proxies-none': () => ({seen: 'none is set'}),
	'proxies-unused': ({names: set}) => ({
		seen: `${listed(set)} set in the environment; milvault connects directly and uses no proxy`,
	}),
	'clock-right': ({seconds}) => ({
		seen: `${Math.abs(seconds)} s apart from the clock of Milvus`,
	}),
	'clock-wrong': ({seconds, than}) => ({
		seen: `${Math.abs(seconds)} s ${seconds > 0 ? 'behind' : 'ahead of'} the clock of ${than}`,
		fix: 'Set the clock of this machine (NTP): object storage refuses requests that are 15 minutes off.',
	}),
	'clock-unknown': () => ({seen: 'Milvus does not report its time'}),
	'space-free': ({path, bytes}) => ({
		seen: `${prettyBytes(bytes).replace('kB', 'KB')} free in ${path}`,
	}),
	'space-low': ({path, bytes}) => ({
		seen: `only ${prettyBytes(bytes).replace('kB', 'KB')} free in ${path}`,
		fix: 'Free some space, or choose a repository elsewhere: milvault repository add',
	}),
	'depends-on': ({check}) => ({
		seen: `not checked, because of “${names[check]}”`,
	}),
};

/** What `check` says. */
export const checkTexts = {
	title: (cluster: string, repository: string) => `Cluster ${cluster}, repository ${repository}`,
	names,
	findings,
	good: 'All checks passed.',
	warnings: (count: string) => `All checks passed, with warnings: ${count}.`,
	bad: (count: string) => `Some checks failed. Problems to fix: ${count}.`,
	tryProbe:
		'--probe confirms that Milvus can read where a restore puts data: it imports one row and removes it again.',
};

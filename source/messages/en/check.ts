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
	'login-none': () => ({seen: 'none is configured, and none is asked for'}),
	'version-live': ({version}) => ({
		seen: `${version}: backups are cut at one time, restores appear under their names when they are whole`,
	}),
	'version-old': ({version}) => ({
		seen: `${version}: backups are not cut at one time, and deletes made after a segment was sealed may come back`,
		fix: 'Nothing that a backup tool can mend: Milvus before 2.3.2 does not write such deletes. Stop deleting before a backup, or move to Milvus 2.3.2 or newer.',
	}),
	'version-not-live': ({version}) => ({
		seen: `${version}: milvault has not been run against it`,
		fix: 'Make a backup of one collection, restore it with a suffix, and look at it before you rely on more.',
	}),
	'rest-unused': ({version}) => ({seen: `not used with ${version}`}),
	'rest-up': () => ({seen: 'answers; imports go through it'}),
	'rest-absent': ({reason}) => ({
		seen: `does not answer at ${reason}; imports go one group at a time, which is slower`,
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
		seen: `this Milvus has no garbage collection to pause at ${url}`,
		fix: 'Take managementUrl out of the configuration, or leave it for when Milvus is 2.4 or newer.',
	}),
	'management-away': ({url, reason}) => ({
		seen: `nothing answers at ${url}: ${brief(reason)}`,
		fix: 'Open Milvus’s port 9091 to this machine, or take managementUrl out of the configuration. Backups work without it.',
	}),
	'storage-readable': ({place}) => ({
		seen: `${place} can be listed and read`,
	}),
	'root-path-right': ({place, collection}) => ({
		seen: `${place} holds the binlogs of ${collection}`,
	}),
	'root-path-unknown': ({place}) => ({
		seen: `nothing tells whether ${place} is right: no collection has rows that are flushed`,
	}),
	'other-data-none': ({place}) => ({
		seen: `${place} holds nothing but what this Milvus lists`,
	}),
	'other-data': ({place, ids, count}) => ({
		seen: `${place} holds data of ${counted(count, 'collection')} that this Milvus does not list to this user (by id: ${listed(ids)}${count > ids.length ? ', …' : ''})`,
		fix: 'What was dropped stays until garbage collection, hours to a day: then there is nothing to do. If another Milvus keeps its data here, give each a root path of its own: each one’s garbage collector deletes what the other has written, after about a day.',
	}),
	'versions-none': () => ({seen: 'what is deleted is gone'}),
	'versions-kept': ({place, kept}) => ({
		seen: keptVersions(place, kept),
		...(kept.removedAfterDays === undefined && {
			fix: 'Deleting backups frees no space until old versions go: a lifecycle rule of the bucket removes them (NoncurrentVersionExpiration).',
		}),
	}),
	'versions-unknown': () => ({
		seen: 'the store does not tell whether it keeps them',
	}),
	'repository-readable': ({place, backups, passedOver}) => ({
		seen: `${place} can be listed: ${counted(backups, 'backup')}${passedOver ? `; not looked at, because it may not be read: ${listed(passedOver)}` : ''}`,
	}),
	'repository-written': ({place}) => ({seen: `works in ${place}`}),
	'write-conditional': () => ({
		seen: 'of two runs with the same name one wins',
	}),
	'write-unconditional': () => ({
		seen: 'the store ignores it: two runs with the same name would not notice each other in time',
		fix: 'Give every backup a name of its own, as with --name nightly_{date}_{time}, and never start two of one name at once.',
	}),
	'copy-by-store': ({from, to}) => ({
		seen: `the storage copies by itself from ${from} to ${to}`,
	}),
	'copy-streamed': ({from, to}) => ({
		seen: `from ${from} to ${to} data goes through this machine`,
	}),
	deleted: () => ({seen: 'works'}),
	'milvus-reads-repository': ({place}) => ({
		seen: `a restore is imported straight from ${place}`,
	}),
	'milvus-reads-temporary': ({place}) => ({
		seen: `a restore goes through a temporary copy in ${place}`,
	}),
	'milvus-read-row': ({place}) => ({
		seen: `proven: one row was imported from ${place}, counted and removed`,
	}),
	'proxies-none': () => ({seen: 'none are set'}),
	'proxies-unused': ({names: set}) => ({
		seen: `${listed(set)} set in the environment; milvault connects directly and uses none`,
	}),
	'clock-right': ({seconds}) => ({
		seen: `${Math.abs(seconds)} s apart from Milvus’s`,
	}),
	'clock-wrong': ({seconds, than}) => ({
		seen: `${Math.abs(seconds)} s ${seconds > 0 ? 'behind' : 'ahead of'} that of ${than}`,
		fix: 'Set the clock of this machine (NTP): object storage refuses requests that are 15 minutes off.',
	}),
	'clock-unknown': () => ({seen: 'Milvus does not tell its time'}),
	'space-free': ({path, bytes}) => ({
		seen: `${prettyBytes(bytes).replace('kB', 'KB')} free in ${path}`,
	}),
	'space-low': ({path, bytes}) => ({
		seen: `only ${prettyBytes(bytes).replace('kB', 'KB')} free in ${path}`,
		fix: 'Free some space, or choose a repository elsewhere: milvault repository add',
	}),
	'depends-on': ({check}) => ({
		seen: `not looked at, because of “${names[check]}”`,
	}),
};

/** What `check` says. */
export const checkTexts = {
	title: (cluster: string, repository: string) => `Cluster ${cluster}, repository ${repository}`,
	names,
	findings,
	good: 'All is well.',
	warnings: (count: string) => `It works, with warnings: ${count}.`,
	bad: (count: string) => `Not all is well. To be mended: ${count}.`,
	tryProbe:
		'--probe proves that Milvus reads where a restore puts data, with one row that is removed again.',
};

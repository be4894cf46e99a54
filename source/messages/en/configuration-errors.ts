import {nearestNames} from '../../utils/nearest-names.js';
import {brief} from '../brief.js';
import {formatKib} from '../format-kib.js';
import type {ErrorText, ErrorTexts} from '../error-text.js';
import type {UnknownName} from '../../model/config-mistakes.js';
import {shellWord} from '../../utils/shell-word.js';
import {didYouMean, givenBy, grouped, listed} from './phrases.js';

/** Directories and files of a user's own. */
const kinds = {
	config: 'The configuration file',
	state: 'The directory for jobs',
	data: 'The data directory',
	cache: 'The cache directory',
} as const;

/** Errors of configuration: exit code 4. */
export const configurationErrors = {
	'config-file-missing': ({path}) => ({
		sentence: `The configuration file ${path} does not exist.`,
		hint: 'Check the path given with --config or in MILVAULT_CONFIG. Without them milvault reads milvault.yaml in your configuration directory, which `milvault cluster add` writes.',
	}),
	'config-syntax': ({file, reason}) => ({
		sentence: `The configuration file ${file} cannot be read: ${reason === 'EISDIR' ? 'it is a directory' : brief(reason)}.`,
		hint: /^E[A-Z]+$/.test(reason)
			? 'Check that it is a file, and that you may read and write it.'
			: 'It is YAML: `key: value` on each line, indented with spaces, texts with special characters in quotes.',
	}),
	'file-too-large': ({path, maxBytes}) => ({
		sentence: `${path} is larger than ${formatKib(maxBytes)}, the size limit for such a file.`,
		hint: 'Check the path: a configuration, a certificate or a token is a small text file.',
	}),
	'file-endless': ({path, seconds}) => ({
		sentence: `Reading ${path} did not finish: no data arrived for ${seconds} seconds.`,
		hint: 'Check the path: it is a pipe or a device, and the program that writes to it must finish and close it.',
	}),
	'config-unknown-key': ({key, origin, suggestion}) => ({
		sentence:
			origin === 'environment'
				? `milvault has no environment variable ${key}.`
				: `${key} is not a key of the configuration (${givenBy(origin)}).`,
		hint:
			suggestion === undefined
				? 'config/backup.yaml, which is installed with milvault, lists every key and its environment variable.'
				: `Did you mean ${suggestion}?`,
	}),
	'config-bad-value': ({key, origin, value, allowed}) => ({
		sentence:
			value === ''
				? `${key} is empty (${givenBy(origin)}).`
				: `“${value}” is not a value of ${key} (${givenBy(origin)}).`,
		hint: `It takes: ${allowed}`,
	}),
	'config-missing-value': ({key, ways}) => ({
		sentence: `${key} has no value.`,
		hint: `Set it in one of these ways: ${ways}`,
	}),
	'config-secret-unreadable': ({key, origin, reason}) => ({
		sentence: `The secret ${key} cannot be fetched (${givenBy(origin)}): ${brief(reason)}.`,
		hint: 'The file must contain, or the command must print, only the secret, on one line; a command must finish within 30 seconds.',
	}),
	'no-home': ({what, variable, user}) => ({
		sentence: `${kinds[what]} of this user${user === '' ? '' : ` (${user})`} cannot be located: HOME is not set, and the list of users has no entry for this user.`,
		hint: `Set ${variable}, or HOME.`,
	}),
	'config-name-taken': ({kind, name, file}) => ({
		sentence: `A ${kind} “${name}” already exists in ${file}.`,
		hint: `Choose another name, or remove it first: milvault ${kind} remove ${name}`,
	}),
	'config-foreign': ({file, is}) => ({
		sentence: `${file} belongs to another tool (${is}): milvault reads it but never writes to it.`,
		hint: `Import it once: ${importing(file)}. Then omit --config (and MILVAULT_CONFIG): clusters and repositories are added to your own configuration file, and \`--cluster prod\` works with any repository in it.`,
	}),
	'unknown-cluster': details => unknownName('cluster', details),
	'unknown-repository': details => unknownName('repository', details),
	'bucket-missing': ({bucket, endpoint, buckets = []}) => ({
		sentence: `There is no bucket “${bucket}” at ${endpoint}.`,
		hint: /\.myqcloud\.com/.test(endpoint)
			? `Names of buckets in Tencent COS end with the number of the account, as in ${bucket.replace(/-\d+$/, '')}-1250000000: its console shows the full name. Data and backups may be in different buckets.`
			: buckets.length > 0
				? `Existing buckets: ${listed([...new Set([...nearestNames(bucket, buckets), ...buckets])])}. For a cluster, use the bucket in Milvus’s own milvus.yaml (minio.bucketName). For a repository, create the bucket or correct its name.`
				: 'For a cluster, use the bucket in Milvus’s own milvus.yaml (minio.bucketName): a-bucket with Docker Compose, milvus-bucket with Helm. For a repository, create the bucket or correct its name. `milvault cluster list` and `milvault repository list` show the current values.',
	}),
	'directory-missing': ({path}) => ({
		sentence: `The directory ${path} does not exist.`,
		hint: 'Create it, or correct the path of the cluster’s storage or of the repository: `milvault cluster list` and `milvault repository list` show them. In a container, check that the directory is mounted.',
	}),
	'worker-elsewhere': ({worker, place, key}) => ({
		sentence: `${worker === undefined ? 'This worker' : `The worker ${worker}`} sees another ${place} than the job: ${key} is not there.`,
		hint: 'The configuration of each worker must name the same places as the job’s. A directory must be the same on every machine, as a network file system.',
	}),
	'wrong-root-path': ({collection, rows, place, suggestions, otherBuckets}) => ({
		sentence: `Milvus has ${grouped(rows)} rows in ${collection}, but ${place} holds no data of it.`,
		hint: otherBuckets.length > 0 ? rightBucket(otherBuckets) : rightRootPath(place, suggestions),
	}),
} satisfies Partial<ErrorTexts>;

function unknownName(kind: 'cluster' | 'repository', details: UnknownName): ErrorText {
	const {name, known, origin, foreignFile} = details;
	return {
		sentence: `There is no ${kind} “${name}” (${givenBy(origin)}).`,
		hint:
			didYouMean(nearestNames(name, known)) ??
			(foreignFile === undefined ? undefined : ownIsApart(foreignFile, kind, name)) ??
			(known.length > 0
				? `Configured: ${listed(known)}. Details: milvault ${kind} list`
				: `No ${kind} has been added yet. Add one: milvault ${kind} add ${name} ${kind === 'cluster' ? '--address host:19530' : '--bucket <bucket>'}`),
	};
}

function importing(file: string): string {
	return `milvault config import ${shellWord(file)} --as prod`;
}

function ownIsApart(file: string, kind: 'cluster' | 'repository', name: string): string {
	const then = kind === 'repository' ? `--cluster prod --repository ${name}` : `--cluster prod`;
	return `With --config, only ${file} is used, not your own configuration file. Import it once: ${importing(file)}. Then, without --config (and MILVAULT_CONFIG): ${then}`;
}

function rightRootPath(place: string, suggestions: readonly string[]): string {
	const isBucket = place.startsWith('s3://');
	if (suggestions.length === 0) {
		return isBucket
			? 'The cluster’s storage must name the bucket and root path that Milvus itself uses: minio.bucketName and minio.rootPath in milvus.yaml (a-bucket and files with Docker Compose, milvus-bucket and file with Helm).'
			: 'The cluster’s storage must name the directory that Milvus itself uses: localStorage.path in milvus.yaml, by its path on this machine.';
	}

	const values = suggestions.map(suggestion =>
		isBucket ? rootPathValue(suggestion) : `path: ${place}/${suggestion}`,
	);
	return `Its data is in another ${isBucket ? 'root path' : 'directory'}. In the cluster’s storage, set ${values.map(value => `\`${value}\``).join(' or ')}${isBucket && suggestions.length === 1 && suggestions[0] !== '' ? `, or MILVAULT_STORAGE_ROOT_PATH=${suggestions[0]}` : ''}.`;
}

function rightBucket(found: ReadonlyArray<{bucket: string; rootPath: string}>): string {
	const values = found.map(
		({bucket, rootPath}) => `\`bucket: ${bucket}\` and \`${rootPathValue(rootPath)}\``,
	);
	return `Its data is in another bucket. In the cluster’s storage, set ${values.join(' or ')}.`;
}

function rootPathValue(rootPath: string): string {
	return rootPath === '' ? 'rootPath: ""' : `rootPath: ${rootPath}`;
}

import {nearestNames} from '../../utils/nearest-names.js';
import {brief} from '../brief.js';
import {formatKib} from '../format-kib.js';
import type {ErrorText, ErrorTexts} from '../error-text.js';
import type {UnknownName} from '../../model/config-mistakes.js';
import {shellWord} from '../../utils/shell-word.js';
import {didYouMean, givenBy, grouped, listed} from './phrases.js';

/** Directories and files of a user's own. */
const kinds = {
	config: 'the configuration file',
	state: 'the directory for jobs',
	data: 'the data directory',
	cache: 'the cache directory',
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
		sentence: `${path} is larger than ${formatKib(maxBytes)}, the most that is read of such a file.`,
		hint: 'Check the path: a configuration, a certificate or a token is a small text file.',
	}),
	'file-endless': ({path, seconds}) => ({
		sentence: `${path} could not be read to its end: for ${seconds} seconds nothing more came from it.`,
		hint: 'Check the path: it is a pipe or a device, and what feeds it has to say all and end.',
	}),
	'config-unknown-key': ({key, origin, suggestion}) => ({
		sentence:
			origin === 'environment'
				? `milvault knows no environment variable ${key}.`
				: `${key} is not a key of the configuration (${givenBy(origin)}).`,
		hint:
			suggestion === undefined
				? 'config/backup.yaml, which comes with milvault, lists every key and its environment variable.'
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
		hint: `Give it in one of these ways: ${ways}`,
	}),
	'config-secret-unreadable': ({key, origin, reason}) => ({
		sentence: `The secret ${key} cannot be fetched (${givenBy(origin)}): ${brief(reason)}.`,
		hint: 'The file must hold, or the command print, the secret alone on one line; a command has 30 seconds for it.',
	}),
	'no-home': ({what, variable, user}) => ({
		sentence: `Nothing says where ${kinds[what]} of this user${user === '' ? '' : ` (${user})`} is: HOME is not set, and there is no entry for it in the list of users.`,
		hint: `Set ${variable}, or HOME.`,
	}),
	'config-name-taken': ({kind, name, file}) => ({
		sentence: `There already is a ${kind} “${name}” in ${file}.`,
		hint: `Choose another name, or remove it first: milvault ${kind} remove ${name}`,
	}),
	'config-foreign': ({file, is}) => ({
		sentence: `${file} is of another tool (${is}): milvault reads it and never writes it.`,
		hint: `Import it once: ${importing(file)}. From then on leave out --config (and MILVAULT_CONFIG): clusters and repositories are added to your own file, and \`--cluster prod\` goes with any repository of it.`,
	}),
	'unknown-cluster': details => unknownName('cluster', details),
	'unknown-repository': details => unknownName('repository', details),
	'bucket-missing': ({bucket, endpoint, buckets = []}) => ({
		sentence: `There is no bucket “${bucket}” at ${endpoint}.`,
		hint: /\.myqcloud\.com/.test(endpoint)
			? `Names of buckets in Tencent’s COS end with the number of the account, as in ${bucket.replace(/-\d+$/, '')}-1250000000: its console shows the whole name. The bucket of the data and that of the backups may be two.`
			: buckets.length > 0
				? `These buckets are there: ${listed([...new Set([...nearestNames(bucket, buckets), ...buckets])])}. For a cluster, use the bucket of Milvus’s own milvus.yaml (minio.bucketName). For a repository, create the bucket or correct its name.`
				: 'For a cluster, use the bucket of Milvus’s own milvus.yaml (minio.bucketName): a-bucket with Docker Compose, milvus-bucket with Helm. For a repository, create the bucket or correct its name. `milvault cluster list` and `milvault repository list` show what is set.',
	}),
	'directory-missing': ({path}) => ({
		sentence: `The directory ${path} does not exist.`,
		hint: 'Create it, or correct the path of the cluster’s storage or of the repository: `milvault cluster list` and `milvault repository list` show them. In a container, check that the directory is mounted.',
	}),
	'wrong-root-path': ({collection, rows, place, suggestions, otherBuckets}) => ({
		sentence: `Milvus has ${grouped(rows)} rows in ${collection}, but no data of it is in ${place}.`,
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
				? `Known are ${listed(known)}: milvault ${kind} list`
				: `None has been added yet: milvault ${kind} add ${name} ${kind === 'cluster' ? '--address host:19530' : '--bucket <bucket>'}`),
	};
}

function importing(file: string): string {
	return `milvault config import ${shellWord(file)} --as prod`;
}

function ownIsApart(file: string, kind: 'cluster' | 'repository', name: string): string {
	const then = kind === 'repository' ? `--cluster prod --repository ${name}` : `--cluster prod`;
	return `With --config only what ${file} has is used, not what your own configuration file has. Import it once: ${importing(file)}. Then, without --config (and MILVAULT_CONFIG): ${then}`;
}

function rightRootPath(place: string, suggestions: readonly string[]): string {
	const isBucket = place.startsWith('s3://');
	if (suggestions.length === 0) {
		return isBucket
			? 'The cluster’s storage must name the bucket and root path that Milvus itself uses: minio.bucketName and minio.rootPath in milvus.yaml (a-bucket and files with Docker Compose, milvus-bucket and file with Helm).'
			: 'The cluster’s storage must name the directory that Milvus itself uses: localStorage.path in milvus.yaml, as this machine sees it.';
	}

	const values = suggestions.map(suggestion =>
		isBucket ? rootPathValue(suggestion) : `path: ${place}/${suggestion}`,
	);
	return `Its data is there under another ${isBucket ? 'root path' : 'directory'}. Set in the cluster’s storage ${values.map(value => `\`${value}\``).join(' or ')}${isBucket && suggestions.length === 1 && suggestions[0] !== '' ? `, or MILVAULT_STORAGE_ROOT_PATH=${suggestions[0]}` : ''}.`;
}

function rightBucket(found: ReadonlyArray<{bucket: string; rootPath: string}>): string {
	const values = found.map(
		({bucket, rootPath}) => `\`bucket: ${bucket}\` and \`${rootPathValue(rootPath)}\``,
	);
	return `Its data is in another bucket. Set in the cluster’s storage ${values.join(' or ')}.`;
}

function rootPathValue(rootPath: string): string {
	return rootPath === '' ? 'rootPath: ""' : `rootPath: ${rootPath}`;
}

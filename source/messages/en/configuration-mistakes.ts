import type {ForeignEncoding, StorageLack, YamlMistake} from '../../model/config-mistakes.js';
import type {ErrorTexts} from '../error-text.js';
import {givenBy, listed} from './phrases.js';

type Wrong = {
	character?: string;
	otherLine?: number;
};

const characterNames: Readonly<Record<string, string>> = {
	'@': 'an at sign',
	'`': 'a backtick',
	'%': 'a percent sign',
	'*': 'an asterisk',
	'&': 'an ampersand',
	'!': 'an exclamation mark',
	'|': 'a vertical bar',
	'>': 'a greater-than sign',
	'{': 'a brace',
	'[': 'a bracket',
	'}': 'a closing brace',
	']': 'a closing bracket',
	',': 'a comma',
	'"': 'a double quote',
	"'": 'a single quote',
	'\u00A0': 'a no-break space (U+00A0)',
	'\u3000': 'a full-width space (U+3000)',
	'\u200B': 'a zero-width space (U+200B)',
	'\uFEFF': 'a byte order mark (U+FEFF)',
};

function nameOf(character = ''): string {
	const code = character.codePointAt(0)?.toString(16).toUpperCase();
	return (
		characterNames[character] ??
		(/[“”„‟‘’‚‛«»「」『』＂＇]/.test(character)
			? `a typographic quote ${character}`
			: `the character U+${code?.padStart(4, '0')}`)
	);
}

const mistakes: Record<YamlMistake, (wrong: Wrong) => string> = {
	tab: () => 'the line is indented with a tab, and YAML takes spaces only',
	'foreign-blank': ({character}) =>
		`the line is indented with ${nameOf(character)}, and YAML takes plain spaces only`,
	indentation: () => 'the line is not indented as its neighbours are',
	'wide-colon': () => 'a full-width colon (U+FF1A) stands where a plain colon and a space belong',
	'no-blank-after-colon': () => 'there is no space after the colon',
	'equals-sign': () => 'an equals sign = stands where a colon and a space belong',
	'no-colon': () => 'there is no colon between key and value',
	'reserved-character': ({character}) =>
		`a value that begins with ${nameOf(character)} has to be in quotes`,
	'colon-in-value': () => 'a value with a colon and a space in it has to be in quotes',
	'open-quote': ({character}) => `${nameOf(character)} opens a value and none closes it`,
	'after-quote': ({character}) => `behind the closing quote stands ${nameOf(character)}`,
	'typographic-quotes': ({character}) =>
		`the value is in typographic quotes (${character}), which are a part of it to YAML`,
	escape: () => 'a backslash in double quotes begins an escape; single quotes take it as it is',
	brackets: ({character}) => `${nameOf(character)} is missing`,
	'key-twice': ({otherLine}) =>
		`the key is there twice${otherLine === undefined ? '' : `, before that in line ${otherLine}`}`,
	'continued-line': () => 'the line is read as the rest of the value above it',
	template: () => 'the line holds a template {{ … }} that nobody filled in',
	'conflict-marker': () => 'the line is a conflict marker of Git',
};

/** Where no line can be shown. */
const remedies: Partial<Record<YamlMistake, string>> = {
	'key-twice': 'Put what stands below both into one.',
	template: 'Render it first (helm template, envsubst), or write the value itself.',
	'conflict-marker': 'Decide for one of the two sides and delete the markers.',
	'continued-line':
		'Give it a key of its own, as far to the left as the line above, or put the whole value in quotes.',
	brackets: 'Close what is opened, or put the value in quotes.',
};

const encodings: Record<ForeignEncoding, string> = {
	'UTF-16': 'it looks like UTF-16',
	GBK: 'it looks like GBK',
	'Latin-1': 'it looks like Latin-1 (ISO 8859-1)',
	binary: 'it looks like no text at all',
};

const lacks: Record<StorageLack, {what: string; instead: string}> = {
	azure: {
		what: 'Azure Blob Storage, which milvus-backup speaks and milvault does not',
		instead:
			'What works: copy the container into a bucket that speaks S3, or into a directory (rclone, azcopy), and name that as the storage. Backups of a Milvus on Azure are made by milvus-backup; milvault checks and restores them from such a copy.',
	},
	'gcp-native': {
		what: 'Google’s own protocol with a service account, which milvus-backup speaks and milvault does not',
		instead:
			'What works: an HMAC key of Google Cloud Storage as accessKeyID and secretAccessKey, with gcp for the provider: that is its S3 interface at storage.googleapis.com.',
	},
	'cloud-role': {
		what: 'the role or workload identity of a cloud that is not Amazon, which milvault cannot use',
		instead:
			'What works: an access key of that cloud (for Google an HMAC key) as accessKeyID and secretAccessKey, and useIAM: false.',
	},
	opendal: {
		what: 'how Milvus reaches a storage, and none itself',
		instead: 'Write which storage it is: minio, s3, aliyun, tencent, hwc, gcp.',
	},
};

/** What is wrong with a configuration file as a file: exit code 4. */
export const configurationMistakes = {
	'config-yaml': ({file, mistake, corrected, indent, ...wrong}) => ({
		sentence: `The configuration file ${file} cannot be read: ${mistakes[mistake](wrong)}.`,
		hint:
			remedies[mistake] ??
			(corrected === undefined
				? 'It is YAML: `key: value` on each line, indented with spaces, texts with special characters in quotes.'
				: indent === 0
					? `Write it at the beginning of its line: ${corrected}`
					: `Write it as ${indent === undefined ? '' : `(${indent} spaces, then) `}${corrected}`),
	}),
	'config-encoding': ({file, encoding}) => ({
		sentence: `The configuration file ${file} is not UTF-8: ${encodings[encoding]}.`,
		hint:
			encoding === 'binary'
				? 'Check the path: a configuration is a small text file.'
				: `Save it as UTF-8, or convert it: iconv -f ${encoding} -t UTF-8 ${file} > new.yaml`,
	}),
	'config-empty': ({file}) => ({
		sentence: `${file} says nothing about Milvus or its storage.`,
		hint: 'It is empty, or all of it is commented out. If it was written by a command (helm get values > file), look at what that command printed.',
	}),
	'config-unrecognised': ({file, found}) => ({
		sentence: `There is no configuration in ${file} that milvault knows: it holds ${listed(found)}.`,
		hint: 'It knows backup.yaml of milvus-backup, milvus.yaml, values of Milvus’s Helm chart, the operator’s kind: Milvus, a ConfigMap or Secret that holds one of these, and a docker-compose file with a Milvus in it.',
	}),
	'config-placeholder': ({key, origin, placeholder, variable}) => ({
		sentence:
			variable === undefined
				? `${key} holds a placeholder, ${placeholder}, that nobody filled in (${givenBy(origin)}).`
				: `${key} holds the placeholder ${placeholder}, and the environment has no ${variable} (${givenBy(origin)}).`,
		hint:
			variable === undefined
				? 'Render the file first (helm template, envsubst), or write the value in its place. A secret that really looks like this has to lie in a file of its own (passwordFile).'
				: `Set it and try again: export ${variable}=… Or write the value in its place.`,
	}),
	'config-lacking': ({key, origin, value, lack}) => ({
		sentence: `${key} is “${value}” (${givenBy(origin)}): ${lacks[lack].what}.`,
		hint: lacks[lack].instead,
	}),
} satisfies Partial<ErrorTexts>;

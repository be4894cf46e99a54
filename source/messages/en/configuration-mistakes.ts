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
	tab: () => 'the line is indented with a tab, and YAML allows spaces only',
	'foreign-blank': ({character}) =>
		`the line is indented with ${nameOf(character)}, and YAML allows plain spaces only`,
	indentation: () => 'the indentation does not match the lines around it',
	'wide-colon': () =>
		'the line has a full-width colon (U+FF1A) instead of a plain colon and a space',
	'no-blank-after-colon': () => 'there is no space after the colon',
	'equals-sign': () => 'the line has an equals sign = instead of a colon and a space',
	'no-colon': () => 'there is no colon between key and value',
	'reserved-character': ({character}) =>
		`a value that begins with ${nameOf(character)} must be in quotes`,
	'colon-in-value': () => 'a value that contains a colon and a space must be in quotes',
	'open-quote': ({character}) => `a value begins with ${nameOf(character)}, and its end is missing`,
	'after-quote': ({character}) => `the closing quote is followed by ${nameOf(character)}`,
	'typographic-quotes': ({character}) =>
		`the value is in typographic quotes (${character}), which YAML treats as part of the value`,
	escape: () =>
		'a backslash in double quotes begins an escape sequence; single quotes keep it unchanged',
	brackets: ({character}) => `${nameOf(character)} is missing`,
	'key-twice': ({otherLine}) =>
		`the key occurs twice${otherLine === undefined ? '' : `, first in line ${otherLine}`}`,
	'continued-line': () => 'YAML reads the line as a continuation of the value above it',
	template: () => 'the line contains a template {{ … }} without a value',
	'conflict-marker': () => 'the line is a conflict marker of Git',
};

/** Where no line can be shown. */
const remedies: Partial<Record<YamlMistake, string>> = {
	'key-twice': 'Merge the contents of both into one.',
	template: 'Render it first (helm template, envsubst), or write the value instead.',
	'conflict-marker': 'Keep one of the two sides and delete the markers.',
	'continued-line':
		'Give it its own key, with the indentation of the line above, or put the whole value in quotes.',
	brackets: 'Add it, or put the value in quotes.',
};

const encodings: Record<ForeignEncoding, string> = {
	'UTF-16': 'it looks like UTF-16',
	GBK: 'it looks like GBK',
	'Latin-1': 'it looks like Latin-1 (ISO 8859-1)',
	binary: 'it does not look like text',
};

const lacks: Record<StorageLack, {what: string; instead: string}> = {
	azure: {
		what: 'Azure Blob Storage, which milvus-backup supports and milvault does not',
		instead:
			'Alternative: copy the container into an S3-compatible bucket or a directory (rclone, azcopy), and use that as the storage. Back up a Milvus on Azure with milvus-backup; milvault verifies and restores these backups from such a copy.',
	},
	'gcp-native': {
		what: 'Google’s native protocol with a service account, which milvus-backup supports and milvault does not',
		instead:
			'Alternative: use an HMAC key of Google Cloud Storage as accessKeyID and secretAccessKey, and gcp as the provider: this is its S3 interface at storage.googleapis.com.',
	},
	'cloud-role': {
		what: 'the role or workload identity of a cloud other than Amazon, which milvault cannot use',
		instead:
			'Alternative: use an access key of that cloud (for Google an HMAC key) as accessKeyID and secretAccessKey, and set useIAM: false.',
	},
	opendal: {
		what: 'the way Milvus accesses a storage, not a storage itself',
		instead: 'Give the storage itself: minio, s3, aliyun, tencent, hwc, gcp.',
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
		sentence: `${file} has no values for Milvus or its storage.`,
		hint: 'It is empty, or everything in it is commented out. If a command wrote it (helm get values > file), check the output of that command.',
	}),
	'config-unrecognised': ({file, found}) => ({
		sentence: `${file} is not a configuration that milvault supports: it contains ${listed(found)}.`,
		hint: 'milvault supports backup.yaml of milvus-backup, milvus.yaml, values of Milvus’s Helm chart, the operator’s kind: Milvus, a ConfigMap or Secret that contains one of these, and a docker-compose file with a Milvus service.',
	}),
	'config-placeholder': ({key, origin, placeholder, variable}) => ({
		sentence:
			variable === undefined
				? `${key} contains the placeholder ${placeholder}, without a value (${givenBy(origin)}).`
				: `${key} contains the placeholder ${placeholder}, but the environment variable ${variable} is not set (${givenBy(origin)}).`,
		hint:
			variable === undefined
				? 'Render the file first (helm template, envsubst), or write the value instead. A secret that really looks like this must be in its own file (passwordFile).'
				: `Set it and try again: export ${variable}=… Or write the value instead.`,
	}),
	'config-lacking': ({key, origin, value, lack}) => ({
		sentence: `${key} is “${value}” (${givenBy(origin)}): ${lacks[lack].what}.`,
		hint: lacks[lack].instead,
	}),
} satisfies Partial<ErrorTexts>;

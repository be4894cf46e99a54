import {resolve} from 'node:path';
import {MilvaultError} from '../model/milvault-error.js';
import {nearestNames} from '../utils/nearest-names.js';
import {badValue, precedence, type SourcedValues} from './sourced-values.js';
import {wellKnownVariables} from './environment-layers.js';
import {translate, type Translation} from './foreign-values.js';
import {environmentNameOf, knownKeys, secretOf} from './keys.js';
import {keysV1, keysV2} from './milvus-backup-keys.js';

const option = '--set';

type Target = {path: string | undefined; translation: Translation};

/**
 * The values of `--set key=value`, by our keys and variables and by milvus-backup's (its own
 * `--set`). Keys of a cluster and of a repository that are named by `*` are about those in use; a
 * key that means nothing here is taken and left alone, as in its file.
 *
 * @param given each `key=value`, or several with commas between
 * @throws config-unknown-key, with the nearest; config-bad-value
 */
export function setEntries(given: readonly string[], directory: string): SourcedValues {
	const entries: SourcedValues = new Map();
	for (const text of given.flatMap(each => pairsOf(each))) {
		const at = text.indexOf('=');
		const key = text.slice(0, Math.max(at, 0)).trim();
		const entry = {
			text: text.slice(at + 1),
			origin: `flag ${option} ${key}`,
			key,
			directory,
			rank: precedence.flag,
		};
		if (at < 1) {
			// What was typed may be a secret.
			throw badValue({...entry, text: '******', key: option}, 'key=value');
		}

		const {path, translation} = targetOf(key);
		if (path !== undefined) {
			entries.set(path, translate(entry, translation));
		}
	}

	return entries;
}

/**
 * The values of `--set` that may be shown and written down, by key. Secrets are left out, and so are
 * commands that print one: a command with a wrong password in it is worse than one without. Keys that
 * mean nothing here are left out too: a secret may be behind them.
 *
 * @param directory where relative paths start; they become absolute, so that they mean the same from
 *   everywhere. Default: they stay as they were typed.
 * @returns undefined where nothing is left
 */
export function shownValues(
	given: readonly string[] = [],
	directory?: string,
): Record<string, string> | undefined {
	/** Of one path the last counts, whichever of its names was given. */
	const byPath = new Map<string, [key: string, value: string]>();
	for (const text of given.flatMap(each => pairsOf(each))) {
		const at = text.indexOf('=');
		const key = text.slice(0, at).trim();
		const value = text.slice(at + 1);
		const {path} = targetOf(key);
		const form = path === undefined ? '' : secretOf(path)?.form;
		if (path !== undefined && form !== '' && form !== 'Command') {
			byPath.delete(path);
			byPath.set(path, [key, directory === undefined ? value : absolute(path, value, directory)]);
		}
	}

	return byPath.size === 0 ? undefined : Object.fromEntries(byPath.values());
}

function absolute(path: string, value: string, directory: string): string {
	const isFile = /(File|\.path)$/.test(path) && !/^~(\/|$)/.test(value);
	return isFile ? resolve(directory, value) : value;
}

/** As milvus-backup splits them, where what follows looks like a pair too; a secret is whole. */
function pairsOf(text: string): string[] {
	const [key = ''] = text.split('=');
	const {path} = /[^=]=/.test(text) ? targetOf(key.trim()) : {};
	return path !== undefined && secretOf(path) ? [text] : text.split(/,(?=[A-Za-z][\w.*-]*=)/);
}

function targetOf(key: string): Target {
	const wanted = key.toLowerCase();
	const own = knownKeys.find(known => matches(known, key) || environmentNameOf(known) === key);
	if (own !== undefined) {
		return {
			path: key.includes('.') ? key : own,
			translation: 'same',
		};
	}

	const variable = wellKnownVariables.find(([name]) => name === key);
	if (variable) {
		return {path: variable[1], translation: variable[2] ?? 'same'};
	}

	for (const [name, path, translation = 'same'] of [...keysV2, ...keysV1]) {
		const isOpen = name.endsWith('.**') && wanted.startsWith(open(name));
		if (isOpen || name.toLowerCase() === wanted) {
			return {path: path?.replace('.default', '.*'), translation};
		}
	}

	const names = [...keysV2, ...keysV1].map(([name]) => name);
	const [suggestion] = nearestNames(key, [...knownKeys, ...names], 1);
	throw new MilvaultError('config-unknown-key', {
		key,
		origin: `flag ${option}`,
		...(suggestion === undefined ? {} : {suggestion}),
	});
}

function open(name: string): string {
	return name.slice(0, -'**'.length).toLowerCase();
}

/** `clusters.*.milvus.address` is `clusters.prod.milvus.address` too. */
function matches(known: string, key: string): boolean {
	const parts = known.split('.');
	const given = key.split('.');
	return (
		parts.length === given.length &&
		parts.every((part, index) => part === '*' || part === given[index])
	);
}

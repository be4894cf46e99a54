import {MilvaultError} from '../model/milvault-error.js';
import {nearestNames} from '../utils/nearest-names.js';
import {collectErrors, type Problems} from './collect-errors.js';
import type {RawValue, Written} from './tree.js';
import {mistakeInScalar} from './yaml/mistakes.js';

/** The words of one kind of configuration file. */
export type KeySet = {
	/** Dotted; `*` stands for a name, a last `**` for anything at all, which is then left out. */
	keys: readonly string[];
	/** For milvus-backup `accessKeyID` and `accesskeyid` are the same. */
	ignoresCase: boolean;
	/**
	 * What people write and what they mean, both relative to where they write it; the former in lower
	 * case.
	 */
	aliases: Readonly<Record<string, string>>;
};

export type KnownLeaf = {
	/** The path in the vocabulary's spelling, names filled in. */
	path: string;
	/** Undefined when the key stands there without a value. */
	text: string | undefined;
	origin: string;
	written?: Written;
};

type Branch = {children: Map<string, Branch>; isKey: boolean; isOpen: boolean};

/**
 * Holds every leaf against the vocabulary. Sections without content are left out.
 *
 * @throws config-unknown-key with the nearest known key; config-bad-value for a list or a section
 * in the place of one value, or one value in the place of a section, or a name that cannot be one
 */
export function checkKeys(
	leaves: readonly RawValue[],
	vocabulary: KeySet,
	problems?: Problems,
): KnownLeaf[] {
	const root = branchesOf(vocabulary.keys);
	return leaves.flatMap(leaf => {
		const known = collectErrors(problems, () => check(leaf, root, vocabulary));
		return known ? [known] : [];
	});
}

function branchesOf(keys: readonly string[]): Branch {
	const root: Branch = {children: new Map(), isKey: false, isOpen: false};
	for (const key of keys) {
		let branch = root;
		for (const part of key.split('.')) {
			if (part === '**') {
				branch.isOpen = true;
				break;
			}

			const child = branch.children.get(part) ?? {
				children: new Map<string, Branch>(),
				isKey: false,
				isOpen: false,
			};
			branch.children.set(part, child);
			branch = child;
		}

		branch.isKey ||= !branch.isOpen;
	}

	return root;
}

function check(leaf: RawValue, root: Branch, vocabulary: KeySet): KnownLeaf | undefined {
	let branch = root;
	const path: string[] = [];
	for (const [index, part] of leaf.path.entries()) {
		const origin = leaf.origins[index] ?? '';
		if (branch.isKey) {
			throw wrongShape(path, leaf.origins[index - 1] ?? '', '{…}', 'x');
		}

		const name = nameOf(part, branch, vocabulary);
		const child = name === undefined ? undefined : branch.children.get(name);
		if (name === undefined || !child) {
			const suggestion = suggest(part, path, branch, vocabulary);
			throw new MilvaultError('config-unknown-key', {
				key: [...path, part].join('.'),
				origin,
				...(suggestion === undefined ? {} : {suggestion}),
			});
		}

		if (name === '*') {
			checkName(part, path, origin);
		}

		path.push(name === '*' ? part : name);
		branch = child;
		const next = leaf.path[index + 1];
		if (branch.isOpen && (next === undefined || nameOf(next, branch, vocabulary) === undefined)) {
			return undefined;
		}
	}

	const origin = leaf.origins.at(-1) ?? '';
	if (branch.isKey) {
		if (leaf.shape === 'list' || leaf.shape === 'map') {
			const shown = leaf.shape === 'list' ? '[…]' : '{}';
			throw wrongShape(path, origin, shown, 'x');
		}

		const text = leaf.shape === 'empty' ? undefined : leaf.text;
		const {written} = leaf;
		return {path: path.join('.'), text, origin, ...(written && {written})};
	}

	if (leaf.shape === 'text' || leaf.shape === 'list') {
		const mistake = leaf.written && mistakeInScalar(leaf.written, fileOf(origin));
		if (mistake) {
			throw mistake;
		}

		const shown = leaf.shape === 'list' ? '[…]' : '******';
		const keys = [...branch.children.keys()].slice(0, 3).join(', ');
		throw wrongShape(path, origin, shown, `{${keys} …}`);
	}

	return undefined;
}

/** The vocabulary's spelling of a part of a path; `*` where a name may stand. */
function nameOf(part: string, {children}: Branch, {ignoresCase}: KeySet): string | undefined {
	if (children.has(part) && part !== '*') {
		return part;
	}

	if (children.has('*')) {
		return '*';
	}

	return ignoresCase
		? [...children.keys()].find(key => key.toLowerCase() === part.toLowerCase())
		: undefined;
}

function wrongShape(
	path: readonly string[],
	origin: string,
	value: string,
	allowed: string,
): MilvaultError<'config-bad-value'> {
	const key = path.join('.');
	return new MilvaultError('config-bad-value', {
		key,
		origin,
		value,
		allowed: `${path.at(-1)}: ${allowed}`,
	});
}

function suggest(
	part: string,
	path: readonly string[],
	{children}: Branch,
	{keys, aliases}: KeySet,
): string | undefined {
	const siblings = [...children.keys()];
	const here = (key: string): string => [...path, key].join('.');
	const alias = aliases[part.toLowerCase()];
	if (alias !== undefined && siblings.includes(alias.split('.')[0] ?? '')) {
		return here(alias);
	}

	const [near] = nearestNames(part, siblings, 1);
	if (near !== undefined) {
		return here(near);
	}

	// Only where it is written: a token of MinIO is none of Milvus.
	const [section] = path;
	const meant = (alias ?? part).toLowerCase();
	return keys
		.find(
			key =>
				`.${key.toLowerCase()}`.endsWith(`.${meant}`) &&
				(section === undefined || key.startsWith(`${section}.`)),
		)
		?.replace('*', '<name>');
}

/** `c.yaml` of `file c.yaml:3`. */
export function fileOf(origin: string): string {
	return origin.replace(/^file /, '').replace(/:\d+$/, '');
}

/**
 * Names of clusters and repositories stand in dotted paths, in `cluster/backup`, in commands and
 * file names.
 *
 * @throws config-bad-value
 */
export function checkName(name: string, path: readonly string[], origin: string): void {
	if (!/^[\p{L}\p{N}][\p{L}\p{N}\p{M}_-]{0,63}$/u.test(name)) {
		throw new MilvaultError('config-bad-value', {
			key: [...path, name].join('.'),
			origin,
			value: name,
			allowed: 'A-Z a-z 0-9 _ - 中文, 1–64',
		});
	}
}

import type {SourcedValues, SourcedValue} from './sourced-values.js';
import {secretPaths} from './keys.js';
import {collectErrors, type Problems} from './collect-errors.js';
import {readPath} from './read-values.js';
import type {Secret, SecretReference} from './settings.js';
import type {Environment} from './environment.js';

/** What building settings collects on its way. */
export type Build = {
	entries: SourcedValues;
	environment: Environment;
	/** Undefined for a user who has none. */
	homeDirectory: string | undefined;
	origins: Record<string, string>;
	pendingSecrets: Record<string, SecretReference>;
	/** Mistakes, where they are collected. */
	problems?: Problems;
};

/** The values of one cluster's Milvus, or of one storage. */
export type Section = {
	build: Build;
	/** Dotted path of the section. */
	path: string;
	/** The value of a key of this section, its own or an inherited one. */
	find(key: string): SourcedValue | undefined;
};

export function sectionOf(build: Build, path: string): Section {
	return {build, path, find: key => build.entries.get(pathIn(path, key))};
}

/** The keys beside all sections. */
export function topOf(build: Build): Section {
	return sectionOf(build, '');
}

function pathIn(section: string, key: string): string {
	return section === '' ? key : `${section}.${key}`;
}

/** Reads one value and records its origin; undefined when it is not given. */
export function readValue<Value>(
	section: Section,
	key: string,
	read: (entry: SourcedValue) => Value,
): Value | undefined {
	const entry = section.find(key);
	if (!entry) {
		return undefined;
	}

	noteOrigin(section, key, entry.origin);
	return collectErrors(section.build.problems, () => read(entry));
}

export function noteOrigin({build, path}: Section, key: string, origin = 'default'): void {
	build.origins[pathIn(path, key)] = origin;
}

/**
 * A secret whose value is at hand. One that must be fetched from a file or a command first is
 * recorded as pending instead, so that a broken command of one cluster does no harm to another.
 */
export function readSecretValue(section: Section, key: string): Secret | undefined {
	const {build, path} = section;
	const [value, file, command, environment] = secretPaths(key).map(form => section.find(form));
	const entry = value ?? file ?? command ?? environment;
	if (!entry) {
		return undefined;
	}

	const {origin} = entry;
	noteOrigin(section, key, origin);
	if (entry === value) {
		return {value: entry.text, origin};
	}

	const pending = pathIn(path, key);
	if (entry === file) {
		const directory = build.homeDirectory;
		build.pendingSecrets[pending] = {
			kind: 'file',
			path: readPath(entry, directory),
			origin,
		};
	} else if (entry === command) {
		const {text, directory} = entry;
		build.pendingSecrets[pending] = {
			kind: 'command',
			command: text,
			directory,
			origin,
		};
	} else {
		const found = build.environment[entry.text];
		if (found !== undefined && found !== '') {
			noteOrigin(section, key, `environment ${entry.text}`);
			return {value: found, origin: `environment ${entry.text}`};
		}

		build.pendingSecrets[pending] = {
			kind: 'environment',
			name: entry.text,
			origin,
		};
	}

	return undefined;
}

/** True when any form of the secret is given. */
export function hasSecret(section: Section, key: string): boolean {
	return secretPaths(key).some(form => section.find(form) !== undefined);
}

import {mkdir, open, realpath} from 'node:fs/promises';
import {dirname} from 'node:path';
import {isMap, type Document} from 'yaml';
import {cannotWrite} from '../model/cannot-write.js';
import {maxConfigurationBytes} from '../model/read-limits.js';
import {unfitFile} from '../model/unfit-file.js';
import {readBoundedBytes} from '../utils/read-bounded-file.js';
import {replaceFile} from '../utils/replace-file.js';
import {MilvaultError} from '../model/milvault-error.js';
import {buildSettings} from './build-settings.js';
import {checkName} from './check-keys.js';
import {chooseName} from './choose-name.js';
import {mergeLayers, type Layer} from './sourced-values.js';
import {decodeText} from './decode-text.js';
import {fileLayer} from './file-layer.js';
import type {ClusterDefinition, RepositoryDefinition, SettingsDefinition} from './own-schema.js';
import {secretOf} from './keys.js';
import {fillPlaceholders} from './placeholders.js';
import {schemaOf} from './schemas.js';
import {leavesOfObject} from './leaves-of-object.js';
import {leavesOfYaml, parseYaml} from './tree.js';
import {homeDirectory} from './user-directories.js';

/**
 * Adds a cluster to a configuration file, which is created when it is missing. Secrets are best
 * given as `passwordFile`, `passwordCommand` or `passwordEnvironment`; one given as a value is
 * written into the file as it is. The second cluster of a file makes the first one its default, so
 * that commands without --cluster keep meaning the same.
 *
 * Comments and order in the file stay. It is replaced at once, and readable by its owner only
 * (0600, its directory 0700 when created here).
 *
 * @throws config-name-taken; config-unknown-key, config-bad-value, config-missing-value for a
 * definition that would not work; config-syntax for a file that cannot be read, cannot-write;
 * nothing is written then
 */
export async function addCluster(
	file: string,
	name: string,
	definition: ClusterDefinition,
): Promise<void> {
	await edit(file, {isCreated: true}, document => {
		add(document, 'cluster', {file, name, definition});
	});
}

/** Adds a repository to a configuration file; as `addCluster`. */
export async function addRepository(
	file: string,
	name: string,
	definition: RepositoryDefinition,
): Promise<void> {
	await edit(file, {isCreated: true}, document => {
		add(document, 'repository', {file, name, definition});
	});
}

/**
 * Adds a cluster and a repository of one name, both or neither; as `addCluster`. The
 * server's path, if given, replaces the one in the file.
 */
export async function addPlaces(
	file: string,
	name: string,
	{
		cluster,
		repository,
		server,
	}: {
		cluster: ClusterDefinition;
		repository?: RepositoryDefinition;
		server?: SettingsDefinition['server'];
	},
): Promise<void> {
	await edit(file, {isCreated: true}, document => {
		add(document, 'cluster', {file, name, definition: cluster});
		if (repository) {
			add(document, 'repository', {file, name, definition: repository});
		}

		if (server) {
			document.set('server', document.createNode(server));
		}
	});
}

/**
 * Takes a cluster out of a configuration file; `defaultCluster` goes with it when it named this
 * one. What the cluster holds is not touched.
 *
 * @throws unknown-cluster, also when a repository of the file shares this cluster's storage;
 *   config-file-missing
 */
export async function removeCluster(file: string, name: string): Promise<void> {
	await edit(file, {isCreated: false}, document => {
		remove(document, 'cluster', name);
	});
}

/**
 * Takes a repository out of a configuration file; as `removeCluster`. Its backups are not touched.
 */
export async function removeRepository(file: string, name: string): Promise<void> {
	await edit(file, {isCreated: false}, document => {
		remove(document, 'repository', name);
	});
}

/** How another file is named. */
const elsewhere = 'MILVAULT_CONFIG, --config <file>';

type Kind = 'cluster' | 'repository';

const words = {
	cluster: {section: 'clusters', choice: 'defaultCluster'},
	repository: {section: 'repositories', choice: 'defaultRepository'},
} as const;

async function edit(
	file: string,
	how: {isCreated: boolean},
	change: (document: Document) => void,
): Promise<void> {
	const document = await readDocument(file, how);
	change(document);
	await write(file, document);
}

function add(
	document: Document,
	kind: Kind,
	{
		file,
		name,
		definition,
	}: {
		file: string;
		name: string;
		definition: ClusterDefinition | RepositoryDefinition;
	},
): void {
	const {section, choice} = words[kind];
	checkName(name, [section], `${kind} add`);
	refusePlaceholders(definition, {section, name, kind});
	const names = namesIn(document, section);
	if (names.includes(name)) {
		throw new MilvaultError('config-name-taken', {kind, name, file});
	}

	const [only] = names;
	if (names.length === 1 && only !== 'default' && !document.has(choice)) {
		document.set(choice, only);
	}

	if (!isMap(document.get(section))) {
		document.set(section, document.createNode({}));
	}

	document.setIn([section, name], document.createNode(written(definition)));
}

/**
 * In a file they would be filled in: a password that looks like a placeholder must be in its own
 * file.
 */
function refusePlaceholders(
	definition: object,
	{section, name, kind}: {section: string; name: string; kind: Kind},
): void {
	for (const {path, text} of leavesOfObject(definition, '')) {
		const key = [section, name, ...path].join('.');
		if (secretOf(key)?.form !== 'Command') {
			fillPlaceholders(text, {key, origin: `${kind} add`, variables: {}});
		}
	}
}

function remove(document: Document, kind: Kind, name: string): void {
	const {section, choice} = words[kind];
	const names = namesIn(document, section);
	if (!names.includes(name)) {
		throw new MilvaultError(kind === 'cluster' ? 'unknown-cluster' : 'unknown-repository', {
			name,
			known: names,
			origin: `${kind} remove`,
		});
	}

	document.deleteIn([section, name]);
	if (names.length === 1) {
		document.delete(section);
	}

	if (document.get(choice) === name) {
		document.delete(choice);
	}
}

function namesIn(document: Document, section: string): string[] {
	const node = document.get(section);
	return isMap(node) ? node.items.map(({key}) => String(key)) : [];
}

/** Without what is not given; a definition from a form has many of these. */
function written(definition: object): unknown {
	return JSON.parse(JSON.stringify(definition)) as unknown;
}

async function readDocument(file: string, {isCreated}: {isCreated: boolean}): Promise<Document> {
	let text: string;
	try {
		text = decodeText(await readBoundedBytes(file, {maxBytes: maxConfigurationBytes}), file);
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		const unfit = unfitFile(error, file);
		if (unfit || error instanceof MilvaultError) {
			throw unfit ?? error;
		}

		if (isCreated && (code === 'ENOTDIR' || code === 'EACCES')) {
			throw cannotWrite(error, file, elsewhere);
		}

		if (code !== 'ENOENT') {
			throw new MilvaultError('config-syntax', {file, reason: code ?? 'error'}, {cause: error});
		}

		if (!isCreated) {
			throw new MilvaultError('config-file-missing', {path: file}, {cause: error});
		}

		text = '';
	}

	const schema = schemaOf(leavesOfYaml(text, file)) ?? 'milvault';
	if (schema !== 'milvault') {
		throw new MilvaultError('config-foreign', {
			file,
			is: shownSchemas[schema],
		});
	}

	const document: Document = parseYaml(text, file);
	if (!isMap(document.contents)) {
		document.contents = document.createNode({});
	}

	// An empty map can only be written as `{}`; what is put into it belongs on lines of its own.
	for (const node of [document.contents, document.get('clusters'), document.get('repositories')]) {
		if (isMap(node) && node.items.length === 0) {
			node.flow = false;
		}
	}

	return document;
}

const shownSchemas = {
	v1: 'milvus-backup',
	v2: 'milvus-backup',
	server: 'milvus.yaml',
	helm: 'values.yaml (Helm)',
	operator: 'kind: Milvus',
	compose: 'docker-compose.yml',
} as const;

/** Checks what the file would say, then puts it in the place of the old one. */
async function write(file: string, document: Document): Promise<void> {
	const text = document.toString({lineWidth: 0});
	const directory = dirname(file);
	check(
		fileLayer({path: file, shown: file, directory, text}, {cwd: directory, variables: process.env}),
	);
	// A link stays a link: the file that it leads to is the one to replace.
	const target = await realpath(file).catch(() => file);
	try {
		await mkdir(directory, {recursive: true, mode: 0o700});
		await replaceFile(target, text).catch(async (error: unknown) => {
			await writeInPlace(target, text, error);
		});
	} catch (error) {
		throw cannotWrite(error, file, elsewhere);
	}
}

/**
 * By what a file is recognised that cannot be replaced, and perhaps can be written: a mount of its
 * own, one in a read-only directory.
 */
const irreplaceable: ReadonlySet<string> = new Set(['EBUSY', 'EXDEV', 'EACCES', 'EPERM', 'EROFS']);

/** @throws the error before, where there is no such file, or it cannot be written either */
async function writeInPlace(target: string, text: string, before: unknown): Promise<void> {
	const {code = ''} = before as NodeJS.ErrnoException;
	const handle = irreplaceable.has(code)
		? await open(target, 'r+').catch(() => undefined)
		: undefined;
	if (!handle) {
		throw before;
	}

	try {
		// Secrets may be in it.
		await handle.chmod(0o600).catch(() => undefined);
		await handle.truncate();
		await handle.writeFile(text);
		await handle.sync();
	} finally {
		await handle.close();
	}
}

/** Builds what the file alone says, with no environment: a typo is found before it is written. */
function check(layer: Layer): void {
	const choose = (section: 'clusters' | 'repositories', choice: string) =>
		chooseName({
			chosen: layer.entries.get(choice)?.text,
			inFile: layer[section],
			added: {names: new Set()},
			isDescribed: false,
		});
	const cluster = choose('clusters', 'defaultCluster');
	const repository = choose('repositories', 'defaultRepository');
	const isAnyCluster = layer.clusters.size > 0;
	buildSettings(
		mergeLayers([layer]),
		{
			clusters: isAnyCluster ? layer.clusters : new Set(['default']),
			repositories: layer.repositories,
			defaultCluster: cluster,
			cluster,
			repository,
			sharesRootPath: false,
		},
		{environment: {}, homeDirectory: homeDirectory(process.env)},
	);
}

import {isAbsolute, join, posix, resolve} from 'node:path';
import {precedence, type SourcedValues, type SourcedValue, type Layer} from '../sourced-values.js';
import {serverEntries, serverKeys} from '../milvus-server-layer.js';
import {settleProvider} from '../providers.js';
import {readWritten, type Reading} from '../read-written.js';
import type {RawValue} from '../tree.js';
import {publishedPort} from './compose-ports.js';
import {leafAt, leavesBelow, namesBelow, textAt} from './map-leaves.js';

const milvus = 'clusters.default.milvus';
const storage = 'clusters.default.storage';

// Whatever registry they come from.
const milvusImage = /(^|\/)milvus(-dev|-gpu)?([:@]|$)/;
const minioImage = /(^|\/)minio([:@]|$)/;

/** A file of Docker Compose: services with images. */
export function isCompose(leaves: readonly RawValue[]): boolean {
	return leaves.some(
		({path: [section, , key]}) =>
			section === 'services' && ['image', 'build', 'ports', 'environment'].includes(key ?? ''),
	);
}

/** True when one of the services is Milvus. */
export function hasMilvusService(leaves: readonly RawValue[]): boolean {
	return servicesOf(leaves, milvusImage).length > 0;
}

type Service = {name: string; leaves: RawValue[]};

function servicesOf(leaves: readonly RawValue[], image: RegExp): Service[] {
	return namesBelow(leaves, 'services')
		.map(name => ({name, leaves: leavesBelow(leaves, 'services', name)}))
		.filter(service => image.test(textAt(service.leaves, 'image') ?? ''));
}

/**
 * A file of Docker Compose as one cluster, named `default`: Milvus and its MinIO where their ports
 * are published, with the keys, bucket and root path of their environment.
 *
 * @param leaves with lists open; directory of `reading`: the file's
 * @throws config-bad-value, config-lacking, config-placeholder, config-yaml
 */
export function composeLayer(leaves: readonly RawValue[], given: Reading): Layer {
	const reading: Reading = {...given, syntax: 'compose'};
	const service = milvusService(leaves, reading);
	const environment = environmentOf(service, reading);
	const entries = serverEntries(environment, reading, `services.${service.name}.environment: `);
	reach(entries, `${milvus}.address`, {service, target: 19_530, reading});
	entries.delete(`${milvus}.port`);
	const management = publishedPort(service.leaves, 9091, filler(reading));
	if (management) {
		put(entries, `${milvus}.managementUrl`, {
			text: `http://${management.host}:${management.port}`,
			leaf: leafOf(service),
			reading,
		});
	}

	if (entries.get(`${storage}.type`)?.text === 'local') {
		findDirectory(entries, service, reading);
	} else {
		findMinio(leaves, entries, reading);
	}

	noteMounted(service, reading);
	settleProvider(entries, storage, reading.warnings);
	return {
		entries,
		clusters: new Set(['default']),
		repositories: new Set(),
		warnings: reading.warnings,
	};
}

/** The one that answers: standalone, or the proxy of a cluster. */
function milvusService(leaves: readonly RawValue[], reading: Reading): Service {
	const services = servicesOf(leaves, milvusImage);
	const isProxy = ({name, leaves: own}: Service): boolean =>
		/standalone|proxy/.test(
			[name, ...leavesBelow(own, 'command').map(({text}) => text), textAt(own, 'command')].join(
				' ',
			),
		);
	return (
		services.find(service => publishedPort(service.leaves, 19_530, filler(reading))) ??
		services.find(service => isProxy(service)) ??
		services[0]!
	);
}

function filler(reading: Reading): (leaf: RawValue) => string {
	return leaf => {
		const key = leaf.path.join('.');
		const origin = leaf.origins.at(-1) ?? '';
		// What is noted of it is noted when it is used.
		const aside = {...reading, warnings: []};
		return (
			readWritten({text: leaf.text, origin, written: leaf.written, key, path: key}, aside)?.text ??
			''
		);
	};
}

/**
 * A service's environment, which may be a list of `NAME=value`, by the keys of Milvus's own file:
 * Milvus takes MINIO_BUCKET_NAME and MINIO_BUCKETNAME for minio.bucketName.
 */
function environmentOf({leaves}: Service, reading: Reading): RawValue[] {
	const plain = (name: string): string => name.replaceAll(/[_.]/g, '').toLowerCase();
	const keys = [
		...serverKeys.map(([key]) => key),
		'minio.cloudProvider',
		'common.security.authorizationEnabled',
	];
	return variablesOf(leaves, reading).flatMap(({name, leaf}) => {
		const key = keys.find(known => plain(known) === plain(name));
		return key === undefined ? [] : [{...leaf, path: key.split('.')}];
	});
}

function variablesOf(
	service: readonly RawValue[],
	{variables}: Reading,
): Array<{name: string; leaf: RawValue}> {
	return leavesBelow(service, 'environment').map(leaf => {
		const [first = ''] = leaf.path;
		const isItem = /^\d+$/.test(first);
		const sign = leaf.text.indexOf('=');
		const name = isItem ? (sign < 0 ? leaf.text : leaf.text.slice(0, sign)) : first;
		if (isItem && sign >= 0) {
			return {name, leaf: {...leaf, text: leaf.text.slice(sign + 1)}};
		}

		// A name alone takes the value that Docker Compose itself was started with.
		const passed = variables[name];
		const isPassed = (isItem || leaf.shape === 'empty') && passed !== undefined;
		return {
			name,
			leaf: isPassed
				? {...leaf, shape: 'text', text: passed.replaceAll('$', '$$$$')}
				: isItem
					? {...leaf, shape: 'empty', text: ''}
					: leaf,
		};
	});
}

function findMinio(leaves: readonly RawValue[], entries: SourcedValues, reading: Reading): void {
	const address = entries.get(`${storage}.endpoint`);
	const [host = '', port] = address?.text.split(':') ?? [];
	const all = servicesOf(leaves, minioImage);
	const named = namesBelow(leaves, 'services')
		.map(name => ({name, leaves: leavesBelow(leaves, 'services', name)}))
		.find(
			service =>
				service.name === host ||
				textAt(service.leaves, 'container_name') === host ||
				textAt(service.leaves, 'hostname') === host,
		);
	const service = named ?? (address ? undefined : all[0]);
	if (!service) {
		// A store outside of this file.
		return;
	}

	const target = Number(entries.get(`${storage}.port`)?.text ?? port ?? 9000);
	entries.delete(`${storage}.port`);
	reach(entries, `${storage}.endpoint`, {service, target, reading});
	takeKeys(entries, service, reading);
}

function takeKeys(entries: SourcedValues, service: Service, reading: Reading): void {
	const variables = variablesOf(service.leaves, reading);
	for (const [key, names, fallback] of [
		['accessKeyId', ['MINIO_ROOT_USER', 'MINIO_ACCESS_KEY'], 'minioadmin'],
		['secretAccessKey', ['MINIO_ROOT_PASSWORD', 'MINIO_SECRET_KEY'], 'minioadmin'],
	] as const) {
		const path = `${storage}.${key}`;
		const found = names.flatMap(name => variables.filter(variable => variable.name === name))[0];
		const isInFile = variables.some(({name}) => names.some(known => name === `${known}_FILE`));
		const entry =
			found &&
			readWritten(
				{
					text: found.leaf.shape === 'text' ? found.leaf.text : undefined,
					origin: found.leaf.origins.at(-1) ?? '',
					written: found.leaf.written,
					key: found.name,
					path,
				},
				reading,
			);
		if (entry && entry.text !== '') {
			entries.set(path, {...entry, origin: `${entry.origin} (${entry.key})`});
		} else if (!entries.has(path) && !isInFile) {
			put(entries, path, {text: fallback, leaf: leafOf(service), reading});
		}
	}
}

/** Where a service answers outside of its network, or would as soon as the port is published. */
function reach(
	entries: SourcedValues,
	path: string,
	{service, target, reading}: {service: Service; target: number; reading: Reading},
): void {
	const published = publishedPort(service.leaves, target, filler(reading));
	const leaf = leafOf(service, 'ports');
	if (!published) {
		reading.warnings.push({
			code: 'port-not-published',
			details: {
				service: service.name,
				port: target,
				origin: leaf.origins[0] ?? '',
			},
		});
	}

	const {host, port} = published ?? {host: 'localhost', port: target};
	put(entries, path, {text: `${host}:${port}`, leaf, reading});
}

function leafOf({leaves}: Service, key = 'image'): RawValue {
	return leaves.find(({path}) => path[0] === key) ?? leafAt(leaves, 'image') ?? leaves[0]!;
}

function put(
	entries: SourcedValues,
	path: string,
	{text, leaf, reading}: {text: string; leaf: RawValue; reading: Reading},
): void {
	const entry: SourcedValue = {
		text,
		origin: leaf.origins[0] ?? '',
		key: path,
		directory: reading.directory,
		rank: precedence.file,
	};
	entries.set(path, entry);
}

/**
 * `./volumes/milvus:/var/lib/milvus`: what Milvus has in a directory lies in one of this machine.
 */
function findDirectory(entries: SourcedValues, service: Service, reading: Reading): void {
	const inside = entries.get(`${storage}.path`)?.text ?? '/var/lib/milvus/data';
	const mount = mountsOf(service, reading).find(
		({target}) => inside === target || inside.startsWith(`${target}/`),
	);
	if (!mount) {
		entries.delete(`${storage}.path`);
		return;
	}

	const outside = resolve(reading.directory, mount.source);
	const rest = posix.relative(mount.target, inside);
	put(entries, `${storage}.path`, {
		text: join(outside, rest),
		leaf: mount.leaf,
		reading,
	});
	put(entries, `${storage}.milvusPath`, {
		text: inside,
		leaf: mount.leaf,
		reading,
	});
}

/** Directories and files of this machine; volumes that Docker keeps have no path of their own. */
function mountsOf(
	{leaves}: Service,
	reading: Reading,
): Array<{source: string; target: string; leaf: RawValue}> {
	const fill = filler(reading);
	return namesBelow(leaves, 'volumes').flatMap(item => {
		const leaf = leafAt(leaves, 'volumes', item);
		const parts = leaf
			? fill(leaf).split(':')
			: ['source', 'target'].map(key => {
					const part = leafAt(leaves, 'volumes', item, key);
					return part ? fill(part) : '';
				});
		const [source = '', target = ''] = parts;
		const isPath = isAbsolute(source) || /^[.~]/.test(source);
		const place = leaf ?? leafAt(leaves, 'volumes', item, 'target');
		return isPath && target !== '' && place
			? [{source, target: target.replace(/\/$/, ''), leaf: place}]
			: [];
	});
}

function noteMounted(service: Service, reading: Reading): void {
	for (const {source, target, leaf} of mountsOf(service, reading)) {
		if (/^\/milvus\/configs\/.*\.ya?ml$/.test(target)) {
			reading.warnings.push({
				code: 'configuration-mounted',
				details: {
					service: service.name,
					path: source,
					origin: leaf.origins.at(-1) ?? '',
				},
			});
		}
	}
}

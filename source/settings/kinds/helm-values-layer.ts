import {precedence, type SourcedValues, type Layer} from '../sourced-values.js';
import {serverEntries} from '../milvus-server-layer.js';
import {settleProvider} from '../providers.js';
import type {Reading} from '../read-written.js';
import {documentsOf, type RawValue} from '../tree.js';
import {innerSource} from '../yaml/inner-source.js';
import {leavesBelow, mapLeaves, textAt, type KeyMap} from './map-leaves.js';

const milvus = 'clusters.default.milvus';
const storage = 'clusters.default.storage';

const serviceKeys: KeyMap = [['service.port', `${milvus}.port`]];

const externalKeys: KeyMap = [
	['externalS3.host', `${storage}.endpoint`],
	['externalS3.port', `${storage}.port`],
	// Bitnami's chart has other names for three of them.
	['externalS3.accessKeyID', `${storage}.accessKeyId`],
	['externalS3.accessKeySecret', `${storage}.secretAccessKey`],
	['externalS3.bucket', `${storage}.bucket`],
	['externalS3.accessKey', `${storage}.accessKeyId`],
	['externalS3.secretKey', `${storage}.secretAccessKey`],
	['externalS3.useSSL', `${storage}.useSsl`, 'boolean'],
	['externalS3.bucketName', `${storage}.bucket`],
	['externalS3.rootPath', `${storage}.rootPath`],
	['externalS3.useIAM', `${storage}.auth`, 'useIam'],
	['externalS3.cloudProvider', `${storage}.type`, 'cloudProvider'],
	['externalS3.region', `${storage}.region`],
	['externalS3.useVirtualHost', `${storage}.pathStyle`, 'virtualHost'],
];

const minioKeys: KeyMap = [
	['minio.service.port', `${storage}.port`],
	['minio.accessKey', `${storage}.accessKeyId`],
	['minio.secretKey', `${storage}.secretAccessKey`],
	['minio.tls.enabled', `${storage}.useSsl`, 'boolean'],
	['minio.bucketName', `${storage}.bucket`],
	['minio.rootPath', `${storage}.rootPath`],
	['minio.region', `${storage}.region`],
	['minio.useVirtualHost', `${storage}.pathStyle`, 'virtualHost'],
];

/** Values of the chart that no other kind of file has. */
const markers = [
	/^externalS3\./,
	/^externalEtcd\./,
	/^externalPulsar\./,
	/^externalKafka\./,
	/^externalGcs\./,
	/^extraConfigFiles\./,
	/^pulsarv3\./,
	/^cluster\.enabled$/,
	/^minio\.(enabled|mode|existingSecret|persistence\.|gcsgateway\.)/,
	/^(mix|root|data|query|index)Coordinator\./,
];

function hasMarker(leaves: readonly RawValue[]): boolean {
	return leaves.some(({path}) => markers.some(marker => marker.test(path.join('.'))));
}

/** Values of the chart, or of a chart that has it as `milvus`. */
export function isHelmValues(leaves: readonly RawValue[]): boolean {
	return hasMarker(leaves) || hasMarker(leavesBelow(leaves, 'milvus'));
}

/**
 * Values of Milvus's Helm chart (charts/milvus of milvus-helm) as one cluster, named `default`. A
 * storage inside of Kubernetes is looked for at localhost, where `kubectl port-forward` puts it;
 * what the chart takes when a value is not there is taken here too.
 *
 * @throws config-bad-value, config-lacking, config-placeholder, config-yaml, config-syntax
 */
export function helmValuesLayer(leaves: readonly RawValue[], reading: Reading): Layer {
	const {warnings} = reading;
	const isWhole = hasMarker(leaves);
	const values = isWhole ? leaves : leavesBelow(leaves, 'milvus');
	const prefix = isWhole ? '' : 'milvus.';
	const entries = mapLeaves(values, serviceKeys, reading, {prefix});
	const isExternal = isStoreOutside(values);
	const found = isExternal
		? mapLeaves(values, externalKeys, reading, {
				prefix,
				keepsEmpty: new Set(['externalS3.rootPath']),
			})
		: mapLeaves(values, minioKeys, reading, {prefix});
	for (const [path, entry] of found) {
		entries.set(path, entry);
	}

	forward(entries, `${milvus}.address`, {
		port: Number(entries.get(`${milvus}.port`)?.text ?? 19_530),
		service: '<release>-milvus',
		reading,
	});
	if (!isExternal) {
		forward(entries, `${storage}.endpoint`, {
			port: Number(entries.get(`${storage}.port`)?.text ?? 9000),
			service: '<release>-minio',
			reading,
		});
		addChartDefaults(values, entries, reading);
	}

	for (const [path, entry] of ownConfiguration(values, reading)) {
		entries.set(path, entry);
	}

	if (isExternal) {
		tellSecretOutside(values, entries, reading);
	}

	settleProvider(entries, storage, warnings);
	return {
		entries,
		clusters: new Set(['default']),
		repositories: new Set(),
		warnings,
	};
}

/** Bitnami's chart has no switch for it but the one of its own MinIO. */
function isStoreOutside(values: readonly RawValue[]): boolean {
	const isOn = (section: string): string | undefined =>
		textAt(values, section, 'enabled')?.toLowerCase();
	return (
		isOn('externalS3') === 'true' ||
		(isOn('externalS3') === undefined &&
			isOn('minio') === 'false' &&
			textAt(values, 'externalS3', 'host') !== undefined)
	);
}

/**
 * `externalS3.existingSecret`, where the values have no keys beside it; Bitnami's chart may name
 * its entries.
 */
function tellSecretOutside(
	values: readonly RawValue[],
	entries: SourcedValues,
	{directory, warnings}: Reading,
): void {
	const external = (key: string) => textAt(values, 'externalS3', key);
	const secret = external('existingSecret');
	const auth = `${storage}.auth`;
	if (
		secret === undefined ||
		entries.has(`${storage}.secretAccessKey`) ||
		entries.get(auth)?.text === 'default'
	) {
		return;
	}

	// Else Amazon would be asked with whatever keys this machine has.
	entries.set(auth, {
		text: 'static',
		origin: 'default (Helm)',
		key: auth,
		directory,
		rank: precedence.file,
	});
	warnings.push({
		code: 'keys-in-secret',
		details: {
			secret,
			names: [
				external('existingSecretAccessKeyIDKey') ?? 'accesskey',
				external('existingSecretKeySecretKey') ?? 'secretkey',
			],
		},
	});
}

function addChartDefaults(
	values: readonly RawValue[],
	entries: SourcedValues,
	{directory, warnings}: Reading,
): void {
	const secret = textAt(values, 'minio', 'existingSecret');
	if (secret !== undefined) {
		entries.delete(`${storage}.accessKeyId`);
		entries.delete(`${storage}.secretAccessKey`);
		warnings.push({
			code: 'keys-in-secret',
			details: {secret, names: ['accesskey', 'secretkey']},
		});
	}

	for (const [key, text] of [
		['bucket', 'milvus-bucket'],
		['rootPath', 'file'],
		...(secret === undefined
			? ([
					['accessKeyId', 'minioadmin'],
					['secretAccessKey', 'minioadmin'],
				] as const)
			: []),
	] as const) {
		const path = `${storage}.${key}`;
		if (!entries.has(path)) {
			const origin = 'default (Helm)';
			entries.set(path, {
				text,
				origin,
				key: path,
				directory,
				rank: precedence.file,
			});
		}
	}
}

/** What is inside of Kubernetes is at localhost as soon as its port is forwarded. */
export function forward(
	entries: SourcedValues,
	path: string,
	{
		port,
		service,
		namespace,
		reading: {directory, warnings},
	}: {
		port: number;
		service: string;
		namespace?: string;
		reading: Reading;
	},
): void {
	const origin = 'default (kubectl port-forward)';
	entries.set(path, {
		text: 'localhost',
		origin,
		key: path,
		directory,
		rank: precedence.file,
	});
	warnings.push({
		code: 'forward-needed',
		details: {service, port, ...(namespace === undefined ? {} : {namespace})},
	});
}

/**
 * Milvus's own configuration among the values, which counts more: `extraConfigFiles.user.yaml: |`.
 */
function ownConfiguration(values: readonly RawValue[], reading: Reading): SourcedValues {
	const entries: SourcedValues = new Map();
	for (const leaf of leavesBelow(values, 'extraConfigFiles')) {
		if (leaf.shape === 'text' && leaf.written) {
			for (const inner of documentsOf(innerSource(leaf, leaf.text))) {
				const name = `extraConfigFiles.${leaf.path.join('.')}: `;
				for (const [path, entry] of serverEntries(inner, reading, name)) {
					entries.set(path, entry);
				}
			}
		}
	}

	return entries;
}

import {precedence, type SourcedValues, type Layer} from '../sourced-values.js';
import {serverEntries} from '../milvus-server-layer.js';
import {settleProvider} from '../providers.js';
import type {Reading} from '../read-written.js';
import type {RawValue} from '../tree.js';
import {forward} from './helm-values-layer.js';
import {leavesBelow, mapLeaves, textAt, type KeyMap} from './map-leaves.js';

const milvus = 'clusters.default.milvus';
const storage = 'clusters.default.storage';

const typeKeys: KeyMap = [['spec.dependencies.storage.type', `${storage}.type`, 'operatorStorage']];
const endpointKeys: KeyMap = [['spec.dependencies.storage.endpoint', `${storage}.endpoint`]];
/** What the operator calls them, in the Secret of `secretRef`. */
const secretNames = ['accesskey', 'secretkey'] as const;

/** The operator's resource: `kind: Milvus`, before that `kind: MilvusCluster`. */
export function isOperatorResource(leaves: readonly RawValue[]): boolean {
	return (
		/^Milvus(Cluster)?$/.test(textAt(leaves, 'kind') ?? '') &&
		(textAt(leaves, 'apiVersion') ?? '').startsWith('milvus.io/')
	);
}

/**
 * A Milvus as the operator has it, as one cluster, named `default`. Where its storage is inside of
 * Kubernetes, it is looked for at localhost, where `kubectl port-forward` puts it.
 *
 * @param secrets of the same file, by name
 * @throws config-bad-value, config-lacking, config-placeholder, config-yaml
 */
export function operatorLayer(
	leaves: readonly RawValue[],
	reading: Reading,
	secrets: ReadonlyMap<string, readonly RawValue[]>,
): Layer {
	const {warnings, directory} = reading;
	const name = textAt(leaves, 'metadata', 'name') ?? '<name>';
	const namespace = textAt(leaves, 'metadata', 'namespace');
	// Before all else: it may be a storage that milvault does not have.
	const entries = mapLeaves(leaves, typeKeys, reading);
	for (const [path, entry] of serverEntries(
		leavesBelow(leaves, 'spec', 'config'),
		reading,
		'spec.config.',
	)) {
		entries.set(path, entry);
	}

	forward(entries, `${milvus}.address`, {
		port: Number(entries.get(`${milvus}.port`)?.text ?? 19_530),
		service: `${name}-milvus`,
		namespace,
		reading,
	});
	const isExternal =
		textAt(leaves, 'spec', 'dependencies', 'storage', 'external')?.toLowerCase() === 'true';
	const put = (key: string, text: string, origin: string): void => {
		const path = `${storage}.${key}`;
		if (!entries.has(path)) {
			entries.set(path, {text, origin, key: path, directory, rank: precedence.file});
		}
	};

	if (entries.get(`${storage}.type`)?.text !== 'local') {
		put('bucket', name, 'default (operator)');
		put('rootPath', 'files', 'default (operator)');
		if (isExternal) {
			for (const [path, entry] of mapLeaves(leaves, endpointKeys, reading)) {
				entries.set(path, entry);
			}
		} else {
			entries.delete(`${storage}.port`);
			forward(entries, `${storage}.endpoint`, {
				port: 9000,
				service: `${name}-minio`,
				namespace,
				reading,
			});
		}

		takeKeys(leaves, entries, {reading, secrets, isExternal, put});
	}

	settleProvider(entries, storage, warnings);
	return {
		entries,
		clusters: new Set(['default']),
		repositories: new Set(),
		warnings,
	};
}

function takeKeys(
	leaves: readonly RawValue[],
	entries: SourcedValues,
	{
		reading,
		secrets,
		isExternal,
		put,
	}: {
		reading: Reading;
		secrets: ReadonlyMap<string, readonly RawValue[]>;
		isExternal: boolean;
		put: (key: string, text: string, origin: string) => void;
	},
): void {
	const name = textAt(leaves, 'metadata', 'name') ?? '<name>';
	const namespace = textAt(leaves, 'metadata', 'namespace');
	const secret =
		textAt(leaves, 'spec', 'dependencies', 'storage', 'secretRef') ??
		(isExternal ? undefined : `${name}-minio`);
	if (
		secret === undefined ||
		entries.get(`${storage}.auth`)?.text === 'default' ||
		entries.has(`${storage}.secretAccessKey`)
	) {
		return;
	}

	const held = secrets.get(secret);
	if (held) {
		for (const [path, entry] of mapLeaves(
			held,
			[
				[secretNames[0], `${storage}.accessKeyId`],
				[secretNames[1], `${storage}.secretAccessKey`],
			],
			reading,
			{prefix: `${secret}: `},
		)) {
			entries.set(path, entry);
		}
	}

	if (!entries.has(`${storage}.secretAccessKey`)) {
		// Else Amazon would be asked with whatever keys this machine has.
		put('auth', 'static', 'default (operator)');
		reading.warnings.push({
			code: 'keys-in-secret',
			details: {
				secret,
				names: secretNames,
				...(namespace === undefined ? {} : {namespace}),
			},
		});
	}
}

import {MilvaultError} from '../model/milvault-error.js';
import {hasMilvusService, isCompose} from './kinds/compose-layer.js';
import {isHelmValues} from './kinds/helm-values-layer.js';
import {isOperatorResource} from './kinds/operator-layer.js';
import {isServerFile} from './milvus-server-layer.js';
import type {RawValue} from './tree.js';

/**
 * Kinds of configuration. v1, v2: of milvus-backup; server: Milvus's own milvus.yaml; helm: values
 * of its chart; operator: `kind: Milvus`; compose: Docker Compose's.
 */
export type Schema = 'milvault' | 'v1' | 'v2' | 'server' | 'helm' | 'operator' | 'compose';

const ownSections = new Set([
	'clusters',
	'repositories',
	'defaultCluster',
	'defaultRepository',
	'limits',
	'language',
	'queue',
	'notify',
]);

const foreignSections = new Set([
	'milvus',
	'minio',
	'storage',
	'backup',
	'restore',
	'transfer',
	'log',
	'http',
	'cloud',
]);

/**
 * Recognises the kinds by their first keys; milvus-backup's schema 2 says `configVersion: v2`, its
 * schema 1 nothing.
 *
 * @param leaves with lists open
 * @returns undefined when none of the keys is known; such a file is taken for one of ours, with
 *   mistakes
 * @throws config-bad-value for a version that is neither
 */
export function schemaOf(leaves: readonly RawValue[]): Schema | undefined {
	const version = leaves.find(
		({path: [first, second]}) => first?.toLowerCase() === 'configversion' && second === undefined,
	);
	if (version) {
		const text = version.text.toLowerCase();
		if (text !== 'v1' && text !== 'v2') {
			throw new MilvaultError('config-bad-value', {
				key: 'configVersion',
				origin: version.origins[0] ?? '',
				value: version.text,
				allowed: 'v1, v2',
			});
		}

		return text;
	}

	if (isOperatorResource(leaves)) {
		return 'operator';
	}

	if (isCompose(leaves)) {
		return hasMilvusService(leaves) ? 'compose' : undefined;
	}

	if (
		leaves.some(
			({path: [first = '', second]}) =>
				ownSections.has(first) || (first === 'server' && second === 'basePath'),
		)
	) {
		return 'milvault';
	}

	if (isHelmValues(leaves)) {
		return 'helm';
	}

	if (isServerFile(leaves)) {
		return 'server';
	}

	return leaves.some(({path: [first = '']}) => foreignSections.has(first.toLowerCase()))
		? 'v1'
		: undefined;
}

import type {Warning} from '../model/job-events.js';
import {MilvaultError} from '../model/milvault-error.js';
import {fragment} from '../model/fragments.js';
import {isCompose} from './kinds/compose-layer.js';
import {leavesBelow, namesBelow, textAt} from './kinds/map-leaves.js';
import {schemaOf, type Schema} from './schemas.js';
import {documentsOf, type RawValue} from './tree.js';
import {innerSource} from './yaml/inner-source.js';

/** What of a file is a configuration. */
export type Found = {
	schema: Schema;
	leaves: readonly RawValue[];
	/** Of the same file, by name. */
	secrets: ReadonlyMap<string, readonly RawValue[]>;
};

/** Something of a file that stands for itself, and the configuration in it. */
type Part = {
	/** `ConfigMap milvus-backup (backup.yaml)`, `Job x`, `document 2`. */
	name: string;
	schema: Schema | undefined;
	leaves: readonly RawValue[];
};

/** Which is taken of several: what says most of what is asked here. */
const order: readonly Schema[] = ['v2', 'v1', 'milvault', 'operator', 'server', 'helm', 'compose'];

/**
 * Looks for the configuration in a file, which may be a part of it: one of several documents, a
 * text in a ConfigMap or a Secret of Kubernetes, an item of a List. Where there are several, the
 * others are named.
 *
 * @throws config-syntax, config-yaml; config-unrecognised where there is only what is something
 *   else
 */
export function findConfiguration(
	source: {text: string; file: string},
	warnings: Warning[],
): Found {
	const documents = documentsOf(source, {areListsOpen: true});
	const [only] = documents;
	const isKubernetes = documents.some(isResource);
	if (documents.length === 1 && only && !isKubernetes) {
		return single(source, only);
	}

	if (documents.length === 0) {
		return {schema: 'milvault', leaves: [], secrets: new Map()};
	}

	const resources = documents.flatMap(resourcesIn);
	const parts = resources.flatMap((leaves, index) =>
		isResource(leaves) ? partsOf(leaves) : [plainPart(leaves, index)],
	);
	const fitting = parts
		.filter(({schema}) => schema !== undefined)
		.toSorted((a, b) => order.indexOf(a.schema!) - order.indexOf(b.schema!));
	const [taken, second] = fitting;
	if (!isKubernetes && (!taken || second)) {
		throw new MilvaultError('config-syntax', {
			file: source.file,
			reason: fragment('one-document', {found: documents.length}),
		});
	}

	if (taken?.schema === undefined) {
		throw new MilvaultError('config-unrecognised', {
			file: source.file,
			found: parts.map(({name}) => name),
		});
	}

	const others = parts.filter(part => part !== taken).map(({name}) => name);
	if (others.length > 0) {
		const {file} = source;
		warnings.push({
			code: 'document-chosen',
			details: {file, taken: taken.name, others},
		});
	}

	return {
		schema: taken.schema,
		leaves: taken.leaves,
		secrets: secretsIn(resources),
	};
}

function single(source: {text: string; file: string}, leaves: readonly RawValue[]): Found {
	const schema = schemaOf(leaves);
	if (schema === undefined && isCompose(leaves)) {
		throw new MilvaultError('config-unrecognised', {
			file: source.file,
			found: namesBelow(leaves, 'services').map(name => `service ${name}`),
		});
	}

	const isOpen = schema === 'compose';
	return {
		schema: schema ?? 'milvault',
		// A list in the place of a value is reported as a mistake.
		leaves: isOpen ? leaves : (documentsOf(source)[0] ?? []),
		secrets: new Map(),
	};
}

function isResource(leaves: readonly RawValue[]): boolean {
	return textAt(leaves, 'apiVersion') !== undefined && textAt(leaves, 'kind') !== undefined;
}

/** Items of a List, each by itself. */
function resourcesIn(leaves: readonly RawValue[]): Array<readonly RawValue[]> {
	const isList = textAt(leaves, 'kind')?.endsWith('List') ?? false;
	return isResource(leaves) && isList
		? namesBelow(leaves, 'items').map(item => leavesBelow(leaves, 'items', item))
		: [leaves];
}

function plainPart(leaves: readonly RawValue[], index: number): Part {
	return {
		name: `${leaves[0]?.path[0] ?? ''}: … (${index + 1})`,
		schema: schemaOf(leaves),
		leaves,
	};
}

function partsOf(leaves: readonly RawValue[]): Part[] {
	const kind = textAt(leaves, 'kind') ?? '';
	const label = `${kind} ${textAt(leaves, 'metadata', 'name') ?? ''}`.trim();
	const texts = textsOf(leaves, kind).flatMap(({key, leaf, text}) => {
		const inner = /\.ya?ml$/.test(key) ? innerLeaves(leaf, text) : undefined;
		const schema = inner && schemaOf(inner);
		return inner && schema !== undefined
			? [{name: `${label} (${key})`, key, schema, leaves: inner}]
			: [];
	});
	const server = texts.find(({schema}) => schema === 'server');
	const user = texts.find(({key}) => key === 'user.yaml');
	if (server && user && server !== user) {
		// What the chart's users set counts more than what the chart sets.
		return [{...server, leaves: [...server.leaves, ...user.leaves]}];
	}

	return texts.length > 0
		? texts
		: [
				{
					name: label,
					schema: schemaOf(leaves) === 'operator' ? 'operator' : undefined,
					leaves,
				},
			];
}

/** The files in a ConfigMap or a Secret. */
function textsOf(
	leaves: readonly RawValue[],
	kind: string,
): Array<{key: string; leaf: RawValue; text: string}> {
	const isSecret = kind === 'Secret';
	if (!isSecret && kind !== 'ConfigMap') {
		return [];
	}

	return ['data', 'stringData'].flatMap(section =>
		leavesBelow(leaves, section).flatMap(leaf => {
			const key = leaf.path.join('.');
			const text = isSecret && section === 'data' ? fromBase64(leaf.text) : leaf.text;
			return leaf.shape === 'text' ? [{key, leaf, text}] : [];
		}),
	);
}

function innerLeaves(leaf: RawValue, text: string): RawValue[] | undefined {
	return documentsOf(innerSource(leaf, text))[0];
}

function fromBase64(text: string): string {
	return Buffer.from(text, 'base64').toString('utf8');
}

/** Secrets by name, each as leaves whose texts are decoded. */
function secretsIn(
	resources: ReadonlyArray<readonly RawValue[]>,
): Map<string, readonly RawValue[]> {
	return new Map(
		resources
			.filter(leaves => textAt(leaves, 'kind') === 'Secret')
			.map(leaves => [
				textAt(leaves, 'metadata', 'name') ?? '',
				textsOf(leaves, 'Secret').map(({leaf, text}) => ({
					...leaf,
					// Spaces at its ends came with `echo | base64`, and are invisible.
					text: text.replace(/\n$/, ''),
				})),
			]),
	);
}

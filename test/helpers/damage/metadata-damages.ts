import {LosslessNumber} from 'lossless-json';
import type {Random} from '../runner/seeded-random.js';
import type {Damage, Files} from './damage.js';
import {
	collectionsOf,
	fullMeta,
	listOf,
	ownMeta,
	partitionsOf,
	readTree,
	segmentsOf,
	visit,
	writeTree,
	type Json,
	type Tree,
} from './metadata-tree.js';

const levelFiles = ['backup', 'collection', 'partition', 'segment'].map(
	level => `meta/${level}_meta.json`,
);

/**
 * What happens to full_meta.json, the level files, milvault.json, the sums and the mark of a
 * verification.
 */
export const metadataDamages: Readonly<Record<string, Damage>> = {
	'full_meta: partition removed': inFull((tree, random) =>
		removeFrom(random, collectionsOf(tree), 'partition_backups'),
	),
	'full_meta: segment removed': inFull((tree, random) =>
		removeFrom(random, partitionsOf(tree), 'segment_backups'),
	),
	'full_meta: segment and its files removed': withFiles((tree, random) =>
		removeFrom(random, partitionsOf(tree), 'segment_backups'),
	),
	'full_meta: collection removed': inFull((tree, random) =>
		removeFrom(random, [tree], 'collection_backups'),
	),
	'full_meta: collection and its files removed': withFiles((tree, random) =>
		removeFrom(random, [tree], 'collection_backups'),
	),
	'full_meta: binlogs of a field removed': inFull((tree, random) =>
		removeFrom(random, segmentsOf(tree), 'binlogs'),
	),
	'full_meta: delta logs removed': inFull(withoutDeltas),
	'full_meta: delta logs and their files removed': withFiles(withoutDeltas),
	'full_meta: names of two partitions swapped': inFull((tree, random) =>
		swap(random, random.pick(collectionsOf(tree))['partition_backups'], 'partition_name'),
	),
	'full_meta: ids of two partitions swapped': inFull((tree, random) =>
		swap(random, random.pick(collectionsOf(tree))['partition_backups'], 'partition_id'),
	),
	'full_meta: names of two collections swapped': inFull((tree, random) =>
		swap(random, tree['collection_backups'], 'collection_name'),
	),
	'full_meta: ids of two collections swapped': inFull((tree, random) =>
		swap(random, tree['collection_backups'], 'collection_id'),
	),
	'full_meta: collection renamed': inFull((tree, random) => {
		const one = random.pick(collectionsOf(tree));
		one['collection_name'] = 'renamed';
		return 'renamed';
	}),
	'full_meta: data_type of a field changed': inFull((tree, random) => {
		const field = random.pick(fieldsOf(random.pick(collectionsOf(tree))));
		field['data_type'] = number(random.pick([1, 5, 10, 11, 21, 23, 101]));
		return `${text(field['name'])} is ${text(field['data_type'])}`;
	}),
	'full_meta: field ids of two fields swapped': inFull((tree, random) =>
		swap(random, fieldsOf(random.pick(collectionsOf(tree))), 'fieldID'),
	),
	'full_meta: names of two fields swapped': inFull((tree, random) =>
		swap(random, fieldsOf(random.pick(collectionsOf(tree))), 'name'),
	),
	'full_meta: a type parameter changed': inFull((tree, random) => {
		const parameters = collectionsOf(tree)
			.flatMap(one => fieldsOf(one))
			.flatMap(field => listOf(field['type_params']));
		const one = random.pick(parameters);
		one['value'] = String(Number(text(one['value'])) * 2);
		return `${text(one['key'])} ${text(one['value'])}`;
	}),
	'full_meta: rows of a segment changed': inFull((tree, random) => {
		const segment = random.pick(segmentsOf(tree));
		segment['num_of_rows'] = number(random.pick([-5, 0, 1, 10_000_000_000]));
		return text(segment['num_of_rows']);
	}),
	'full_meta: size of a log changed': inFull((tree, random) => {
		const logs: Tree[] = [];
		visit(tree, node => {
			if ('log_size' in node) {
				logs.push(node);
			}
		});
		random.pick(logs)['log_size'] = number(random.below(100_000));
		return 'log_size';
	}),
	'full_meta: group id changed': inFull((tree, random) => {
		random.pick(segmentsOf(tree))['group_id'] = number(random.below(1000));
		return 'group_id';
	}),
	'full_meta: an index changed': inFull((tree, random) => {
		const index = pickFrom(random, collectionsOf(tree), 'index_infos');
		if (!index) {
			return undefined;
		}

		index['index_type'] = 'FLAT';
		const parameters = index['params'] as Tree;
		parameters['index_type'] = 'FLAT';
		return text(index['index_name']);
	}),
	'full_meta: an index removed': inFull((tree, random) =>
		removeFrom(random, collectionsOf(tree), 'index_infos'),
	),
	'full_meta: load state changed': inFull((tree, random) => {
		const one = random.pick(collectionsOf(tree));
		one['load_state'] = one['load_state'] === 'Loaded' ? 'NotLoad' : 'Loaded';
		return text(one['collection_name']);
	}),
	'full_meta: shards, consistency or properties changed': inFull((tree, random) => {
		const one = random.pick(collectionsOf(tree));
		const key = random.pick(['shards_num', 'consistency_level', 'properties']);
		one[key] =
			key === 'properties'
				? [{key: 'collection.ttl.seconds', value: '7654321'}]
				: number(text(one[key]) === '3' ? 2 : 3);
		return key;
	}),
	'full_meta: any value changed': inFull(changeAny),
	'full_meta: any key deleted': inFull(deleteAny),
	'full_meta: any list item deleted': inFull((tree, random) =>
		inAnyList(tree, random, list => list.splice(random.below(list.length), 1)),
	),
	'full_meta: any list item doubled': inFull((tree, random) =>
		inAnyList(tree, random, list => list.push(random.pick(list))),
	),
	'full_meta: ids rounded as doubles': inFull(tree => {
		visit(tree, node => {
			for (const [key, value] of Object.entries(node)) {
				if (value instanceof LosslessNumber) {
					node[key] = number(Number(value.value));
				}
			}
		});
		return 'all';
	}),
	'full_meta: missing': removeFile(fullMeta),
	'full_meta: missing, and a value in a level file changed'(files, random) {
		files.delete(fullMeta);
		return inFile(random.pick(levelFiles), changeAny)(files, random);
	},
	'level file: a value changed': (files, random) =>
		inFile(random.pick(levelFiles), changeAny)(files, random),
	'level file: deleted': (files, random) => removeFile(random.pick(levelFiles))(files, random),
	'meta file: byte flipped'(files, random) {
		const key = random.pick(metaFiles(files));
		const copy = Buffer.from(files.get(key)!);
		const at = random.below(copy.length);
		copy.writeUInt8(copy.readUInt8(at) ^ (1 << random.below(8)), at);
		files.set(key, copy);
		return `${key} byte ${at}`;
	},
	'meta file: truncated'(files, random) {
		const key = random.pick(metaFiles(files));
		const bytes = files.get(key)!;
		files.set(key, bytes.subarray(0, random.below(bytes.length)));
		return key;
	},
	'meta file: emptied'(files, random) {
		const key = random.pick(metaFiles(files));
		files.set(key, Buffer.alloc(0));
		return key;
	},
	'meta file: deleted'(files, random) {
		const key = random.pick(metaFiles(files));
		files.delete(key);
		return key;
	},
	'milvault.json: a value changed': inFile(ownMeta, changeAny),
	'milvault.json: a key deleted': inFile(ownMeta, deleteAny),
	'milvault.json: a collection removed': inFile(ownMeta, (tree, random) =>
		removeFrom(random, [tree], 'collections'),
	),
	'milvault.json: missing': removeFile(ownMeta),
	'sums: a line removed': inSums((lines, random) => {
		lines.splice(random.below(lines.length), 1);
	}),
	'sums: a line doubled in the place of another': inSums((lines, random) => {
		lines[random.below(lines.length)] = random.pick(lines);
	}),
	'sums: a digit changed': inSums((lines, random) => {
		const at = random.below(lines.length);
		lines[at] = lines[at]!.replace(/[\da-f](?=[^\da-f]*$)/, digit => (digit === '0' ? '1' : '0'));
	}),
	'sums: emptied': inSums(lines => {
		lines.splice(0);
	}),
	'mark: verified, over a flipped byte'(files, random) {
		const keys = [...files.keys()].filter(key => key.includes('/insert_log/'));
		const key = random.pick(keys.toSorted());
		const copy = Buffer.from(files.get(key)!);
		const at = random.below(copy.length);
		copy.writeUInt8(copy.readUInt8(at) ^ 32, at);
		files.set(key, copy);
		files.set(
			'meta/milvault/verified.json',
			Buffer.from(
				'{"formatVersion":1,"tool":{"name":"milvault","version":"0.1.0"},"level":"full","outcome":"complete","differences":0,"at":"2027-01-01T00:00:00.000Z"}',
			),
		);
		return `${key} byte ${at}`;
	},
};

type Change = (tree: Tree, random: Random) => string | undefined;

function inFile(file: string, change: Change): Damage {
	return (files, random) => {
		const tree = readTree(files, file);
		const what = tree && change(tree, random);
		if (tree && what !== undefined) {
			writeTree(files, file, tree);
			return `${file} ${what}`;
		}

		return undefined;
	};
}

function inFull(change: Change): Damage {
	return inFile(fullMeta, change);
}

/** The same, and the files that full_meta.json does not name any more are gone too. */
function withFiles(change: Change): Damage {
	return (files, random) => {
		const before = logIds(files);
		const what = inFull(change)(files, random);
		const after = logIds(files);
		for (const key of files.keys()) {
			const logId = key.split('/').at(-1)!;
			if (key.startsWith('binlogs/') && before.has(logId) && !after.has(logId)) {
				files.delete(key);
			}
		}

		return what;
	};
}

function logIds(files: Files): Set<string> {
	const ids = new Set<string>();
	visit(readTree(files, fullMeta) ?? {}, node => {
		if ('log_id' in node) {
			ids.add(text(node['log_id']));
		}
	});
	return ids;
}

function withoutDeltas(tree: Tree, random: Random): string | undefined {
	const deleted = segmentsOf(tree).filter(segment =>
		listOf(segment['deltalogs']).some(field => listOf(field['binlogs']).length > 0),
	);
	if (deleted.length === 0) {
		return undefined;
	}

	const segment = random.pick(deleted);
	delete segment['deltalogs'];
	return text(segment['segment_id']);
}

function removeFrom(random: Random, owners: readonly Tree[], key: string): string | undefined {
	const full = owners.filter(owner => listOf(owner[key]).length > 0);
	if (full.length === 0) {
		return undefined;
	}

	const list = random.pick(full)[key] as Json[];
	const at = random.below(list.length);
	list.splice(at, 1);
	return `${key} ${at}`;
}

function pickFrom(random: Random, owners: readonly Tree[], key: string): Tree | undefined {
	const items = owners.flatMap(owner => listOf(owner[key]));
	return items.length === 0 ? undefined : random.pick(items);
}

function swap(random: Random, value: Json | undefined, key: string): string | undefined {
	const items = listOf(value);
	if (items.length < 2) {
		return undefined;
	}

	const one = random.below(items.length);
	const other = (one + 1 + random.below(items.length - 1)) % items.length;
	const [first, second] = [items[one]!, items[other]!];
	[first[key], second[key]] = [second[key] ?? null, first[key] ?? null];
	return `${text(first[key])} <-> ${text(second[key])}`;
}

function fieldsOf(collection: Tree): Tree[] {
	return listOf((collection['schema'] as Tree | undefined)?.['fields']);
}

function changeAny(tree: Tree, random: Random): string | undefined {
	const places: Array<[Tree, string]> = [];
	visit(tree, node => {
		for (const [key, value] of Object.entries(node)) {
			if (typeof value !== 'object' || value instanceof LosslessNumber) {
				places.push([node, key]);
			}
		}
	});
	const [node, key] = random.pick(places);
	const value = node[key];
	node[key] =
		typeof value === 'boolean'
			? !value
			: value instanceof LosslessNumber
				? new LosslessNumber(String(BigInt(Math.trunc(Number(value.value))) + 1n))
				: `${text(value)}x`;
	return `${key} ${text(value)} -> ${text(node[key])}`;
}

function deleteAny(tree: Tree, random: Random): string | undefined {
	const places: Array<[Tree, string]> = [];
	visit(tree, node => {
		for (const key of Object.keys(node)) {
			places.push([node, key]);
		}
	});
	const [node, key] = random.pick(places);
	delete node[key];
	return key;
}

function inAnyList(tree: Tree, random: Random, change: (list: Json[]) => void): string | undefined {
	const lists: Array<[string, Json[]]> = [];
	visit(tree, node => {
		for (const [key, value] of Object.entries(node)) {
			// milvus-backup writes `[{}]` for no delta logs: two of those say the same.
			if (Array.isArray(value) && value.some(item => JSON.stringify(item) !== '{}')) {
				lists.push([key, value]);
			}
		}
	});
	const [key, list] = random.pick(lists);
	change(list);
	return key;
}

function removeFile(file: string): Damage {
	return files => (files.delete(file) ? file : undefined);
}

function metaFiles(files: Files): string[] {
	return [...files.keys()].filter(key => key.startsWith('meta/')).toSorted();
}

function inSums(change: (lines: string[], random: Random) => void): Damage {
	return (files, random) => {
		const keys = [...files.keys()].filter(key => key.startsWith('meta/') && key.endsWith('.jsonl'));
		if (keys.length === 0) {
			return undefined;
		}

		const key = random.pick(keys.toSorted());
		const lines = files.get(key)!.toString().split('\n').filter(Boolean);
		if (lines.length === 0) {
			return undefined;
		}

		change(lines, random);
		files.set(key, Buffer.from(lines.map(line => `${line}\n`).join('')));
		return key;
	};
}

function number(value: number): LosslessNumber {
	return new LosslessNumber(String(value));
}

function text(value: Json | undefined): string {
	return value instanceof LosslessNumber
		? value.value
		: typeof value === 'string'
			? value
			: JSON.stringify(value ?? '');
}

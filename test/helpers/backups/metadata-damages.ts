import {
	isLosslessNumber,
	parseGoJson,
	writeGoJson,
	type GoJson,
} from '../../../source/format/go-json.js';
import type {BackupFiles} from './backup-files.js';

/**
 * Who made the backup: today's milvault, the one before checksums of metadata, or milvus-backup.
 */
export type Made = 'milvault' | 'an earlier milvault' | 'milvus-backup';

export type Damage = {
	/** A sentence, the test's title. */
	title: string;
	makers: readonly Made[];
	change: (files: BackupFiles) => BackupFiles;
	/** What the error names. */
	names: RegExp;
	/** A restore does not depend on it. */
	isHarmless?: boolean;
};

/** The same backup as an earlier milvault would have made it: without checksums of metadata. */
export function asOlderBackup(files: BackupFiles): BackupFiles {
	const older = edited(files, record, withoutChecksums);
	return new Map(
		[...older].map(([key, body]) => [
			key,
			/^meta\/milvault\/\d+\.jsonl$/.test(key)
				? Buffer.from(body.toString().replaceAll(/(\d,"[^"]*"),"[^"]*"\]/g, '$1]'))
				: body,
		]),
	);
}

/** The same for the text of meta/milvault.json alone. */
export function asOlderRecord(text: string): string {
	const root = parseGoJson(text) as Json;
	withoutChecksums(root);
	return writeGoJson(root);
}

function withoutChecksums(root: Json): void {
	delete root['checksum'];
	delete root['metadata'];
	for (const collection of list(root, 'collections')) {
		delete collection['sumsSha256'];
		delete collection['etags'];
	}
}

export const all = ['milvault', 'an earlier milvault', 'milvus-backup'] as const;
export const ours = ['milvault', 'an earlier milvault'] as const;
export const full = 'meta/full_meta.json';
export const record = 'meta/milvault.json';

export type Json = Record<string, GoJson>;
type Edit = (root: Json) => void;

/** Digits: numbers in milvus-backup's files, strings in ours. */
export const idOf = (value: GoJson | undefined): string =>
	isLosslessNumber(value) ? value.value : typeof value === 'string' ? value : '';

export const list = (parent: Json | undefined, key: string): Json[] =>
	(parent?.[key] ?? []) as Json[];

/** The collection with an index and the most partitions is the one that things happen to. */
export function rich(root: Json): Json {
	const [max] = list(root, 'collection_backups').toSorted(
		(a, b) =>
			list(b, 'index_infos').length - list(a, 'index_infos').length ||
			filledOf(b).length - filledOf(a).length,
	);
	return max!;
}

export function filledOf(collection: Json): Json[] {
	return list(collection, 'partition_backups').filter(
		partition => list(partition, 'segment_backups').length > 0,
	);
}

export function edited(files: BackupFiles, file: string, edit: Edit): BackupFiles {
	const root = parseGoJson(files.get(file)!.toString()) as Json;
	edit(root);
	return new Map([...files, [file, Buffer.from(writeGoJson(root))]]);
}

const inFull =
	(edit: Edit): Damage['change'] =>
	files =>
		edited(files, full, edit);
export const inRich = (edit: (collection: Json, root: Json) => void) =>
	inFull(root => {
		edit(rich(root), root);
	});
const inRecord =
	(edit: Edit): Damage['change'] =>
	files =>
		edited(files, record, edit);

export function swap(a: Json, b: Json, key: string): void {
	[a[key], b[key]] = [b[key]!, a[key]!];
}

const keyValue = (items: Json[], key: string, value: string): void => {
	for (const item of items.filter(one => one['key'] === key)) {
		item['value'] = value;
	}
};

function withDeletes(root: Json): {segment: Json; collection: Json} {
	for (const collection of list(root, 'collection_backups')) {
		for (const partition of list(collection, 'partition_backups')) {
			for (const segment of list(partition, 'segment_backups')) {
				if (list(segment, 'deltalogs').some(one => list(one, 'binlogs').length > 0)) {
					return {segment, collection};
				}
			}
		}
	}

	throw new Error('no segment has delta logs');
}

/** Takes a segment's delta logs out of the metadata, and their files away. */
function withoutDeltaLogs(files: BackupFiles): BackupFiles {
	let id = '';
	const changed = edited(files, full, root => {
		const {segment} = withDeletes(root);
		id = idOf(segment['segment_id']);
		delete segment['deltalogs'];
	});
	return new Map(
		[...changed].filter(([key]) => !(key.includes('/delta_log/') && key.includes(`/${id}/`))),
	);
}

function withoutSegment(files: BackupFiles): BackupFiles {
	let id = '';
	const changed = edited(files, full, root => {
		const [partition] = filledOf(rich(root));
		const [segment] = list(partition, 'segment_backups').splice(0, 1);
		id = idOf(segment!['segment_id']);
	});
	return new Map([...changed].filter(([key]) => !key.includes(`/${id}/`)));
}

const sumsFile = (files: BackupFiles): string =>
	[...files]
		.filter(([key]) => /^meta\/milvault\/\d+\.jsonl$/.test(key))
		.toSorted(([, a], [, b]) => b.length - a.length)[0]![0];

function inLevel(files: BackupFiles): BackupFiles {
	return edited(files, 'meta/partition_meta.json', root => {
		list(root, 'infos')[0]!['partition_name'] = 'other';
	});
}

export const damages: readonly Damage[] = [
	{
		title: 'a partition removed from full_meta.json',
		makers: all,
		change: inRich(collection => {
			const [first] = filledOf(collection);
			collection['partition_backups'] = list(collection, 'partition_backups').filter(
				one => one !== first,
			);
		}),
		names: /full_meta\.json/,
	},
	{
		title: 'a segment removed from full_meta.json, with its files',
		makers: all,
		change: withoutSegment,
		names: /full_meta\.json/,
	},
	{
		title: 'the names of two partitions exchanged',
		makers: all,
		change: inRich(collection => {
			const [a, b] = filledOf(collection);
			swap(a!, b!, 'partition_name');
		}),
		names: /full_meta\.json.*partition/,
	},
	{
		title: 'the ids of two partitions exchanged',
		makers: all,
		change: inRich(collection => {
			const [a, b] = filledOf(collection);
			swap(a!, b!, 'partition_id');
		}),
		names: /full_meta\.json.*partition/,
	},
	{
		title: 'the names of two collections exchanged',
		makers: all,
		change: inFull(root => {
			const [a, b] = list(root, 'collection_backups');
			swap(a!, b!, 'collection_name');
		}),
		names: /full_meta\.json.*collection/,
	},
	{
		title: 'another collection name',
		makers: all,
		change: inRich(collection => {
			collection['collection_name'] = 'renamed';
		}),
		names: /full_meta\.json.*renamed/,
	},
	{
		title: 'another database',
		makers: all,
		change: inRich(collection => {
			collection['db_name'] = 'elsewhere';
		}),
		names: /full_meta\.json.*elsewhere/,
	},
	{
		title: 'a collection removed from full_meta.json',
		makers: all,
		change: inFull(root => {
			list(root, 'collection_backups').splice(0, 1);
		}),
		names: /full_meta\.json.*none/,
	},
	{
		title: 'full_meta.json without any collection',
		makers: all,
		change: inFull(root => {
			delete root['collection_backups'];
		}),
		names: /full_meta\.json.*none/,
	},
	{
		title: 'delta logs removed from full_meta.json, with their files',
		makers: all,
		change: withoutDeltaLogs,
		names: /full_meta\.json.*(segment|objects)/,
	},
	{
		title: 'other index params',
		makers: all,
		change: inRich(collection => {
			const [index] = list(collection, 'index_infos');
			(index!['params'] as Json)['index_type'] = 'FLAT';
		}),
		names: /full_meta\.json.*index_infos/,
	},
	{
		title: 'another index name',
		makers: all,
		change: inRich(collection => {
			list(collection, 'index_infos')[0]!['index_name'] = 'zzz';
		}),
		names: /full_meta\.json.*zzz/,
	},
	{
		title: 'an index removed',
		makers: all,
		change: inRich(collection => {
			collection['index_infos'] = [];
		}),
		names: /full_meta\.json.*index_infos/,
	},
	{
		title: 'an index that is there twice',
		makers: all,
		change: inRich(collection => {
			const indexes = list(collection, 'index_infos');
			indexes.push(indexes[0]!);
		}),
		names: /full_meta\.json.*index/,
	},
	{
		title: 'a segment that is there twice',
		makers: all,
		change: inRich(collection => {
			const segments = list(filledOf(collection)[0], 'segment_backups');
			segments.push(segments[0]!);
		}),
		names: /full_meta\.json.*(segment|rows)/,
	},
	{
		title: 'a field that is there twice',
		makers: all,
		change: inRich(collection => {
			const fields = list(collection['schema'] as Json, 'fields');
			fields.push(fields[0]!);
		}),
		names: /full_meta\.json.*field/,
	},
	{
		title: 'another number of shards',
		makers: all,
		change: inRich(collection => {
			collection['shards_num'] = parseGoJson('7');
		}),
		names: /full_meta\.json.*shards_num/,
	},
	{
		title: 'another consistency level',
		makers: all,
		change: inRich(collection => {
			collection['consistency_level'] = parseGoJson('3');
		}),
		names: /full_meta\.json.*consistency_level/,
	},
	{
		title: 'another property',
		makers: all,
		change: inRich(collection => {
			for (const holder of [collection, collection['schema'] as Json]) {
				keyValue(list(holder, 'properties'), 'collection.ttl.seconds', '1');
			}
		}),
		names: /full_meta\.json.*properties/,
	},
	{
		title: 'another load state',
		makers: all,
		change: inRich(collection => {
			collection['load_state'] = collection['load_state'] === 'Loaded' ? 'NotLoad' : 'Loaded';
		}),
		names: /full_meta\.json.*load_state/,
	},
	{
		title: 'another dimension',
		makers: all,
		change: inRich(collection => {
			for (const field of list(collection['schema'] as Json, 'fields')) {
				keyValue(list(field, 'type_params'), 'dim', '3');
			}
		}),
		names: /full_meta\.json.*type_params/,
	},
	{
		title: 'the names of two fields exchanged',
		makers: all,
		change: inRich(collection => {
			const [a, b] = list(collection['schema'] as Json, 'fields');
			swap(a!, b!, 'name');
		}),
		names: /full_meta\.json.*fields/,
	},
	{
		title: 'the ids of two fields exchanged',
		makers: all,
		change: inRich(collection => {
			const [a, b] = list(collection['schema'] as Json, 'fields');
			swap(a!, b!, 'fieldID');
		}),
		names: /full_meta\.json.*fields/,
	},
	{
		title: 'another data type',
		makers: all,
		change: inRich(collection => {
			list(collection['schema'] as Json, 'fields')[0]!['data_type'] = parseGoJson('1');
		}),
		names: /full_meta\.json.*data_type/,
	},
	{
		title: 'a flag of the schema flipped',
		makers: all,
		change: inRich(collection => {
			delete (collection['schema'] as Json)['enable_dynamic_field'];
		}),
		names: /full_meta\.json.*enable_dynamic_field/,
	},
	{
		title: 'another number of rows',
		makers: all,
		change: inRich(collection => {
			const [segment] = list(filledOf(collection)[0], 'segment_backups');
			segment!['num_of_rows'] = parseGoJson('101');
		}),
		names: /full_meta\.json.*(rows)/,
	},
	{
		title: 'a number of rows below zero',
		makers: all,
		change: inRich(collection => {
			const [segment] = list(filledOf(collection)[0], 'segment_backups');
			segment!['num_of_rows'] = parseGoJson('-100');
		}),
		names: /full_meta\.json.*num_of_rows.*-100/,
	},
	{
		title: 'a number of rows that no segment holds',
		makers: all,
		change: inRich(collection => {
			const [segment] = list(filledOf(collection)[0], 'segment_backups');
			segment!['num_of_rows'] = parseGoJson('9223372036854775807');
		}),
		names: /full_meta\.json.*num_of_rows/,
	},
	{
		title: 'another id of the backup',
		makers: all,
		change: inFull(root => {
			root['id'] = 'another';
		}),
		names: /full_meta\.json.*another/,
	},
	{
		title: 'a level file with another value, beside a full_meta.json that nothing proves',
		makers: ['an earlier milvault', 'milvus-backup'],
		change: inLevel,
		names: /_meta\.json.*other/,
	},
	{
		title: 'a level file with another value, beside a full_meta.json that is proven',
		makers: ['milvault'],
		change: inLevel,
		names: /partition_meta\.json.*SHA-256/,
		isHarmless: true,
	},
	{
		title: 'a level file cut off',
		makers: all,
		change: files =>
			new Map([
				...files,
				['meta/segment_meta.json', files.get('meta/segment_meta.json')!.subarray(0, 40)],
			]),
		names: /segment_meta\.json/,
		isHarmless: true,
	},
	{
		title: 'a level file missing',
		makers: all,
		change: files => new Map([...files].filter(([key]) => key !== 'meta/segment_meta.json')),
		names: /segment_meta\.json.*missing/,
		isHarmless: true,
	},
	{
		title: 'a collection that no metadata names any more',
		makers: all,
		change(files) {
			const id = idOf(rich(parseGoJson(files.get(full)!.toString()) as Json)['collection_id']);
			const without = (root: Json, key: string): void => {
				root[key] = list(root, key).filter(
					one => idOf(one['collection_id'] ?? one['collectionId']) !== id,
				);
			};

			let changed = edited(files, full, root => {
				without(root, 'collection_backups');
			});
			for (const level of ['collection', 'partition', 'segment']) {
				changed = edited(changed, `meta/${level}_meta.json`, root => {
					without(root, 'infos');
				});
			}

			return files.has(record)
				? edited(changed, record, root => {
						without(root, 'collections');
					})
				: changed;
		},
		names: /not named|milvault\.json/,
	},
	{
		title: 'a collection removed from the record',
		makers: ours,
		change: inRecord(root => {
			list(root, 'collections').splice(0, 1);
		}),
		names: /milvault\.json/,
	},
	{
		title: 'another number of objects in the record',
		makers: ours,
		change: inRecord(root => {
			list(root, 'collections')[0]!['objects'] = parseGoJson('1');
		}),
		names: /full_meta\.json|milvault\.json|jsonl/,
	},
	{
		title: 'the record’s own checksum taken away',
		makers: ['milvault'],
		change: inRecord(root => {
			delete root['checksum'];
		}),
		names: /milvault\.json.*checksum/,
	},
	{
		title: 'the record’s checksums of metadata taken away',
		makers: ['milvault'],
		change: inRecord(root => {
			delete root['metadata'];
		}),
		names: /milvault\.json.*checksum/,
	},
	{
		title: 'another cut in the record',
		makers: ['milvault'],
		change: inRecord(root => {
			const cut = list(root, 'collections')[0]!['cut'] as Json;
			cut['endTsMs'] = '1';
		}),
		names: /milvault\.json.*checksum/,
	},
];

/** Damages of the sums: found when they are read, by verify and before a collection is restored. */
export const sumsDamages: ReadonlyArray<
	Pick<Damage, 'title' | 'makers' | 'change' | 'names'> & {
		/** A test restores it on Milvus, which takes longer. */
		isRestored?: boolean;
	}
> = [
	{
		title: 'a checksum emptied',
		isRestored: true,
		makers: ['milvault'],
		change: files => inSums(files, text => text.replace(/"[^"]*"\]\n/, '""]\n')),
		names: /jsonl.*checksum/,
	},
	{
		title: 'a checksum of no known kind',
		makers: ['milvault'],
		change: files => inSums(files, text => text.replace(/"[^"]*"\]\n/, '"x"]\n')),
		names: /jsonl.*checksum/,
	},
	{
		title: 'a line removed',
		makers: ours,
		change: files => inSums(files, text => text.replace(/^.*\n/, '')),
		names: /jsonl/,
	},
	{
		title: 'a line for an object that no metadata names, and one taken away',
		isRestored: true,
		makers: ours,
		change: files =>
			inSums(files, text => text.replace(/\/(\d+)",/, (_all, id: string) => `/${id}1",`)),
		names: /not named|recorded sum|checksum differs/,
	},
];

function inSums(files: BackupFiles, change: (text: string) => string): BackupFiles {
	const key = sumsFile(files);
	return new Map([...files, [key, Buffer.from(change(files.get(key)!.toString()))]]);
}

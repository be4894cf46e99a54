import {parseGoJson} from '../../../source/format/go-json.js';
import {
	parseMilvaultMeta,
	writeMilvaultMeta,
	type MilvaultMeta,
} from '../../../source/format/milvault-meta.js';
import type {BackupFiles} from './backup-files.js';
import {
	all,
	damages,
	edited,
	filledOf,
	full,
	idOf,
	inRich,
	list,
	ours,
	record,
	rich,
	swap,
	type Damage,
	type Json,
} from './metadata-damages.js';

/* Damages by one who knows which files say the same, and how our record is sealed. */

/** A segment in full_meta.json and in its level. */
function inSegment(edit: (segment: Json) => void): Damage['change'] {
	return files => {
		let id = '';
		const changed = edited(files, full, root => {
			const [segment] = list(filledOf(rich(root))[0], 'segment_backups');
			id = idOf(segment!['segment_id']);
			edit(segment!);
		});
		return edited(changed, 'meta/segment_meta.json', root => {
			edit(list(root, 'infos').find(one => idOf(one['segment_id']) === id)!);
		});
	};
}

/** The schema in full_meta.json and in the collections' level. */
function inSchemas(edit: (schema: Json) => void): Damage['change'] {
	return files => {
		let id = '';
		const changed = edited(files, full, root => {
			const collection = rich(root);
			id = idOf(collection['collection_id']);
			edit(collection['schema'] as Json);
		});
		return edited(changed, 'meta/collection_meta.json', root => {
			const collection = list(root, 'infos').find(one => idOf(one['collection_id']) === id);
			edit(collection!['schema'] as Json);
		});
	};
}

/** Our record changed by one who knows how its checksum is made. */
export function resealed(files: BackupFiles, change: (meta: MilvaultMeta) => void): BackupFiles {
	const meta = parseMilvaultMeta(files.get(record)!.toString(), record);
	change(meta);
	return new Map([...files, [record, Buffer.from(writeMilvaultMeta(meta))]]);
}

const withIndexFlat = damages.find(({title}) => title.includes('index params'))!.change;

export const contradictions: readonly Damage[] = [
	{
		title: 'an id rounded as a double would be',
		makers: all,
		change: inRich(collection => {
			const [partition] = filledOf(collection);
			const id = idOf(partition!['collection_id']);
			partition!['collection_id'] = parseGoJson(String(BigInt(id.slice(0, -3)) * 1000n));
		}),
		names: /full_meta\.json.*collection_id/,
	},
	{
		title: 'a segment of rows marked as one of deletes, in its level too',
		makers: all,
		change: inSegment(segment => {
			segment['is_l0'] = true;
		}),
		names: /full_meta\.json.*is_l0/,
	},
	{
		title: 'a segment emptied, in its level too, that keeps its size',
		makers: all,
		change: inSegment(segment => {
			segment['binlogs'] = [];
			segment['num_of_rows'] = parseGoJson('0');
		}),
		names: /full_meta\.json.*size/,
	},
	{
		title: 'the size of a partition that is not that of its segments',
		makers: all,
		change: inRich(collection => {
			filledOf(collection)[0]!['size'] = parseGoJson('1');
		}),
		names: /full_meta\.json.*partition \d+, size/,
	},
	{
		title: 'a collection smaller than its partitions',
		makers: all,
		change: inRich(collection => {
			collection['size'] = parseGoJson('1');
		}),
		names: /full_meta\.json.*size/,
	},
	{
		title: 'every log twice and twice the rows, in the level of segments too',
		makers: all,
		change: inSegment(segment => {
			for (const field of list(segment, 'binlogs')) {
				field['binlogs'] = [...list(field, 'binlogs'), ...list(field, 'binlogs')];
			}

			const rows = BigInt(idOf(segment['num_of_rows']));
			segment['num_of_rows'] = parseGoJson(`${2n * rows}`);
			const size = BigInt(idOf(segment['size']));
			segment['size'] = parseGoJson(`${2n * size}`);
		}),
		names: /full_meta\.json.*log \d+.*2 times/,
	},
	{
		title: 'another schema than the one that Milvus answered, in its level too',
		makers: ours,
		change: inSchemas(schema => {
			const [a, b] = list(schema, 'fields');
			swap(a!, b!, 'name');
		}),
		names: /full_meta\.json.*schema.*milvault\.json/,
	},
	{
		title: 'a cut an hour earlier in the record, sealed again',
		makers: ours,
		change: files =>
			resealed(files, ({collections: [collection]}) => {
				const {cut} = collection!;
				cut!.endTsMs = String(Number(cut!.endTsMs) - 3_600_000);
			}),
		names: /milvault\.json.*endTsMs/,
	},
	{
		title: 'a record sealed again without checksums, beside other index params',
		makers: ['milvault'],
		change: files =>
			resealed(withIndexFlat(files), meta => {
				meta.metadata = {};
			}),
		names: /full_meta\.json.*index_infos/,
	},
];

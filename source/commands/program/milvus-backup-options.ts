import type {HelpTexts} from '../../messages/texts.js';
import type {ConflictChoice} from '../../model/conflict-choice.js';
import {MilvaultError} from '../../model/milvault-error.js';
import type {BackupStrategy, OnConflict} from '../../model/plans.js';

/*
 * The options of milvus-backup's commands (cmd/ of 0.5.16 and of main in August 2026) that ours do
 * not have: they mean here what they mean there, or are refused with what does it here. Left out of
 * help.
 */

type Usage = HelpTexts['usage'];

/** What commander read, by its own keys: `metaOnly` of --meta-only, `meta_only` of --meta_only. */
type Given = Record<string, unknown>;

export type MilvusBackupOptions = {
	/** As commander writes them. */
	flags: readonly string[];
	/**
	 * The same, said with our own options.
	 *
	 * @throws usage, flags-exclude
	 */
	translate: (given: Given, usage: Usage) => Given;
};

export const createOptions: MilvusBackupOptions = {
	flags: [
		'-c, --colls <names>',
		'-d, --databases <names>',
		'-a, --database_collections <json>',
		'-f, --force',
		'--meta_only',
		'--backup_index_extra',
		'--format <format>',
	],
	translate(given, usage) {
		if (given['backup_index_extra']) {
			throw refused(usage.milvusBackup.indexExtra);
		}

		const format = given['format'] as string | undefined;
		if (format !== undefined && format !== 'binlog' && format !== 'auto') {
			throw refused(usage.milvusBackup.format(format));
		}

		const strategy = oneOf<BackupStrategy>([
			['--strategy', given['strategy'] as BackupStrategy | undefined],
			['--force', given['force'] ? 'skip_flush' : undefined],
			['--meta_only', given['meta_only'] ? 'meta_only' : undefined],
		]);
		return {...given, filter: filterOf(given, usage), strategy};
	},
};

export const restoreOptions: MilvusBackupOptions = {
	flags: [
		'-c, --collections <names>',
		'--colls <names>',
		'-d, --databases <names>',
		'-a, --database_collections <json>',
		'--restore_index',
		'--rebuild_index',
		'--meta_only',
		'--use_auto_index',
		'--drop_exist_collection',
		'--drop_exist_index',
		'--skip_create_collection',
		'--use_v2_restore',
		'--source_cluster_id <id>',
		'--target_cluster_id <id>',
	],
	translate(given, usage) {
		const {milvusBackup} = usage;
		if (given['source_cluster_id'] ?? given['target_cluster_id']) {
			throw refused(milvusBackup.secondary);
		}

		if (given['use_auto_index']) {
			throw refused(milvusBackup.autoIndex);
		}

		if (given['drop_exist_index']) {
			throw refused(milvusBackup.dropIndex);
		}

		const choice = given['onConflict'] as ConflictChoice | undefined;
		const how = oneOf<ConflictChoice | OnConflict>([
			['--on-conflict', choice],
			['--drop_exist_collection', given['drop_exist_collection'] ? 'replace' : undefined],
			['--skip_create_collection', given['skip_create_collection'] ? 'append' : undefined],
		]);
		return {
			...given,
			filter: filterOf(given, usage),
			metaOnly: given['metaOnly'] ?? given['meta_only'],
			onConflict: typeof how === 'string' ? {onConflict: how} : how,
			mustExist: given['skip_create_collection'],
		};
	},
};

export const getOptions: MilvusBackupOptions = {
	// It always prints all.
	flags: ['-d, --detail'],
	translate: given => given,
};

export const listOptions: MilvusBackupOptions = {
	flags: ['-c, --collection <name>'],
	translate(given, usage) {
		if (given['collection'] !== undefined) {
			throw refused(usage.milvusBackup.listCollection);
		}

		return given;
	},
};

/** Its strategies that are one of ours. */
export const strategyNames: Readonly<Record<string, BackupStrategy>> = {
	bulk_flush: 'flush',
	serial_flush: 'flush',
};

/** @throws flags-exclude: each of them chooses collections */
function filterOf(given: Given, usage: Usage): string | undefined {
	const text = (key: string): string | undefined => given[key] as string | undefined;
	const databases = text('databases');
	const json = text('database_collections');
	return oneOf([
		['--filter', text('filter')],
		['--colls', text('colls')],
		['--collections', text('collections')],
		[
			'--databases',
			databases
				?.split(',')
				.map(db => `${db.trim()}.*`)
				.join(','),
		],
		['--database_collections', json && partsOf(json, usage).join(',')],
	]);
}

/** `{"db": ["a", "b"]}`; a database without collections means all of it. */
function partsOf(json: string, usage: Usage): string[] {
	let value: unknown;
	try {
		value = JSON.parse(json);
	} catch {
		value = undefined;
	}

	const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
	const entries = isMap ? Object.entries(value as object) : [];
	if (
		entries.length === 0 ||
		!entries.every(
			(entry): entry is [string, string[] | null] => entry[1] === null || Array.isArray(entry[1]),
		)
	) {
		throw refused(usage.milvusBackup.json('--database_collections', json));
	}

	return entries.flatMap(([db, names]) =>
		names === null || names.length === 0 ? [`${db}.*`] : names.map(name => `${db}.${name}`),
	);
}

/** The one that was given, of options of which each says the same thing. */
function oneOf<Value>(
	given: ReadonlyArray<readonly [option: string, value: Value | undefined]>,
): Value | undefined {
	const [first, second] = given.filter(([, value]) => value !== undefined);
	if (first && second) {
		throw new MilvaultError('flags-exclude', {
			first: first[0],
			second: second[0],
		});
	}

	return first?.[1];
}

function refused(answer: {reason: string; next: string}): MilvaultError {
	return new MilvaultError('usage', {...answer});
}

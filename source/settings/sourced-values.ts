import type {Warning} from '../model/job-events.js';
import {MilvaultError} from '../model/milvault-error.js';
import {secretOf, secretPaths} from './keys.js';

/** The value of a higher layer wins; at equal precedence, that of the later layer. */
export const precedence = {
	extra: 1,
	file: 2,
	wellKnownEnvironment: 3,
	environment: 4,
	flag: 5,
} as const;

/** One value as it is written, with its origin. */
export type SourcedValue = {
	/** As written; numbers and booleans are text too. */
	text: string;
	/** For people: `file milvault.yaml:12`, `environment MILVUS_ADDRESS`, `flag --address`. */
	origin: string;
	/** The key in the writer's own words: `minio.bucketName` in a file of milvus-backup. */
	key: string;
	/** What relative paths in the value start from; absolute. */
	directory: string;
	rank: number;
};

/**
 * Values by dotted path. Beside the known keys there are, from other vocabularies only:
 * `milvus.port`, `storage.port` and `storage.useSsl`, which complete an address.
 */
export type SourcedValues = Map<string, SourcedValue>;

export type Layer = {
	entries: SourcedValues;
	/** Names that the layer defines, also those of which it says nothing else. */
	clusters: ReadonlySet<string>;
	repositories: ReadonlySet<string>;
	/**
	 * A repository without a root path of its own takes its cluster's, as milvus-backup 0.5.16 does.
	 */
	sharesRootPath?: boolean;
	/** Of another tool: the file as it is shown. No place of a user's own can be in it. */
	foreignFile?: string;
	/** What is worth a second look in a file that can be understood. */
	warnings?: readonly Warning[];
};

/**
 * Lays the layers over each other, lowest first. A secret given in one form replaces the same
 * secret in any other form.
 *
 * @throws config-bad-value for a secret given in two forms by one layer
 */
export function mergeLayers(layers: readonly Layer[]): SourcedValues {
	const merged: SourcedValues = new Map();
	for (const {entries} of layers) {
		for (const [path, entry] of entries) {
			const secret = secretOf(path);
			for (const other of secret ? secretPaths(secret.base) : []) {
				if (other !== path && entries.get(other)?.rank === entry.rank) {
					throw badValue(entry, '1 x value | File | Command | Environment', {
						path,
					});
				}

				merged.delete(other);
			}

			merged.set(path, entry);
		}
	}

	return merged;
}

/**
 * The error for a value that cannot be meant; the value of a secret is masked.
 *
 * @param allowed what would be accepted, in as few words as possible: it is shown in every language
 */
export function badValue(
	entry: SourcedValue,
	allowed: string,
	{path, cause}: {path?: string; cause?: unknown} = {},
): MilvaultError<'config-bad-value'> {
	const isSecret = path !== undefined && secretOf(path) !== undefined;
	return new MilvaultError(
		'config-bad-value',
		{
			key: entry.key,
			origin: entry.origin,
			value: isSecret ? '******' : withoutCredentials(entry.text),
			allowed,
		},
		{cause},
	);
}

/** People paste URLs with user and password in them. */
function withoutCredentials(text: string): string {
	return text.replace(/^([a-z][a-z\d+.-]*:\/\/)[^@/]*@/i, '$1******@');
}

/** What is wrong with a line of YAML. */
export type YamlMistake =
	| 'tab'
	/** Indented with a blank of another kind. */
	| 'foreign-blank'
	| 'indentation'
	| 'wide-colon'
	| 'no-blank-after-colon'
	| 'equals-sign'
	| 'no-colon'
	/** A value begins with a character that means something to YAML. */
	| 'reserved-character'
	| 'colon-in-value'
	| 'open-quote'
	| 'after-quote'
	| 'typographic-quotes'
	| 'escape'
	| 'brackets'
	| 'key-twice'
	/** A line that YAML reads as the rest of the value above it. */
	| 'continued-line'
	| 'template'
	| 'conflict-marker';

/** How a file that is not UTF-8 seems to be encoded; binary: no text at all. */
export type ForeignEncoding = 'UTF-16' | 'GBK' | 'Latin-1' | 'binary';

/** What milvus-backup or Milvus can use and milvault cannot. */
export type StorageLack =
	| 'azure'
	/** Google's own protocol, with a service account. */
	| 'gcp-native'
	/** A cloud's role or workload identity, where that cloud is not Amazon. */
	| 'cloud-role'
	/** How Milvus reaches a storage, and none itself. */
	| 'opendal';

/** A cluster or a repository that is not there. */
export type UnknownName = {
	name: string;
	known: readonly string[];
	origin: string;
	/** The configuration file, where it is another tool's: a user's own places are not in it. */
	foreignFile?: string;
};

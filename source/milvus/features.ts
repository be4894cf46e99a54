/** What a server can do, as the rest of milvault asks for it. */
export type Features = {
	/**
	 * Our tests run this version of Milvus; otherwise its support follows the published API.
	 */
	isRunLive: boolean;
	describeDatabase: boolean;
	databaseProperties: boolean;
	rename: boolean;
	arrayType: boolean;
	autoIdText: boolean;
	halfAndSparseVectors: boolean;
	nullable: boolean;
	functions: boolean;
	typesOf26: boolean;
	storageVersion2: boolean;
	upsert: boolean;
	flushTimestamp: boolean;
	lateDeletes: boolean;
	deletesByTime: boolean;
	countStar: boolean;
	vectorOutput: boolean;
	restImport: boolean;
	groupImport: boolean;
	parallelImports: boolean;
	gcPause: boolean;
	clusteringKey: boolean;
	endTsIsTso: boolean;
	l0: boolean;
	l0EndTs: boolean;
	multiL0InOneJob: boolean;
	segmentsDescribe: boolean;
	rbacBackup: boolean;
	addField: boolean;
	dollarInNames: boolean;
};

export type Feature = Exclude<keyof Features, 'isRunLive'>;

/**
 * First version of each feature. What a server answers beats this table: UNIMPLEMENTED is
 * `milvus-unsupported` whatever stands here. Versions from 2.2.9 to 2.3.5 are run by our tests.
 */
const since: Readonly<Record<Feature, string>> = {
	/** milvus-backup grpc.go, DescribeDatabase >= 2.4.3 */
	describeDatabase: '2.4.3',
	/** Milvus 2.4.3: CreateDatabase takes properties */
	databaseProperties: '2.4.3',
	/** seen on 2.2.16 and 2.3.5; 2.2.9 by Milvus's release notes */
	rename: '2.2.9',
	/**
	 * refused by 2.2.16; 2.3.0 ends when such a collection is loaded; 2.3.2 has it and cannot import
	 * it; seen right on 2.3.4
	 */
	arrayType: '2.3.4',
	/** a VarChar key that Milvus makes: refused by 2.2.16, seen right on 2.3.5 */
	autoIdText: '2.3.0',
	/** Float16Vector, BFloat16Vector, SparseFloatVector: Milvus 2.4's release notes */
	halfAndSparseVectors: '2.4.0',
	/** Milvus 2.5's release notes; older ones forget it when they make a field */
	nullable: '2.5.0',
	/** BM25: Milvus 2.5's release notes; older ones forget them */
	functions: '2.5.0',
	/**
	 * Geometry, Text, Timestamptz, Int8Vector, ArrayOfVector, Struct: none is known before, single
	 * ones come with later patch levels
	 */
	typesOf26: '2.6.0',
	/**
	 * the import option storage_version; before, the importer looks for each field's own binlogs
	 * (seen on 2.3.5: "the field 100 has no binlog file")
	 */
	storageVersion2: '2.6.0',
	/** seen on 2.3.5, not served by 2.2.16 */
	upsert: '2.3.0',
	/** coll_flush_ts is empty on 2.2.16 and 2.3.0, filled on 2.3.2 */
	flushTimestamp: '2.3.2',
	/** 2.2.16 and 2.3.0 never write deletes made after a segment was sealed; seen right on 2.3.2 */
	lateDeletes: '2.3.2',
	/**
	 * the importers of 2.2.16, 2.3.0 and 2.3.2 drop every row of a deleted key, those written after
	 * the delete too; seen right on 2.3.4
	 */
	deletesByTime: '2.3.4',
	/** seen on 2.3.5, refused by 2.2.16 */
	countStar: '2.3.0',
	/** vectors among the output fields of a query: seen on 2.3.5; older ones are not asked */
	vectorOutput: '2.3.0',
	/** POST /v2/vectordb/jobs/import/*; `describe` since late 2.4 (PR 36753) */
	restImport: '2.4.0',
	/** Milvus 2.4 importV2 takes group directories, no longer a whole partition's */
	groupImport: '2.4.0',
	/**
	 * the import scheduler of datacoord: each job's tasks take free slots of the data nodes; before,
	 * rootcoord's one by one
	 */
	parallelImports: '2.4.0',
	/**
	 * the management port pauses garbage collection: seen on 2.4.24, 2.5.27 and 2.6.19; 2.3.5 has no
	 * such endpoint
	 */
	gcPause: '2.4.0',
	/** Milvus 2.4: FieldSchema.is_clustering_key; 2.2.16 and 2.3.5 take it and forget it */
	clusteringKey: '2.4.0',
	/** importutilv2 reads end_ts as a TSO */
	endTsIsTso: '2.4.0',
	/** L0 segments */
	l0: '2.4.0',
	/**
	 * the importer's reader of L0 segments leaves out what is later than end_ts; before, it has no
	 * upper end
	 */
	l0EndTs: '2.6.1',
	/** milvus-backup grpc.go, MultiL0InOneJob */
	multiL0InOneJob: '2.6.5',
	/** milvus-backup grpc.go, GetSegmentInfo */
	segmentsDescribe: '2.5.8',
	/** BackupRBAC is UNIMPLEMENTED on 2.3.5; 2.4.10 by milvus-backup#404 */
	rbacBackup: '2.4.10',
	/** AddCollectionField, Milvus 2.6 */
	addField: '2.6.0',
	/**
	 * refused by 2.2.16 and 2.3.5, and by the source up to 2.5; newer ones are asked: their
	 * administrator may allow it
	 */
	dollarInNames: '2.6.0',
};

const runLive: readonly string[] = ['2.2', '2.3'];

/** The version from which on a server can do it. */
export function firstVersionOf(feature: Feature): string {
	return since[feature];
}

/** The features of a server of this version; for an unknown version, those of the oldest. */
export function featuresOf(version: string): Features {
	const numbers = versionNumbers(version) ?? oldest;
	const entries = Object.entries(since).map(([feature, first]) => [
		feature,
		isAtLeast(numbers, versionNumbers(first) ?? oldest),
	]);
	return {
		...(Object.fromEntries(entries) as Record<Feature, boolean>),
		isRunLive: runLive.includes(numbers.slice(0, 2).join('.')),
	};
}

/**
 * `v2.3.5-lite` -> `2.3.5`; undefined for a tag without a whole version, as of a build from a
 * branch: `2.6-20260801-abc`, `unknown`.
 */
export function releaseOf(buildTag: string): string | undefined {
	return /^v?(\d+\.\d+\.\d+)/.exec(buildTag)?.[1];
}

/** The newer of two versions, of which the patch level may be missing. */
export function newerVersion(first: string, second: string): string {
	return isAtLeast(versionNumbers(first) ?? oldest, versionNumbers(second) ?? oldest)
		? first
		: second;
}

const oldest: readonly number[] = [2, 2, 0];

/** Of a line without a patch level, its first version. */
function versionNumbers(version: string): readonly number[] | undefined {
	const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(version);
	return match?.slice(1, 4).map(number => Number(number ?? 0)) ?? undefined;
}

function isAtLeast(version: readonly number[], first: readonly number[]): boolean {
	for (const [index, number] of first.entries()) {
		const difference = (version[index] ?? 0) - number;
		if (difference !== 0) {
			return difference > 0;
		}
	}

	return true;
}

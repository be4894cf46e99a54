import {hasCode, MilvaultError} from '../model/milvault-error.js';
import {fragment} from '../model/fragments.js';
import type {CallOptions, Milvus} from './milvus.js';

type Patience = Pick<CallOptions, 'timeoutMs' | 'isAwayWaited' | 'signal'>;
import {isRestAbsent} from './rest.js';

/**
 * grpc: one pair of directories a job, on every version; rest: many pairs a job (>= 2.4; not run
 * live).
 */
export type ImportApi = 'grpc' | 'rest';

export type ImportRequest = {
	db: string;
	collection: string;
	/** Undefined: all partitions (L0 only). */
	partition: string | undefined;
	/**
	 * Of each group its insert directory and, where it has deletes, its delta directory; for L0 a
	 * delta directory alone.
	 */
	groups: ReadonlyArray<readonly string[]>;
	/**
	 * Rows and deletes after it are left out: milliseconds up to Milvus 2.3, a hybrid timestamp (TSO)
	 * from 2.4 on.
	 */
	endTs: string | undefined;
	isL0: boolean;
	storageVersion: number;
};

export type ImportState = {
	state: 'pending' | 'running' | 'completed' | 'failed';
	/** 0-100 as the server says. */
	percent: number;
	/** Rows after deletes; int64 as a string. */
	rows: string | undefined;
	/** Why it failed, in the server's words. */
	reason: string | undefined;
};

/**
 * The import interface that this server supports: decided by its answers, not by its version alone.
 */
export async function importApi(milvus: Milvus): Promise<ImportApi> {
	if (!milvus.features.restImport) {
		return 'grpc';
	}

	try {
		await milvus.rest(
			'v2/vectordb/jobs/import/list',
			{dbName: 'default'},
			{timeoutMs: probeTimeoutMs, isAwayWaited: false},
		);
		return 'rest';
	} catch (error) {
		if (isRestAbsent(error)) {
			return 'grpc';
		}

		throw error;
	}
}

/** An address that takes connections and never answers counts as one without a REST API. */
const probeTimeoutMs = 10_000;

/**
 * Starts one import job. Never repeated by itself: a second one would double its rows.
 *
 * @returns the job's id
 * @throws milvus-refused
 */
export async function submitImport(
	milvus: Milvus,
	api: ImportApi,
	request: ImportRequest,
	options: Pick<CallOptions, 'signal'> = {},
): Promise<string> {
	return api === 'rest'
		? submitByRest(milvus, request, options)
		: submitByGrpc(milvus, request, options);
}

export type ListedImport = {
	id: string;
	/**
	 * The files that it reads, as `importFiles` writes them; undefined where the server does not
	 * report them (REST).
	 */
	files: string | undefined;
};

/**
 * The import jobs of a collection that the server knows, ended ones too (for a day; dataCoord or
 * rootCoord's import retention).
 */
export async function listImports(
	milvus: Milvus,
	api: ImportApi,
	{db, collection}: {db: string; collection: string},
): Promise<ListedImport[]> {
	if (api === 'rest') {
		const answer = await milvus.rest<{records?: Array<{jobId: string | number}>} | undefined>(
			'v2/vectordb/jobs/import/list',
			{dbName: db, collectionName: collection},
		);
		return (answer?.records ?? []).map(({jobId}) => ({
			id: String(jobId),
			files: undefined,
		}));
	}

	const answer = await milvus.call<{
		tasks: Array<{id: string; infos: Array<{key: string; value: string}>}>;
	}>('ListImportTasks', {db_name: db, collection_name: collection, limit: 0}, {db});
	return answer.tasks.map(({id, infos}) => ({
		id,
		files: infos.find(({key}) => key === 'files')?.value,
	}));
}

/** What a server that lists import jobs says that this one reads (seen on 2.2.16 and 2.3.5). */
export function importFiles(request: ImportRequest): string {
	return grpcFiles(request).join(',');
}

/** @throws milvus-refused for a job that the server does not know */
export async function importState(
	milvus: Milvus,
	api: ImportApi,
	job: {db: string; jobId: string},
	options: Patience = {},
): Promise<ImportState> {
	return api === 'rest' ? stateByRest(milvus, job, options) : stateByGrpc(milvus, job, options);
}

async function submitByGrpc(
	milvus: Milvus,
	request: ImportRequest,
	options: Pick<CallOptions, 'signal'>,
): Promise<string> {
	const {db, collection, partition = ''} = request;
	const answer = await milvus.call<{tasks: string[]}>(
		'Import',
		{
			db_name: db,
			collection_name: collection,
			partition_name: partition,
			files: grpcFiles(request),
			options: Object.entries(optionsOf(request)).map(([key, value]) => ({
				key,
				value,
			})),
		},
		{...options, db},
	);
	const [jobId] = answer.tasks;
	if (jobId === undefined) {
		throw noJob('Import');
	}

	return jobId;
}

function grpcFiles({groups, isL0}: ImportRequest): string[] {
	const [group = [], ...others] = groups;
	if (others.length > 0) {
		throw new TypeError('gRPC imports take one group a job');
	}

	// Up to 2.3 exactly two paths are asked for: an empty one stands for no deletes.
	return isL0 || group.length === 2 ? [...group] : [...group, ''];
}

async function submitByRest(
	milvus: Milvus,
	request: ImportRequest,
	options: Pick<CallOptions, 'signal'>,
): Promise<string> {
	const path = 'v2/vectordb/jobs/import/create';
	const answer = await milvus.rest<{jobId?: string | number} | undefined>(
		path,
		{
			dbName: request.db,
			collectionName: request.collection,
			...(request.partition !== undefined && {
				partitionName: request.partition,
			}),
			files: request.groups,
			options: optionsOf(request),
		},
		{...options, timeoutMs: submitTimeoutMs},
	);
	if (answer?.jobId === undefined) {
		throw noJob(path);
	}

	return String(answer.jobId);
}

/**
 * milvus-backup's Request-Timeout for this call: the server lists every directory before it
 * answers.
 */
const submitTimeoutMs = 600_000;

function optionsOf({endTs, isL0, storageVersion}: ImportRequest): Record<string, string> {
	return {
		skip_disk_quota_check: 'true',
		...(isL0 ? {l0_import: 'true'} : {backup: 'true'}),
		...(endTs !== undefined && {end_ts: endTs}),
		...(storageVersion > 0 && {storage_version: String(storageVersion)}),
	};
}

/** commonpb.ImportState; 0 Pending, 2 Started, 5 Persisted and 8 Flushed are on the way. */
const grpcStates: Readonly<Record<number, ImportState['state']>> = {
	0: 'pending',
	1: 'failed',
	6: 'completed',
	7: 'failed',
};

async function stateByGrpc(
	milvus: Milvus,
	{jobId}: {jobId: string},
	options: Patience,
): Promise<ImportState> {
	const answer = await milvus.call<{
		state: number;
		row_count: string;
		infos: Array<{key: string; value: string}>;
	}>('GetImportState', {task: jobId}, options);
	const infos = new Map(answer.infos.map(({key, value}) => [key, value]));
	return {
		state: grpcStates[answer.state] ?? 'running',
		percent: Number(infos.get('progress_percent') ?? 0),
		rows: answer.row_count,
		reason: infos.get('failed_reason'),
	};
}

const restStates: Readonly<Record<string, ImportState['state']>> = {
	Pending: 'pending',
	Failed: 'failed',
	Completed: 'completed',
};

async function stateByRest(
	milvus: Milvus,
	{db, jobId}: {db: string; jobId: string},
	options: Patience,
): Promise<ImportState> {
	const answer = await describeJob(milvus, {...(db !== '' && {dbName: db}), jobId}, options);
	if (!answer?.state) {
		throw new MilvaultError('milvus-refused', {
			rpc: describePath,
			code: 0,
			reason: fragment('job-without-state', {job: jobId}),
		});
	}

	return {
		// Newer states, such as Uncommitted, are on the way too; the stall limit ends what never moves.
		state: restStates[answer.state] ?? 'running',
		percent: answer.progress ?? 0,
		rows: answer.importedRows === undefined ? undefined : String(answer.importedRows),
		reason: answer.reason,
	};
}

const describePath = 'v2/vectordb/jobs/import/describe';
/** What `describe` was called before late 2.4 (PR 36753). */
const oldDescribePath = 'v2/vectordb/jobs/import/get_progress';

type DescribedJob = {
	state?: string;
	progress?: number;
	importedRows?: number | string;
	reason?: string;
};

async function describeJob(
	milvus: Milvus,
	body: object,
	options: Patience,
): Promise<DescribedJob | undefined> {
	try {
		return await milvus.rest<DescribedJob | undefined>(describePath, body, options);
	} catch (error) {
		if (hasCode(error, 'milvus-unsupported')) {
			return milvus.rest<DescribedJob | undefined>(oldDescribePath, body, options);
		}

		throw error;
	}
}

function noJob(rpc: string): MilvaultError {
	return new MilvaultError('milvus-refused', {
		rpc,
		code: 0,
		reason: fragment('no-job-in-answer'),
	});
}

import {readFile} from 'node:fs/promises';
import {flushCollection} from '../engine/cluster/flush-collection.js';
import {
	countRows,
	createCollection,
	describeCollection,
	dropCollection,
	rowStatistics,
} from '../milvus/collections.js';
import {connectMilvus} from '../milvus/connect-milvus.js';
import {createIndex, describeIndexes} from '../milvus/indexes.js';
import {loadCollection, loadProgress, loadState} from '../milvus/loading.js';
import type {Milvus} from '../milvus/milvus.js';
import {MilvaultError} from '../model/milvault-error.js';
import {fragment} from '../model/fragments.js';
import {poll} from '../utils/wait.js';
import {helloCollections, helloIndex, helloSchema, insertHelloRows} from './hello-collections.js';
import type {OnPracticeEvent} from './practice-events.js';
import {practiceStatus, type PracticeState} from './practice-state.js';

const db = 'default';
const timeoutMs = 120_000;

export type LoadedCollection = {
	collection: string;
	rows: number;
	/** It was there with all its rows; nothing was done. */
	wasKept: boolean;
};

/**
 * Fills the practice cluster with `hello_milvus` (3,000 rows) and `hello_milvus2` (6,000 rows), as
 * Milvus's own first example makes them: VarChar key `pk`, Double `random`, 8-dimensional
 * FloatVector `embeddings`, index IVF_FLAT with L2; flushed and loaded.
 *
 * One that is there with its rows and index is kept; one that differs is dropped and made again.
 * Milvus 2.2 has no exact count: there, rows that were deleted are not noticed.
 *
 * @throws practice-not-running; what Milvus refuses; cancelled
 */
export async function loadPractice(options: {
	dataDir: string;
	signal?: AbortSignal;
	onEvent?: OnPracticeEvent;
}): Promise<LoadedCollection[]> {
	const status = await practiceStatus(options);
	if (!status.isRunning) {
		throw new MilvaultError('practice-not-running', {});
	}

	const milvus = await connect(status.state, options.signal);
	try {
		return await Promise.all(helloCollections.map(async hello => loadOne(milvus, hello, options)));
	} finally {
		milvus.close();
	}
}

async function connect(
	{address, username, passwordFile}: PracticeState,
	signal: AbortSignal | undefined,
): Promise<Milvus> {
	const password = await readFile(passwordFile, 'utf8');
	return connectMilvus(
		{
			address,
			username,
			password: {value: password.trim(), origin: passwordFile},
			tls: {mode: 'off'},
		},
		{signal},
	);
}

async function loadOne(
	milvus: Milvus,
	{name, rows}: {name: string; rows: number},
	{signal, onEvent}: {signal?: AbortSignal; onEvent?: OnPracticeEvent},
): Promise<LoadedCollection> {
	const reason = await whyReplace(milvus, {name, rows}, signal);
	if (reason === undefined) {
		onEvent?.({type: 'collection-kept', collection: name, rows});
		return {collection: name, rows, wasKept: true};
	}

	if (reason !== 'absent') {
		onEvent?.({type: 'collection-replaced', collection: name, reason});
		await dropCollection(milvus, db, name);
	}

	onEvent?.({type: 'collection-loading', collection: name, rows});
	await createCollection(milvus, {
		db,
		schema: helloSchema(name),
		shardsNum: 1,
		numPartitions: 0,
		consistencyLevel: 0,
		properties: [],
	});
	await insertHelloRows(milvus, {name, rows, signal});
	await flushCollection({
		milvus,
		collection: {db, name},
		startTs: undefined,
		timeoutMs,
		signal,
	});
	await createIndex(milvus, db, name, {...helloIndex, indexId: ''});
	await ensureLoaded(milvus, name, signal);
	onEvent?.({type: 'collection-ready', collection: name, rows});
	return {collection: name, rows, wasKept: false};
}

async function ensureLoaded(
	milvus: Milvus,
	name: string,
	signal: AbortSignal | undefined,
): Promise<void> {
	if ((await loadState(milvus, db, name)) === 'NotLoad') {
		await loadCollection(milvus, db, name);
	}

	await poll({
		ask: async () => ((await loadProgress(milvus, db, name)) >= 100 ? true : undefined),
		firstMs: 100,
		maxMs: 500,
		timeoutMs,
		onTimeout: waitedMs => new MilvaultError('load-stalled', {collection: name, waitedMs}),
		signal,
	});
}

/** Undefined when the collection is as it should be; `absent`; else in what it differs. */
async function whyReplace(
	milvus: Milvus,
	{name, rows}: {name: string; rows: number},
	signal: AbortSignal | undefined,
): Promise<string | undefined> {
	const description = await describeCollection(milvus, db, name);
	if (!description) {
		return 'absent';
	}

	const fields = (schema: typeof description.schema) =>
		schema.fields.map(field => `${field.name}:${field.data_type}`).join(' ');
	if (fields(description.schema) !== fields(helloSchema(name))) {
		return fragment('other-fields');
	}

	const indexes = await describeIndexes(milvus, db, name);
	if (indexes.length === 0) {
		return fragment('no-index');
	}

	// After a start of the cluster it is still being loaded.
	await ensureLoaded(milvus, name, signal);
	const found = (await countRows(milvus, db, name)) ?? (await rowStatistics(milvus, db, name));
	return found === String(rows) ? undefined : `${found} rows`;
}

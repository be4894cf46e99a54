import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {ExecutionContext} from 'ava';
import {backup} from '../fake-milvus/backup-and-restore.js';
import {openFakeSession} from '../fake-milvus/fake-session.js';
import type {FakeSegment} from '../fake-milvus/state.js';
import {writeInsertLogs} from '../fake-milvus/write-insert-logs.js';
import {startProgram, type Started} from './queue-scene.js';

const collectionName = 'numbers';

export type VerifyScene = {
	/** A directory; in it the backup `b`, and what a test puts beside it. */
	repository: string;
	/** Of the backup `b`. */
	objects: number;
	/** Starts a command of the job's own configuration. */
	start: (args: readonly string[], env?: Record<string, string>) => Started;
	/** Starts `milvault worker` and waits until it is ready. */
	startWorker: (options: {queue: string; bwlimit?: string}) => Promise<Started>;
};

/**
 * A backup of a collection of a simulated Milvus in a repository that is a directory, and programs
 * that see it: three insert logs of 8 bytes a row for each segment.
 */
export async function openVerifyScene(
	t: ExecutionContext,
	{segments, rows}: {segments: number; rows: number},
): Promise<VerifyScene> {
	const opened = await openFakeSession(t, {version: '2.3.5', hasRest: false});
	const {state, cluster} = opened.fake;
	const partition = {name: '_default', id: state.nextId()};
	const collection = {
		db: 'default',
		name: collectionName,
		id: state.nextId(),
		schema: {
			name: collectionName,
			fields: [{fieldID: '100', name: 'id', data_type: 5, is_primary_key: true}],
		},
		shardsNum: 1,
		consistencyLevel: 2,
		numPartitions: 0,
		properties: [],
		aliases: [],
		partitions: [partition],
		indexes: [],
		loaded: new Set<string>(),
		segments: [] as FakeSegment[],
		rows: [],
		deletes: [],
	};
	state.collections.push(collection);
	for (let index = 0; index < segments; index++) {
		const segment: FakeSegment = {
			id: state.nextId(),
			partitionId: partition.id,
			rows: String(rows),
			level: 2,
			storageVersion: 0,
			vChannel: `channel-of-${collection.id}`,
			strayLogs: new Set(),
		};
		collection.segments.push(segment);
		const times = Array.from({length: rows}, () => BigInt(state.now()));
		const ids = times.map((_time, row) => BigInt(index * rows + row));
		await writeInsertLogs(state, collection, {
			segment,
			columns: [
				{fieldId: '0', name: 'RowID', values: ids},
				{fieldId: '1', name: 'Timestamp', values: times},
				{fieldId: '100', name: 'id', values: ids},
			],
		});
	}

	const {result} = await backup(opened);
	t.is(result.outcome, 'complete', JSON.stringify(result));
	const {repository} = opened;
	const home = await mkdtemp(join(tmpdir(), 'milvault-verify-'));
	const config = join(home, 'milvault.yaml');
	await writeFile(
		config,
		JSON.stringify({
			clusters: {
				c: {milvus: {address: cluster.milvus.address}, storage: {type: 'local', path: state.root}},
			},
			repositories: {r: {type: 'local', path: repository}},
		}),
		{mode: 0o600},
	);
	const running = new Set<Started>();
	t.teardown(async () => {
		for (const started of running) {
			await started.kill();
		}

		await rm(home, {recursive: true, force: true});
	});
	const start = (args: readonly string[], env: Record<string, string> = {}): Started => {
		const started = startProgram([...args, '--config', config, '--json'], home, env);
		running.add(started);
		return started;
	};

	return {
		repository,
		objects: segments * 3,
		start,
		async startWorker({queue, bwlimit}) {
			const limit = bwlimit === undefined ? [] : ['--bwlimit', bwlimit];
			const started = start(['worker', '--queue', queue, ...limit]);
			await started.says(({type}) => type === 'worker-ready');
			return started;
		},
	};
}

import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {readDeleteLog} from '../../../source/format/binlog/read-delete-log.js';
import {readInt64Column} from '../../../source/format/binlog/read-int64-column.js';
import {readKeyColumn} from '../../../source/format/binlog/read-key-column.js';
import {
	isAtLeast,
	type FakeCollection,
	type FakeJob,
	type FakeRow,
	type FakeState,
} from './state.js';

/** Runs a job to its end at once; who asks for its state hears of it later. */
export async function submitJob(
	state: FakeState,
	collection: FakeCollection,
	request: Pick<FakeJob, 'partition' | 'files' | 'options'>,
): Promise<FakeJob> {
	const job: FakeJob = {
		...request,
		id: state.nextId(),
		collection: collection.name,
		rows: 0,
		failure: refusal(state, request.files, request.options),
		asked: 0,
	};
	state.jobs.set(job.id, job);
	if (job.failure === undefined) {
		await runJob(state, job, collection);
	}

	return job;
}

/** Refuses like the importer of Milvus 2.4 and later (importutilv2), or gives undefined. */
function refusal(
	state: FakeState,
	files: FakeJob['files'],
	options: FakeJob['options'],
): string | undefined {
	if (options['l0_import'] === 'true') {
		if (files.length > 1 && !isAtLeast(state, '2.6.5')) {
			return 'only one L0 segment in a job';
		}

		return files.every(paths => paths.length === 1)
			? undefined
			: 'one delta directory for each L0 segment';
	}

	if (options['backup'] !== 'true') {
		return 'unsupported file type';
	}

	return files.every(({length}) => length === 1 || length === 2)
		? undefined
		: 'an insert directory and perhaps a delta directory';
}

/**
 * Imports like Milvus 2.4 and later: the children of an insert directory are segments; what is not there is nothing; `end_ts` is a
 * hybrid timestamp, which deletes of L0 segments heed from 2.6.1 on; a row goes when its key was deleted later, by its own segment's
 * deletes.
 */
async function runJob(
	state: FakeState,
	job: FakeJob,
	collection: FakeCollection,
): Promise<void> {
	const endTs = BigInt(job.options['end_ts'] ?? 2n ** 64n - 1n);
	if (job.options['l0_import'] === 'true') {
		for (const [directory = ''] of job.files) {
			const until = isAtLeast(state, '2.6.1') ? endTs : 2n ** 64n - 1n;
			const deletes = await readDeletes(directory, until);
			if (!state.tuning.losesDeletes) {
				collection.deletes.push(
					...deletes.map(({key, ts}) => ({partition: job.partition, key, ts})),
				);
			}
		}

		return;
	}

	const keyField = collection.schema.fields.find(
		field => field.is_primary_key,
	)?.fieldID;
	const rows: FakeRow[] = [];
	for (const [insert = '', delta = ''] of job.files) {
		const deletes = new Map<string, bigint>();
		for (const {key, ts} of await readDeletes(delta, endTs)) {
			const before = deletes.get(key) ?? -1n;
			deletes.set(key, ts > before ? ts : before);
		}

		for (const segment of children(insert)) {
			for (const row of await readRows(join(insert, segment), keyField)) {
				if (row.ts <= endTs && (deletes.get(row.key) ?? -1n) <= row.ts) {
					rows.push({
						partition: state.tuning.onlyPartition ?? job.partition ?? '',
						...row,
					});
				}
			}
		}
	}

	job.rows = rows.length;
	collection.rows.push(...rows.slice(state.tuning.losesRows));
}

async function readRows(
	segment: string,
	keyField = '',
): Promise<Array<{key: string; ts: bigint}>> {
	const rows: Array<{key: string; ts: bigint}> = [];
	const keyLogs = children(join(segment, keyField));
	for (const [index, log] of children(join(segment, '1')).entries()) {
		const times = [
			...(readInt64Column(readFileSync(join(segment, '1', log)), log, '1') ??
				[]),
		];
		const keyLog = keyLogs[index] ?? '';
		const keys = [
			...(readKeyColumn(
				readFileSync(join(segment, keyField, keyLog)),
				keyLog,
				keyField,
			) ?? []),
		];
		rows.push(...times.map((ts, row) => ({key: keys[row] ?? '', ts})));
	}

	return rows;
}

async function readDeletes(
	directory: string,
	endTs: bigint,
): Promise<Array<{key: string; ts: bigint}>> {
	if (directory === '') {
		return [];
	}

	const logs = files(directory).map(async file =>
		Array.fromAsync(readDeleteLog(readFileSync(file), file)),
	);
	return (await Promise.all(logs))
		.flat()
		.map(({pk, ts}) => ({key: pk, ts: BigInt(ts)}))
		.filter(({ts}) => ts <= endTs);
}

function files(directory: string): string[] {
	return entries(directory).flatMap(entry =>
		entry.isDirectory()
			? files(join(directory, entry.name))
			: [join(directory, entry.name)],
	);
}

/** In the order of their ids. */
function children(directory: string): string[] {
	return entries(directory)
		.map(({name}) => name)
		.toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
}

function entries(directory: string) {
	try {
		return readdirSync(directory, {withFileTypes: true});
	} catch {
		return [];
	}
}

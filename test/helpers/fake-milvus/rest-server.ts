import {once} from 'node:events';
import {readdirSync} from 'node:fs';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {parse as parseJson, stringify} from 'lossless-json';
import {submitJob} from './import-job.js';
import {
	findCollection,
	isAtLeast,
	type FakeCollection,
	type FakeState,
} from './state.js';

/** The REST API as Milvus 2.4 and later serve it: 200 for everything it knows, 64-bit ids of segments as bare numbers. */
export async function startRest(
	state: FakeState,
): Promise<{url: string; stop: () => void}> {
	const server: Server = createServer((request, response) => {
		const path = (request.url ?? '').slice(1);
		text(request)
			.then(async body => answer(state, path, parseBody(body)))
			.then(
				given => {
					response.statusCode = given ? 200 : 404;
					response.setHeader('content-type', 'application/json');
					response.end(given ? stringify(given) : '404 page not found');
				},
				(error: unknown) => {
					response.statusCode = 500;
					response.end(String(error));
				},
			);
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		stop() {
			server.closeAllConnections();
			server.close();
		},
	};
}

type Body = {
	dbName?: string;
	collectionName?: string;
	partitionName?: string;
	files?: string[][];
	options?: Record<string, string>;
	jobId?: string;
	collectionId?: bigint;
	segmentIds?: bigint[];
};

function parseBody(body: string): Body {
	return parseJson(body, undefined, digits =>
		digits.length > 15 ? BigInt(digits) : Number(digits),
	) as Body;
}

async function answer(
	state: FakeState,
	path: string,
	body: Body,
): Promise<object | undefined> {
	state.calls.push({name: path, db: body.dbName ?? '', request: body});
	switch (path) {
		case 'v2/vectordb/jobs/import/list': {
			return {code: 0, data: {records: []}};
		}

		case 'v2/vectordb/jobs/import/create': {
			return createJob(state, body);
		}

		case 'v2/vectordb/jobs/import/describe': {
			// Milvus's PR 36753.
			return isAtLeast(state, '2.4.14') ? describeJob(state, body) : undefined;
		}

		case 'v2/vectordb/jobs/import/get_progress': {
			return describeJob(state, body);
		}

		case 'v2/vectordb/segments/describe': {
			return isAtLeast(state, '2.5.8')
				? describeSegments(state, body)
				: undefined;
		}

		default: {
			return undefined;
		}
	}
}

async function createJob(state: FakeState, body: Body): Promise<object> {
	if (state.tuning.createAnswer) {
		return state.tuning.createAnswer;
	}

	const collection = findCollection(
		state,
		body.dbName ?? '',
		body.collectionName ?? '',
	);
	if (!collection) {
		return {code: 100, message: 'collection not found'};
	}

	const job = await submitJob(state, collection, {
		partition: body.partitionName,
		files: body.files ?? [],
		options: body.options ?? {},
	});
	return {code: 0, data: {jobId: job.id}};
}

function describeJob(state: FakeState, body: Body): object {
	const job = state.jobs.get(body.jobId ?? '');
	if (!job) {
		return {code: 2100, message: 'import job does not exist'};
	}

	job.asked++;
	if (job.asked === 1) {
		return {
			code: 0,
			data: {jobId: job.id, state: 'Pending', progress: 0},
		};
	}

	if (state.tuning.describeAnswer) {
		return state.tuning.describeAnswer;
	}

	return {
		code: 0,
		data:
			job.failure === undefined
				? {
						jobId: job.id,
						state: 'Completed',
						progress: 100,
						importedRows: job.rows,
						totalRows: job.rows,
					}
				: {
						jobId: job.id,
						state: 'Failed',
						progress: 0,
						reason: job.failure,
					},
	};
}

function describeSegments(state: FakeState, body: Body): object {
	const collection = state.collections.find(
		({id, db}) => id === String(body.collectionId) && db === body.dbName,
	);
	if (!collection) {
		return {code: 100, message: 'collection not found'};
	}

	const wanted = new Set(body.segmentIds?.map(String));
	return {
		code: 0,
		data: {
			segmentInfos: collection.segments
				.filter(({id}) => wanted.has(id))
				.map(segment => {
					const logs = logsInStorage(
						state,
						collection,
						segment.id,
						segment.partitionId,
					);
					const counting = (ids: readonly string[]): bigint[] =>
						ids.filter(id => !segment.strayLogs.has(id)).map(BigInt);
					return {
						segmentID: BigInt(segment.id),
						collectionID: BigInt(collection.id),
						partitionID: BigInt(segment.partitionId),
						vChannel: segment.vChannel,
						level: segment.level,
						insertLogs: [...logs.insert].map(([field, ids]) => ({
							fieldID: Number(field),
							logIDs: counting(ids),
						})),
						deltaLogs:
							logs.delta.length > 0
								? [{fieldID: 0, logIDs: counting(logs.delta)}]
								: [],
					};
				}),
		},
	};
}

/** The logs of a segment that lie in storage, by field id; deltas under 0. */
function logsInStorage(
	state: FakeState,
	collection: FakeCollection,
	segmentId: string,
	partitionId: string,
): {insert: Map<string, string[]>; delta: string[]} {
	const names = (directory: string): string[] => {
		try {
			return readdirSync(directory);
		} catch {
			return [];
		}
	};
	const at = (kind: string): string =>
		join(state.root, kind, collection.id, partitionId, segmentId);
	return {
		insert: new Map(
			names(at('insert_log')).map(field => [
				field,
				names(join(at('insert_log'), field)),
			]),
		),
		delta: names(at('delta_log')),
	};
}

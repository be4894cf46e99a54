import {once} from 'node:events';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {text} from 'node:stream/consumers';
import {parse as parseJson, stringify} from 'lossless-json';
import {Refusal} from './handler.js';
import {askJob, jobsOf, submitJob, unknownImportPrefix} from './import-job.js';
import {askManagement, notFound, type Reply} from './management.js';
import {describeSegments} from './described-segments.js';
import {findCollection, isAtLeast, type FakeState} from './state.js';

/**
 * The REST API as Milvus 2.4 and later serve it, 64-bit ids of segments as bare numbers; and what a
 * real Milvus serves at its management port.
 */
export async function startRest(state: FakeState): Promise<{url: string; stop: () => void}> {
	const server: Server = createServer((request, response) => {
		const path = (request.url ?? '').slice(1);
		const token = request.headers.authorization?.replace('Bearer ', '');
		text(request)
			.then(async body =>
				request.method === 'GET'
					? askManagement(state, path)
					: (letIn(state, path, token) ?? answer(state, path, parseBody(body))),
			)
			.then(
				given => {
					const {status, type, body} = replyOf(given);
					response.statusCode = status;
					response.setHeader('content-type', type);
					response.end(body);
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

/** An object is the body of a 200; undefined is 404. */
type Given = object | Reply | undefined;

function replyOf(given: Given): Reply {
	if (given === undefined) {
		return notFound;
	}

	return 'status' in given
		? (given as Reply)
		: {
				status: 200,
				type: 'application/json; charset=utf-8',
				body: stringify(given) ?? '',
			};
}

/**
 * A user without the privilege is refused before anything is looked at; segments/describe asks for
 * no privilege (recorded on 2.5.27).
 */
function letIn(state: FakeState, path: string, token: string | undefined): Reply | undefined {
	if (!state.logins) {
		return undefined;
	}

	const login = state.logins.get(token ?? '');
	if (!login) {
		return json(401, 1800, "user hasn't authenticated");
	}

	return path.includes('/jobs/import/') && !login.mayImport
		? json(
				403,
				65_535,
				`rpc error: code = PermissionDenied desc = PrivilegeImport: permission deny to ${login.user} in the \`default\` database`,
			)
		: undefined;
}

function json(status: number, code: number, message: string): Reply {
	return {
		status,
		type: 'application/json; charset=utf-8',
		body: JSON.stringify({code, message}),
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

async function answer(state: FakeState, path: string, body: Body): Promise<object | undefined> {
	state.calls.push({name: path, db: body.dbName ?? '', request: body});
	switch (path) {
		case 'v2/vectordb/jobs/import/list': {
			return listJobs(state, body);
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
				? describeSegments(state, (body.segmentIds ?? []).map(String))
				: undefined;
		}

		case 'v2/vectordb/collections/describe': {
			return findCollection(state, body.dbName ?? '', body.collectionName ?? '')
				? {code: 0, data: {collectionName: body.collectionName}}
				: {
						code: 100,
						message: `can't find collection[database=${body.dbName}][collection=${body.collectionName}]`,
					};
		}

		default: {
			return undefined;
		}
	}
}

/** Of a collection, or of a whole database; whether it exists is not checked. */
function listJobs(state: FakeState, body: Body): object {
	const {dbName = 'default', collectionName} = body;
	const of =
		collectionName === undefined
			? state.collections.filter(({db}) => db === dbName)
			: [findCollection(state, dbName, collectionName)];
	const found = of.filter(each => each !== undefined);
	if (collectionName !== undefined && found.length === 0) {
		return missing(body);
	}

	return {
		code: 0,
		data: {
			records: found.flatMap(collection =>
				jobsOf(state, collection).map(job => ({
					collectionName: collection.name,
					jobId: job.id,
					progress: 100,
					state: job.failure === undefined ? 'Completed' : 'Failed',
				})),
			),
		},
	};
}

function missing({dbName, collectionName}: Body): object {
	return {
		code: 100,
		message: `collection not found[database=${dbName}][collection=${collectionName}]`,
	};
}

async function createJob(state: FakeState, body: Body): Promise<object> {
	if (state.tuning.createAnswer) {
		return state.tuning.createAnswer;
	}

	const collection = findCollection(state, body.dbName ?? '', body.collectionName ?? '');
	if (!collection) {
		return missing(body);
	}

	try {
		const job = await submitJob(state, collection, {
			partition: body.partitionName,
			files: body.files ?? [],
			options: body.options ?? {},
		});
		return {code: 0, data: {jobId: job.id}};
	} catch (error) {
		if (error instanceof Refusal) {
			return {code: error.code, message: error.message};
		}

		throw error;
	}
}

function describeJob(state: FakeState, body: Body): object {
	const job = state.jobs.get(body.jobId ?? '');
	if (!job) {
		return unknownImportPrefix(state, body.jobId ?? '');
	}

	const now = askJob(state, job);
	if (now !== 'ended') {
		return {
			code: 0,
			data: {
				jobId: job.id,
				state: now,
				progress: now === 'Pending' ? 0 : 40,
			},
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

import {request as httpRequest} from 'node:http';
import {request as httpsRequest} from 'node:https';
import {text} from 'node:stream/consumers';
import {hasCode, MilvaultError} from '../model/milvault-error.js';

const timeoutMs = 5000;
const root = 'management/datacoord/garbage_collection';

/**
 * Asks Milvus's management port to leave what compaction has replaced in storage for a while (Milvus >= 2.4; simulated in tests, since
 * 2.3.5 and older have no such endpoint). Asked again, the time counts from then.
 *
 * @returns the ticket that newer servers give; undefined on those without
 * @throws milvus-unsupported where there is no such endpoint, milvus-unreachable, milvus-refused
 */
export async function pauseGarbageCollection(
	managementUrl: string,
	seconds: number,
	signal?: AbortSignal,
): Promise<string | undefined> {
	const body = await get(
		managementUrl,
		`${root}/pause?pause_seconds=${seconds}`,
		signal,
	);
	const ticket = ticketOf(body);
	return ticket;
}

/** Lets Milvus collect again; the ticket of the last pause, where there was one. */
export async function resumeGarbageCollection(
	managementUrl: string,
	ticket?: string,
): Promise<void> {
	const query =
		ticket === undefined ? '' : `?ticket=${encodeURIComponent(ticket)}`;
	await get(managementUrl, `${root}/resume${query}`);
}

/**
 * Is there a management port, and does it know garbage collection? Asks to resume what nobody has paused, which changes nothing.
 *
 * @returns false where the port answers and has no such endpoint
 * @throws milvus-unreachable
 */
export async function askManagement(
	managementUrl: string,
	signal?: AbortSignal,
): Promise<boolean> {
	try {
		await get(managementUrl, `${root}/resume`, signal);
		return true;
	} catch (error) {
		if (hasCode(error, 'milvus-unsupported')) {
			return false;
		}

		// It knows the endpoint and has nothing to resume.
		if (hasCode(error, 'milvus-refused')) {
			return true;
		}

		throw error;
	}
}

function ticketOf(body: string): string | undefined {
	try {
		const answer: unknown = JSON.parse(body);
		return typeof answer === 'object' &&
			answer !== null &&
			'ticket' in answer &&
			typeof answer.ticket === 'string'
			? answer.ticket
			: undefined;
	} catch {
		return undefined;
	}
}

async function get(
	managementUrl: string,
	path: string,
	signal?: AbortSignal,
): Promise<string> {
	const base = managementUrl.endsWith('/')
		? managementUrl
		: `${managementUrl}/`;
	const url = new URL(path, base);
	const {status, body} = await send(url, signal);
	if (status === 404) {
		throw new MilvaultError('milvus-unsupported', {
			feature: url.pathname,
			version: '',
		});
	}

	if (status !== 200) {
		throw new MilvaultError('milvus-refused', {
			rpc: url.pathname,
			code: status,
			reason: body.slice(0, 200),
		});
	}

	return body;
}

async function send(
	url: URL,
	signal: AbortSignal | undefined,
): Promise<{status: number; body: string}> {
	const ends = AbortSignal.any([
		AbortSignal.timeout(timeoutMs),
		...(signal ? [signal] : []),
	]);
	try {
		return await new Promise((resolve, reject) => {
			const open = url.protocol === 'https:' ? httpsRequest : httpRequest;
			open(url, {method: 'GET', signal: ends, agent: false}, response => {
				text(response).then(body => {
					resolve({status: response.statusCode ?? 0, body});
				}, reject);
			})
				.on('error', reject)
				.end();
		});
	} catch (error) {
		if (signal?.aborted) {
			throw new MilvaultError('cancelled', {}, {cause: error});
		}

		throw new MilvaultError(
			'milvus-unreachable',
			{
				address: url.host,
				reason: error instanceof Error ? error.message : String(error),
			},
			{cause: error},
		);
	}
}

import {hasCode, MilvaultError} from '../model/milvault-error.js';
import {sendHttp, type HttpAnswer} from './send-http.js';

const timeoutMs = 5000;
const root = 'management/datacoord/garbage_collection';

/**
 * Asks Milvus's management port to leave what compaction has replaced in storage for a while
 * (Milvus >= 2.4; simulated in tests, since 2.3.5 and older have no such endpoint). A second
 * request starts the time again; the longest pause of all clients holds.
 *
 * @returns the ticket of this pause (2.6); undefined on 2.4 and 2.5, where all clients share one
 *   pause
 * @throws milvus-unsupported where there is no such endpoint, milvus-unreachable, milvus-refused
 */
export async function pauseGarbageCollection(
	managementUrl: string,
	seconds: number,
	signal?: AbortSignal,
): Promise<string | undefined> {
	const body = await get(managementUrl, `${root}/pause?pause_seconds=${seconds}`, signal);
	const ticket = ticketOf(body);
	return ticket;
}

/**
 * Ends this client's pause. A pause without a ticket is never ended: on 2.4 and 2.5 `resume` ends
 * the pauses of all clients (seen on 2.4.24 and 2.5.27); there each pause ends when its time is
 * over.
 */
export async function resumeGarbageCollection(
	managementUrl: string,
	ticket: string,
): Promise<void> {
	const query = `?ticket=${encodeURIComponent(ticket)}`;
	await get(managementUrl, `${root}/resume${query}`);
}

/**
 * Is there a management port, and does it know garbage collection? Asks for a pause without a
 * duration, which Milvus refuses before it does anything: 500, "failed to pause garbage collection,
 * pause duration not valid" (seen on 2.4.24, 2.5.27 and 2.6.19). A pause of another client
 * continues.
 *
 * @returns false where the port answers and has no such endpoint
 * @throws milvus-unreachable
 */
export async function askManagement(managementUrl: string, signal?: AbortSignal): Promise<boolean> {
	try {
		await get(managementUrl, `${root}/pause`, signal);
		// No Milvus says yes to that.
		return false;
	} catch (error) {
		if (hasCode(error, 'milvus-unsupported')) {
			return false;
		}

		// Else a proxy that refuses everything would be taken for one.
		if (hasCode(error, 'milvus-refused')) {
			return /garbage collection/i.test(error.details.reason);
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

async function get(managementUrl: string, path: string, signal?: AbortSignal): Promise<string> {
	const base = managementUrl.endsWith('/') ? managementUrl : `${managementUrl}/`;
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

async function send(url: URL, signal: AbortSignal | undefined): Promise<HttpAnswer> {
	const ends = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]);
	try {
		return await sendHttp(url, {method: 'GET', signal: ends, agent: false});
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

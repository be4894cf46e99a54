import {text} from 'node:stream/consumers';
import {setTimeout as delay} from 'node:timers/promises';
import {request as httpRequest} from 'node:http';
import {request as httpsRequest} from 'node:https';
import type {NoticeRequest} from './to-request.js';

/** Of an answer, more is not read. */
const maxAnswerBytes = 64 * 1024;

/** Before the second and the third try. */
const pausesMs = [500, 2000];

/**
 * Posts until it is taken, at most three times. Redirects are not followed: what is sent is for the
 * receiver that the configuration names.
 *
 * @throws a reason in a few words, without the URL, which may be a secret
 */
export async function post(request: NoticeRequest, signal: AbortSignal): Promise<void> {
	for (let done = 0; ; done++) {
		const pauseMs = pausesMs[done];
		try {
			await postOnce(request, signal);
			return;
		} catch (error) {
			if (pauseMs === undefined || !isPassing(error)) {
				throw error;
			}
		}

		await delay(pauseMs, undefined, {signal});
	}
}

/** Why a receiver did not take a notice. */
export class NotTaken extends Error {
	readonly mayPass: boolean;

	constructor(reason: string, {mayPass}: {mayPass: boolean}) {
		super(reason);
		this.mayPass = mayPass;
	}
}

function isPassing(error: unknown): boolean {
	return error instanceof NotTaken ? error.mayPass : !isAbort(error);
}

function isAbort(error: unknown): boolean {
	return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
}

async function postOnce(request: NoticeRequest, signal: AbortSignal): Promise<void> {
	const {status, body} = await send(request, signal);
	if (status < 200 || status >= 300) {
		const mayPass = status >= 500 || status === 429;
		throw new NotTaken(`HTTP ${status}`, {mayPass});
	}

	const {resultKeys} = request;
	if (resultKeys) {
		const result = resultOf(body, resultKeys);
		if (result !== '0') {
			throw new NotTaken(`HTTP ${status}, ${resultKeys[0]} ${result}`, {mayPass: false});
		}
	}
}

async function send(
	{url, headers, body}: NoticeRequest,
	signal: AbortSignal,
): Promise<{status: number; body: string}> {
	const open = url.startsWith('https:') ? httpsRequest : httpRequest;
	return new Promise((resolve, reject) => {
		const sent = open(url, {
			method: 'POST',
			headers: {...headers, 'content-length': Buffer.byteLength(body)},
			agent: false,
			signal,
		});
		sent.on('response', response => {
			const status = response.statusCode ?? 0;
			let size = 0;
			response.on('data', (chunk: Buffer) => {
				size += chunk.length;
				if (size > maxAnswerBytes) {
					response.destroy(new NotTaken(`> ${maxAnswerBytes} bytes`, {mayPass: false}));
				}
			});
			text(response).then(received => {
				resolve({status, body: received});
			}, reject);
		});
		sent.on('error', reject);
		sent.end(body);
	});
}

/** As text; `?` where the answer has none. */
function resultOf(body: string, keys: readonly string[]): string {
	try {
		const answer = JSON.parse(body) as Record<string, unknown>;
		const value = keys.map(key => answer[key]).find(each => each !== undefined);
		return typeof value === 'number' || typeof value === 'string' ? String(value) : '?';
	} catch {
		return '?';
	}
}

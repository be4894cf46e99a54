import {maxCertificateBytes} from '../model/read-limits.js';
import {readBoundedFileSync} from '../utils/read-bounded-file.js';
import {parse as parseJson, stringify} from 'lossless-json';
import {hasCode, MilvaultError} from '../model/milvault-error.js';
import type {MilvusSettings} from '../settings/settings.js';
import {isAwayInWords} from './away.js';
import type {CallOptions, Milvus} from './milvus.js';
import {recogniseStatus} from './recognise-error.js';
import {sendHttp, type HttpAnswer} from './send-http.js';

const defaultTimeoutMs = 60_000;

/**
 * The REST API that Milvus serves from 2.4 on beside gRPC on the same port, with the same TLS and
 * the same login, and the same codes in its answers. Tested against a simulated peer that answers
 * as 2.4.24, 2.5.27 and 2.6.19 did.
 */
export function openRest(settings: MilvusSettings): Milvus['rest'] {
	return async <Response>(
		path: string,
		body: object,
		{timeoutMs = defaultTimeoutMs, signal}: CallOptions = {},
	): Promise<Response> => {
		const answer = await post(settings, path, body, timeoutMs, signal);
		const {status} = answer;
		const {address, username: user = ''} = settings;
		if (status === 401) {
			throw new MilvaultError('milvus-login', {address, user});
		}

		if (status === 404) {
			throw new MilvaultError('milvus-unsupported', {
				feature: path,
				version: '',
			});
		}

		const parsed = parse(answer.body);
		const reason = parsed?.message ?? answer.body.slice(0, 200);
		if (status === 403) {
			throw new MilvaultError('milvus-denied', {rpc: path, user, reason});
		}

		const failure =
			parsed && recogniseStatus({code: parsed.code, reason}, {rpc: path, user, address});
		if (failure) {
			throw failure;
		}

		if (status !== 200 || !parsed) {
			throw new MilvaultError('milvus-refused', {
				rpc: path,
				code: status,
				reason,
			});
		}

		return parsed.data as Response;
	};
}

/**
 * True when there is no REST API, or none of that path, behind this address: what needs it has to
 * do without.
 */
export function isRestAbsent(error: unknown): boolean {
	return (
		hasCode(error, 'milvus-unsupported') ||
		(hasCode(error, 'milvus-unreachable') && !isAwayInWords(error)) ||
		hasCode(error, 'milvus-timeout')
	);
}

/** This API writes 64-bit ids as bare numbers: those that a number cannot hold become strings. */
function parse(body: string): {code: number; message?: string; data?: unknown} | undefined {
	try {
		const value: unknown = parseJson(body, undefined, readNumber);
		return typeof value === 'object' &&
			value !== null &&
			'code' in value &&
			typeof value.code === 'number'
			? (value as {code: number})
			: undefined;
	} catch {
		return undefined;
	}
}

function readNumber(digits: string): number | string {
	const number = Number(digits);
	return Number.isInteger(number) && !Number.isSafeInteger(number) ? digits : number;
}

async function post(
	settings: MilvusSettings,
	path: string,
	body: object,
	timeoutMs: number,
	signal: AbortSignal | undefined,
): Promise<HttpAnswer> {
	const {tls} = settings;
	const isTls = tls.mode !== 'off';
	const base = settings.restUrl ?? `${isTls ? 'https' : 'http'}://${settings.address}`;
	const url = new URL(path, base.endsWith('/') ? base : `${base}/`);
	const login =
		settings.token?.value ??
		(settings.username === undefined
			? undefined
			: `${settings.username}:${settings.password?.value ?? ''}`);
	const options = {
		method: 'POST',
		signal,
		timeout: timeoutMs,
		onTimeout: () => new MilvaultError('milvus-timeout', {address: url.host, rpc: path, timeoutMs}),
		body: stringify(body),
		headers: {
			'content-type': 'application/json',
			'request-timeout': String(Math.ceil(timeoutMs / 1000)),
			...(login !== undefined && {authorization: `Bearer ${login}`}),
		},
		...(url.protocol === 'https:' && {
			ca: tls.caFile && readBoundedFileSync(tls.caFile, maxCertificateBytes),
			cert: tls.certFile && readBoundedFileSync(tls.certFile, maxCertificateBytes),
			key: tls.keyFile && readBoundedFileSync(tls.keyFile, maxCertificateBytes),
			servername: tls.serverName,
		}),
	};
	try {
		return await sendHttp(url, options);
	} catch (error) {
		throw error instanceof MilvaultError || (error instanceof Error && error.name === 'AbortError')
			? error
			: unreachable(url, error);
	}
}

function unreachable(url: URL, error: unknown): MilvaultError {
	return new MilvaultError(
		'milvus-unreachable',
		{
			address: url.host,
			reason: error instanceof Error ? error.message : String(error),
		},
		{cause: error},
	);
}

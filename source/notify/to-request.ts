import {createHmac} from 'node:crypto';
import type {JobNotice, ReceiverType} from '../model/notify.js';

/** What is posted, and how an answer says that it was taken. */
export type NoticeRequest = {
	url: string;
	headers: Record<string, string>;
	body: string;
	/** Of chats that answer 200 whatever happened: the keys of which one must be 0. */
	resultKeys?: readonly string[];
};

type HttpReceiver = {
	type: Exclude<ReceiverType, 'command'>;
	url: string;
	token?: string;
	secret?: string;
};

const jsonType = {'content-type': 'application/json; charset=utf-8'};

/** The request for the end of a job. */
export function toRequest(receiver: HttpReceiver, notice: JobNotice, nowMs: number): NoticeRequest {
	const {type, url, token, secret} = receiver;
	switch (type) {
		case 'webhook': {
			const body = JSON.stringify({source: 'milvault', ...notice});
			return {
				url,
				headers: {
					...jsonType,
					...(token !== undefined && {authorization: `Bearer ${token}`}),
					...(secret !== undefined && {
						'x-milvault-signature': `sha256=${hmac(secret, body).toString('hex')}`,
					}),
				},
				body,
			};
		}

		case 'slack': {
			// Its own marks for names and channels begin with <.
			const text = notice.message
				.replaceAll('&', '&amp;')
				.replaceAll('<', '&lt;')
				.replaceAll('>', '&gt;');
			return {url, headers: jsonType, body: JSON.stringify({text})};
		}

		case 'feishu': {
			// <at user_id="all"> would call everybody.
			const text = notice.message.replaceAll('<', '＜');
			const timestamp = String(Math.floor(nowMs / 1000));
			const signed = secret !== undefined && {
				timestamp,
				sign: hmac(`${timestamp}\n${secret}`, '').toString('base64'),
			};
			return {
				url,
				headers: jsonType,
				body: JSON.stringify({...signed, msg_type: 'text', content: {text}}),
				resultKeys: ['code', 'StatusCode'],
			};
		}

		case 'dingtalk': {
			const signedUrl = new URL(url);
			if (secret !== undefined) {
				const sign = hmac(secret, `${nowMs}\n${secret}`).toString('base64');
				signedUrl.searchParams.set('timestamp', String(nowMs));
				signedUrl.searchParams.set('sign', sign);
			}

			return {
				url: signedUrl.href,
				headers: jsonType,
				body: JSON.stringify({msgtype: 'text', text: {content: notice.message}}),
				resultKeys: ['errcode'],
			};
		}

		case 'wecom': {
			return {
				url,
				headers: jsonType,
				body: JSON.stringify({msgtype: 'text', text: {content: notice.message}}),
				resultKeys: ['errcode'],
			};
		}

		case 'healthchecks': {
			const isWell = notice.outcome === 'complete';
			return ping(url, isWell ? '' : '/fail', notice.jobId, notice.message);
		}
	}
}

/** Only healthchecks is told that a job begins. */
export function toStartRequest(url: string, jobId: string): NoticeRequest {
	return ping(url, '/start', jobId, '');
}

function ping(
	url: string,
	path: '' | '/start' | '/fail',
	jobId: string,
	body: string,
): NoticeRequest {
	const target = new URL(url);
	target.pathname = target.pathname.replace(/\/+$/, '') + path;
	// By it a start and its end belong together, whatever else runs.
	target.searchParams.set('rid', jobId);
	return {url: target.href, headers: {'content-type': 'text/plain; charset=utf-8'}, body};
}

function hmac(key: string, text: string): Buffer {
	return createHmac('sha256', key).update(text).digest();
}

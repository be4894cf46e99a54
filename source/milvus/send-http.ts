import {request as httpRequest} from 'node:http';
import {request as httpsRequest, type RequestOptions} from 'node:https';
import {text} from 'node:stream/consumers';

export type HttpAnswer = {status: number; body: string};

/**
 * Sends one request and reads the whole answer. Errors come as Node throws them.
 *
 * @param options.timeout - Milliseconds without a byte; `onTimeout` makes the error then
 */
export async function sendHttp(
	url: URL,
	options: RequestOptions & {body?: string; onTimeout?: () => Error},
): Promise<HttpAnswer> {
	const {body, onTimeout, ...requestOptions} = options;
	const open = url.protocol === 'https:' ? httpsRequest : httpRequest;
	return new Promise((resolve, reject) => {
		const request = open(url, requestOptions, response => {
			text(response).then(received => {
				resolve({status: response.statusCode ?? 0, body: received});
			}, reject);
		});
		request.on('timeout', () => {
			request.destroy(onTimeout?.());
		});
		request.on('error', reject);
		request.end(body);
	});
}

import {randomUUID} from 'node:crypto';
import type {FastifyReply, FastifyRequest} from 'fastify';
import {stringify} from 'lossless-json';
import {z} from 'zod';
import {exitCodeOf} from '../../model/exit-codes.js';
import {hasCode, toMilvaultError} from '../../model/milvault-error.js';
import type {Messages} from '../../messages/messages.js';
import {RequestError} from '../problem.js';
import type {ServerContext} from '../serve-options.js';
import {clientSignal} from '../client-signal.js';
import {codes, type Envelope} from './shapes.js';

export const tags = ['v1: as milvus-backup'];
const answer = z
	.looseObject({
		requestId: z.string().optional(),
		code: z.number().int().optional().meta({
			description: 'Absent on success. 1 not supported, 3 failed, 400, 404.',
		}),
		msg: z.string().optional(),
		data: z.unknown().optional(),
	})
	.meta({id: 'Envelope'});
/**
 * What no envelope is made for: no token, no JSON, a key or a value that is none of
 * milvus-backup's.
 */
export const refusal = z
	.object({code: z.number().int(), msg: z.string(), error: z.string()})
	.meta({id: 'Refusal'});
export const response = {200: answer, default: refusal};

/**
 * Sends what `make` gives. Every failure is in the envelope, with HTTP's 200, as scripts expect
 * it. `signal` ends when the caller goes away.
 */
export async function sendEnvelope(
	{messages}: Pick<ServerContext, 'messages'>,
	reply: FastifyReply,
	make: (signal: AbortSignal) => Promise<Envelope>,
): Promise<void> {
	let body: Envelope;
	try {
		body = await make(clientSignal(reply));
	} catch (error) {
		body = failure(error, messages);
	}

	const requestId = body.requestId ?? headerOf(reply.request) ?? randomUUID();
	// int64 are bare numbers here, beyond 2^53.
	await reply
		.header('content-type', 'application/json; charset=utf-8')
		.serializer(value => stringify(value) ?? '')
		.send({requestId, ...body});
}

/** What a caller names its request, and the job that it starts. */
export function headerOf({headers}: Pick<FastifyRequest, 'headers'>): string | undefined {
	const given = headers['request_id'];
	return typeof given === 'string' && given !== '' ? given : undefined;
}

/** The envelope of what went wrong. */
function failure(thrown: unknown, messages: Messages): Envelope {
	if (thrown instanceof RequestError) {
		const {sentence, hint} = thrown.text(messages.server);
		return {
			code:
				thrown.status === 404
					? codes.missing
					: thrown.status === 400
						? codes.badRequest
						: codes.failed,
			msg: [sentence, hint].filter(Boolean).join(' '),
		};
	}

	const error = toMilvaultError(thrown);
	const {sentence, hint} = messages.error(error);
	return {
		code: hasCode(error, 'backup-missing')
			? codes.missing
			: exitCodeOf(error.code) === 2
				? codes.badRequest
				: codes.failed,
		msg: [sentence, hint].filter(Boolean).join(' '),
	};
}

import {randomBytes} from 'node:crypto';
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import {hasCode, MilvaultError} from '../model/milvault-error.js';
import {fragment} from '../model/fragments.js';
import {connectMilvus} from '../milvus/connect-milvus.js';
import type {Milvus} from '../milvus/milvus.js';
import {poll} from '../utils/wait.js';

/** What every Milvus begins with. */
const publicPassword = 'Milvus';

const answerTimeoutMs = 60_000;

/**
 * Sees to it that root's password is the one in the file, which is made with a random one when it
 * is not there.
 *
 * The file is written before the password is changed: interrupted between the two, the next call
 * tries the file's first and then Milvus's public one. Calls do wait until a server that has just
 * become healthy answers.
 *
 * @returns the password.
 * @throws `practice-failed` when neither password is taken, or the server does not answer for a
 *   minute.
 */
export async function setRootPassword(options: {
	address: string;
	passwordFile: string;
	/** The server's log, for the error. */
	log: string;
	signal?: AbortSignal;
}): Promise<string> {
	const {passwordFile, log} = options;
	const password = await readOrMake(passwordFile);
	const own = await logIn(options, password);
	if (own) {
		own.close();
		return password;
	}

	const milvus = await logIn(options, publicPassword);
	if (!milvus) {
		throw new MilvaultError('practice-failed', {
			reason: fragment('other-root-password', {file: passwordFile}),
			log,
		});
	}

	const encode = (text: string) => Buffer.from(text).toString('base64');
	try {
		await milvus.call('UpdateCredential', {
			username: 'root',
			oldPassword: encode(publicPassword),
			newPassword: encode(password),
		});
	} finally {
		milvus.close();
	}

	await poll({
		ask: async () => {
			// The change reaches the server's own cache of credentials a moment later.
			const changed = await logIn(options, password);
			changed?.close();
			return changed && true;
		},
		firstMs: 50,
		maxMs: 200,
		timeoutMs: answerTimeoutMs,
		onTimeout: () =>
			new MilvaultError('practice-failed', {
				reason: fragment('password-not-taken'),
				log,
			}),
		signal: options.signal,
	});
	return password;
}

async function readOrMake(passwordFile: string): Promise<string> {
	try {
		return (await readFile(passwordFile, 'utf8')).trim();
	} catch {
		const password = randomBytes(24).toString('base64url');
		await mkdir(dirname(passwordFile), {recursive: true, mode: 0o700});
		await writeFile(passwordFile, `${password}\n`, {mode: 0o600});
		return password;
	}
}

/**
 * A connection, or undefined when the password is not root's; waits for a server that does not
 * answer yet.
 */
async function logIn(
	options: Parameters<typeof setRootPassword>[0],
	password: string,
): Promise<Milvus | undefined> {
	const {address, log, signal} = options;
	let lastReason = '';
	const answer = await poll({
		async ask() {
			try {
				const milvus = await connectMilvus(
					{
						address,
						username: 'root',
						password: {value: password, origin: 'practice cluster'},
						tls: {mode: 'off'},
					},
					{signal},
				);
				return {milvus};
			} catch (error) {
				if (hasCode(error, 'milvus-login')) {
					return {milvus: undefined};
				}

				if (
					hasCode(error, 'milvus-unreachable') ||
					hasCode(error, 'milvus-timeout') ||
					hasCode(error, 'milvus-refused')
				) {
					lastReason = error.message;
					return undefined;
				}

				throw error;
			}
		},
		firstMs: 100,
		maxMs: 500,
		timeoutMs: answerTimeoutMs,
		onTimeout: () => new MilvaultError('practice-failed', {reason: lastReason, log}),
		signal,
	});
	return answer.milvus;
}

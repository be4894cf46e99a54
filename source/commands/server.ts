import {randomBytes} from 'node:crypto';
import {access, constants, mkdir, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {stateDirectory, stateDirectoryGiven} from '../jobs/job-files.js';
import {cannotWrite} from '../model/cannot-write.js';
import {maxCertificateBytes} from '../model/read-limits.js';
import {unfitFile} from '../model/unfit-file.js';
import {isLoopback} from '../utils/is-loopback.js';
import {readBoundedFile} from '../utils/read-bounded-file.js';
import {MilvaultError} from '../model/milvault-error.js';
import {fragment} from '../model/fragments.js';
import {proxyVariables} from '../effects/effect-runner.js';
import type {Serve} from '../server/serve-options.js';
import type {CommandLine} from './shared/command-line.js';
import {done, type CommandEnd, type Context} from './shared/context.js';
import {loadContextSettings} from './shared/load-context-settings.js';
import {everything} from '../settings/resolve-secrets.js';

export type ServerOptions = {
	port?: number;
	host?: string;
	basePath?: string;
	auth: boolean;
	tokenFile?: string;
	tlsCert?: string;
	tlsKey?: string;
	maxJobs?: number;
};

const usual = {host: '127.0.0.1', port: 8080, maxJobs: 4} as const;
const shortestToken = 16;

/** `milvault server`: the REST face, until it is asked to end. */
export async function server(
	context: Context,
	options: ServerOptions,
	{openServer}: Pick<CommandLine, 'openServer'>,
): Promise<CommandEnd> {
	const {output, environment, globals, signal, self} = context;
	const {host = usual.host} = options;
	const texts = output.messages.commands.server;
	if (!options.auth && !isLoopback(host)) {
		throw new MilvaultError('usage', {reason: texts.noAuthElsewhere(host)});
	}

	if ((options.tlsCert === undefined) !== (options.tlsKey === undefined)) {
		throw new MilvaultError('usage', {reason: texts.bothTls});
	}

	const settings = await loadContextSettings(context, everything);
	const stateDir = stateDirectory(environment);
	await assertWritable(stateDir);
	const token = options.auth ? await tokenOf(options.tokenFile, environment, stateDir) : undefined;
	const mask = (text: string): string =>
		output.mask(token ? text.replaceAll(token.value, '******') : text);
	const serve: Serve = openServer;
	await serve({
		settings,
		cluster: globals.cluster,
		repository: globals.repository,
		address: globals.address,
		set: globals.set,
		host,
		port: options.port ?? portOf(environment['SERVER_PORT']) ?? usual.port,
		basePath: options.basePath ?? settings.server?.basePath,
		token: token?.value,
		...(options.tlsCert !== undefined &&
			options.tlsKey !== undefined && {
				tls: {
					cert: await readGiven(options.tlsCert),
					key: await readGiven(options.tlsKey),
				},
			}),
		maxJobs: options.maxJobs ?? usual.maxJobs,
		self,
		stateDir,
		messages: output.messages,
		mask,
		proxies: proxyVariables.filter(name => environment[name]),
		signal,
		log(line) {
			output.tell(`${new Date().toISOString()} ${mask(line)}`);
		},
		onListening({url}) {
			output.emit({
				type: 'listening',
				url,
				...(token?.file !== undefined && {tokenFile: token.file}),
			});
			output.print(
				`✔ ${texts.listening(url)}`,
				`  ${texts.docs} ${url}/docs`,
				`  ${token ? texts.token(token.file) : texts.noToken}`,
			);
		},
	});
	output.print(texts.ended);
	return done({});
}

/**
 * As milvus-backup's server; Kubernetes gives the variable another form for a service named
 * `server`.
 */
function portOf(variable: string | undefined): number | undefined {
	return /^\d{1,5}$/.test(variable ?? '') ? Number(variable) : undefined;
}

/** Known at once, not with the first job: each is recorded there. @throws cannot-write */
async function assertWritable(stateDir: string): Promise<void> {
	try {
		await mkdir(stateDir, {recursive: true, mode: 0o700});
		await access(stateDir, constants.W_OK | constants.X_OK);
	} catch (error) {
		throw cannotWrite(error, stateDir, stateDirectoryGiven);
	}
}

/** MILVAULT_TOKEN, a file of the caller's, or one of ours that only its owner can read. */
async function tokenOf(
	given: string | undefined,
	environment: Context['environment'],
	stateDir: string,
): Promise<{value: string; file?: string}> {
	const variable = environment['MILVAULT_TOKEN'];
	if (given === undefined && variable) {
		assertToken(variable, 'MILVAULT_TOKEN');
		return {value: variable};
	}

	const file = given === undefined ? join(stateDir, 'server-token') : given;
	if (given === undefined) {
		try {
			const value = randomBytes(32).toString('base64url');
			await writeFile(file, `${value}\n`, {mode: 0o600, flag: 'wx'});
		} catch (error) {
			// The last server's: callers know it already.
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
				throw cannotWrite(
					error,
					file,
					`--token-file <file>, MILVAULT_TOKEN, ${stateDirectoryGiven}`,
				);
			}
		}
	}

	const value = (await readGiven(file)).trim();
	assertToken(value, file);
	return {value, file: resolve(file)};
}

/** @throws config-bad-value, without the value */
function assertToken(value: string, origin: string): void {
	if (value.length < shortestToken || /\s/.test(value)) {
		throw new MilvaultError('config-bad-value', {
			key: 'token',
			origin,
			value: '******',
			allowed: fragment('token-rule', {min: shortestToken}),
		});
	}
}

async function readGiven(file: string): Promise<string> {
	try {
		return await readBoundedFile(file, {maxBytes: maxCertificateBytes});
	} catch (error) {
		throw (
			unfitFile(error, file) ??
			new MilvaultError('config-file-missing', {path: file}, {cause: error})
		);
	}
}

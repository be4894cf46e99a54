import {spawn, type ChildProcess} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import getPort from 'get-port';

export type Valkey = {
	/** With its password. */
	url: string;
	address: string;
	password: string;
	/** Kills it, as it is, and starts it again where it was: without what it held, unless saved. */
	restart: () => Promise<void>;
	/** Kills it as it is. */
	kill: () => Promise<void>;
	start: () => Promise<void>;
	stop: () => Promise<void>;
};

/**
 * Runs a Valkey or a Redis on a free port of the loopback address, with a password, and waits until
 * it answers.
 *
 * @param options.isSaving - Whether it writes down all that it is told; default: nothing
 */
export async function startValkey(options: {binary: string; isSaving?: boolean}): Promise<Valkey> {
	const {binary, isSaving = false} = options;
	const directory = await mkdtemp(join(tmpdir(), 'milvault-valkey-'));
	const port = await getPort({host: '127.0.0.1'});
	const password = randomBytes(12).toString('hex');
	let child: ChildProcess | undefined;
	const start = async (): Promise<void> => {
		const started = spawn(
			binary,
			[
				'--bind',
				'127.0.0.1',
				'--port',
				String(port),
				'--dir',
				directory,
				'--requirepass',
				password,
				'--save',
				'',
				'--appendonly',
				isSaving ? 'yes' : 'no',
				'--appendfsync',
				'always',
			],
			{stdio: ['ignore', 'pipe', 'inherit']},
		);
		child = started;
		let output = '';
		const {promise, resolve, reject} = Promise.withResolvers<void>();
		started.stdout.on('data', (chunk: Buffer) => {
			output = `${output}${chunk.toString()}`.slice(-4000);
			if (/ready to accept connections/i.test(output)) {
				resolve();
			}
		});
		started.on('exit', () => {
			reject(new Error(`${binary} did not start:\n${output}`));
		});
		await promise;
	};

	const kill = async (): Promise<void> => {
		if (child && child.exitCode === null && child.signalCode === null) {
			child.kill('SIGKILL');
			await once(child, 'exit');
		}
	};

	await start();
	return {
		url: `redis://:${password}@127.0.0.1:${port}`,
		address: `127.0.0.1:${port}`,
		password,
		start,
		kill,
		async restart() {
			await kill();
			await start();
		},
		async stop() {
			await kill();
			await rm(directory, {recursive: true, force: true});
		},
	};
}

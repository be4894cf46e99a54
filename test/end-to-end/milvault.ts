import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import type {StorageSettings} from '../../source/settings/settings.js';
import {killHard} from '../helpers/jobs/kill-hard.js';
import type {MilvusServer} from '../helpers/servers/milvus.js';

/** A configuration file as a plain object; JSON is YAML. */
export type Config = {
	clusters: Record<string, {milvus: object; storage: object}>;
	repositories: Record<string, object>;
	[key: string]: unknown;
};

export type Run = {
	exitCode: number;
	stdout: string;
	stderr: string;
	/** The lines of `--json`. */
	lines: Array<Record<string, unknown>>;
	/** The last of them. */
	result: Record<string, unknown>;
};

/**
 * Runs the built program as a person would, with a home of its own and nothing of this machine's
 * environment but PATH.
 */
export async function milvault(
	args: readonly string[],
	{
		config,
		env = {},
		kill,
	}: {
		config?: Config;
		env?: Record<string, string>;
		/** Killed (-9) when so many lines are on stdout; default: never. */
		kill?: {afterLines: number; server: MilvusServer};
	} = {},
): Promise<Run> {
	const home = await mkdtemp(join(tmpdir(), 'milvault-home-'));
	const file = join(home, 'milvault.yaml');
	const cli = new URL('../../dist/cli.js', import.meta.url).pathname;
	try {
		if (config) {
			await writeFile(file, JSON.stringify(config), {mode: 0o600});
		}

		const running = execa(process.execPath, [cli, ...args, ...(config ? ['--config', file] : [])], {
			reject: false,
			extendEnv: false,
			stdin: 'ignore',
			cwd: home,
			env: {
				PATH: process.env['PATH'],
				HOME: home,
				LANG: 'en_US.UTF-8',
				...env,
			},
		});
		let lines = 0;
		let isKilled = false;
		for await (const _line of running.iterable()) {
			lines++;
			if (kill && lines === kill.afterLines) {
				isKilled = true;
				await killHard(kill.server, [running.pid!]);
			}
		}

		const {exitCode, stdout, stderr} = await running;
		return {
			exitCode: exitCode ?? -1,
			stdout: stdout.replaceAll(home, '~'),
			stderr: stderr.replaceAll(home, '~'),
			// Of one that was killed the last line may be half.
			...(isKilled ? {lines: [], result: {}} : linesOf(args, stdout)),
		};
	} finally {
		await rm(home, {recursive: true, force: true});
	}
}

function linesOf(args: readonly string[], stdout: string): Pick<Run, 'lines' | 'result'> {
	const lines = args.includes('--json')
		? stdout
				.split('\n')
				.filter(Boolean)
				.map(line => JSON.parse(line) as Record<string, unknown>)
		: [];
	return {lines, result: lines.at(-1) ?? {}};
}

/** The configuration of one server and one repository, called `c` and `r`. */
export function configOf(
	server: MilvusServer,
	repository: object,
): Config & {
	clusters: {
		c: {milvus: Record<string, unknown>; storage: Record<string, unknown>};
	};
	repositories: {r: Record<string, unknown>};
} {
	return {
		clusters: {
			c: {
				milvus: {
					address: server.address,
					...(server.username && {
						username: server.username,
						password: server.password,
					}),
				},
				storage: storageConfig(server.cluster.storage),
			},
		},
		repositories: {r: {...repository}},
	};
}

export function storageConfig(storage: StorageSettings): Record<string, unknown> {
	return storage.type === 'local'
		? {type: 'local', path: storage.path}
		: {
				type: 'minio',
				endpoint: storage.endpoint,
				bucket: storage.bucket,
				rootPath: storage.rootPath,
				accessKeyId: storage.accessKeyId?.value,
				secretAccessKey: storage.secretAccessKey?.value,
				...(storage.sessionToken && {
					sessionToken: storage.sessionToken.value,
				}),
			};
}

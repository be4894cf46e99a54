import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import type {ExecutionContext} from 'ava';
import type {JobSetting} from '../jobs/job-setting.js';
import {killHard} from '../jobs/kill-hard.js';
import {configOf, storageConfig} from '../../end-to-end/milvault.js';
import {wizardHome} from './wizard-terminal.js';

type Answer<Body> = {
	status: number;
	headers: Headers;
	/** As it was sent. */
	text: string;
	body: Body;
};

export type RunningServer = {
	url: string;
	/** Where it said the token is. */
	tokenFile: string | undefined;
	token: string;
	/** With the token; a body makes it a POST. */
	ask: <Body = Record<string, unknown>>(
		path: string,
		init?: {method?: string; body?: unknown; headers?: Record<string, string>},
	) => Promise<Answer<Body>>;
	/** Everything that it printed. */
	output: () => string;
	signal: (name: NodeJS.Signals) => void;
	/** It and its jobs, at once: what the end of a container is. */
	killAll: (jobs: readonly number[]) => Promise<void>;
	ended: Promise<number | null>;
};

const token = 'a-token-of-the-tests-only';

/** Starts the built program's server on a free port, until the end of the test. */
export async function startServer(
	t: Pick<ExecutionContext, 'teardown'>,
	{server, repository, stateDir}: JobSetting,
	{
		args = [],
		env = {MILVAULT_TOKEN: token},
		limits = {},
	}: {
		args?: readonly string[];
		env?: Record<string, string>;
		/** Of the configuration. */
		limits?: {requestsPerSecond?: number; bytesPerSecond?: number};
	} = {},
): Promise<RunningServer> {
	const home = await wizardHome(t, {
		...configOf(server, storageConfig(repository)),
		limits,
	});
	const cli = new URL('../../../dist/cli.js', import.meta.url).pathname;
	const child = spawn(process.execPath, [cli, 'server', '--port', '0', '--json', ...args], {
		env: {...home.environment, MILVAULT_STATE_DIR: stateDir, ...env},
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let output = '';
	child.stderr.on('data', (chunk: Buffer) => {
		output += chunk.toString();
	});
	const ended = once(child, 'exit').then(([code]) => code as number | null);
	t.teardown(async () => {
		child.kill('SIGTERM');
		await ended;
	});
	const lines = createInterface({input: child.stdout});
	const listening = (async () => {
		for await (const text of lines) {
			output += `${text}\n`;
			const line = JSON.parse(text) as {
				type: string;
				url: string;
				tokenFile?: string;
			};
			if (line.type === 'listening') {
				return line;
			}
		}

		throw new Error(`The server did not start: ${output}`);
	})();
	const {url, tokenFile} = await listening;
	return {
		url,
		tokenFile,
		token,
		async ask<Body>(
			path: string,
			{
				method,
				body,
				headers = {},
			}: {
				method?: string;
				body?: unknown;
				headers?: Record<string, string>;
			} = {},
		) {
			const answer = await fetch(`${url}${path}`, {
				method: method ?? (body === undefined ? 'GET' : 'POST'),
				headers: {
					authorization: `Bearer ${token}`,
					...(body !== undefined && {'content-type': 'application/json'}),
					...headers,
				},
				...(body !== undefined && {
					body: typeof body === 'string' ? body : JSON.stringify(body),
				}),
			});
			const text = await answer.text();
			const isJson = /json/.test(answer.headers.get('content-type') ?? '');
			return {
				status: answer.status,
				headers: answer.headers,
				text,
				body: (isJson ? JSON.parse(text) : text) as Body,
			};
		},
		output: () => output,
		signal(name) {
			child.kill(name);
		},
		async killAll(jobs) {
			await killHard(server, [child.pid!, ...jobs.map(pid => -pid)]);
			await ended;
		},
		ended,
	};
}

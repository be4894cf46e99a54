import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import type {ExecutionContext} from 'ava';
import {configOf, storageConfig} from '../../end-to-end/milvault.js';
import type {JobSetting} from './job-setting.js';

const maxWaitMs = 10_000;

/** A line of `--json` that says that a collection has come to this phase. */
export const phase = (name: string) => (line: string) =>
	line.includes(`"type":"phase-started"`) && line.includes(`"phase":"${name}"`);

export type Ended = {
	exitCode: number | null;
	stderr: string;
	/** As its last event says. */
	canContinue: boolean;
	/** From the second signal to the end; NaN without one. */
	secondMs: number;
};

/**
 * Runs the program, sends the signal when a line of `--json` says so, and fails when it is not over
 * ten seconds later.
 */
export async function cancelled(
	t: ExecutionContext,
	setting: JobSetting,
	args: readonly string[],
	{
		isNow,
		signal,
		before,
		isTwice = false,
	}: {
		isNow: (line: string) => boolean;
		signal: NodeJS.Signals;
		/** Happens at that moment, before the signal. */
		before?: () => void;
		/** The signal comes again as soon as the first has been heard. */
		isTwice?: boolean;
	},
): Promise<Ended> {
	const home = await mkdtemp(join(tmpdir(), 'milvault-cancel-'));
	t.teardown(async () => rm(home, {recursive: true, force: true}));
	const file = join(home, 'milvault.yaml');
	const config = configOf(setting.server, storageConfig(setting.repository));
	await writeFile(file, JSON.stringify(config), {mode: 0o600});
	const cli = new URL('../../../dist/cli.js', import.meta.url).pathname;
	const child = spawn(process.execPath, [cli, ...args, '--json', '--config', file], {
		env: {
			PATH: process.env['PATH'],
			HOME: home,
			MILVAULT_STATE_DIR: setting.stateDir,
		},
	});
	let stderr = '';
	let secondAtMs = Number.NaN;
	let isHeard = false;
	child.stderr.on('data', (chunk: Buffer) => {
		stderr += chunk.toString();
		if (isTwice && !isHeard && stderr.includes('Cancelling')) {
			isHeard = true;
			secondAtMs = performance.now();
			child.kill(signal);
		}
	});
	let deadline: NodeJS.Timeout | undefined;
	let canContinue = false;
	for await (const line of createInterface({input: child.stdout})) {
		if (!deadline && isNow(line)) {
			before?.();
			child.kill(signal);
			deadline = setTimeout(() => {
				stderr += '\nstill running after ten seconds';
				child.kill('SIGKILL');
			}, maxWaitMs);
		}

		canContinue ||= line.includes('"canContinue":true');
	}

	if (child.exitCode === null && child.signalCode === null) {
		await once(child, 'exit');
	}

	t.not(deadline, undefined, `that moment never came: ${stderr}`);
	clearTimeout(deadline);
	const secondMs = performance.now() - secondAtMs;
	return {exitCode: child.exitCode, stderr, canContinue, secondMs};
}

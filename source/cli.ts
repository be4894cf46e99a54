#!/usr/bin/env node
/*
 * The executable: arguments -> one face -> exit code. The only file that ends the process.
 *
 * 1. Node's version is checked before anything else is loaded. What is imported up here is in
 *    syntax that Node 14 reads.
 * 2. Ctrl-C, SIGTERM and a closed terminal end one AbortSignal; a second one leaves at once, but
 *    for an answer of Milvus's that holds the exit.
 * 3. A reader that went away (`milvault list | head -1`) ends it too, without a word.
 * 4. The face runs; what it printed is out before the process ends.
 */
import {join} from 'node:path';
import {setFlagsFromString} from 'node:v8';
import manifest from '../package.json' with {type: 'json'};
import {tooOldNode} from './messages/too-old-node.js';
import {detectLanguage} from './settings/locale.js';
import {knownDirectories} from './practice/practice-paths.js';
import {keepCompiled} from './utils/keep-compiled.js';
import {satisfiesRange} from './utils/satisfies-range.js';

const cancelledExitCode = 130;

/**
 * How long what holds the exit is waited for: such an answer takes milliseconds, unless Milvus
 * hangs.
 */
const maxWaitMs = 5000;
const hurriedPatienceMs = 1000;

const {node: range} = manifest.engines;
if (satisfiesRange(process.versions.node, range)) {
	void main();
} else {
	const sentence = tooOldNode[detectLanguage(process.env)];
	process.stderr.write(`${sentence(process.versions.node, range)}\n`);
	process.exitCode = 4;
}

async function main(): Promise<void> {
	// The room of young objects begins with 1 MB and grows in small steps: of a backup of 1,200
	// objects, V8 cleaned it 184 times, 14 % of all its work; 46 times when it grows by eight.
	setFlagsFromString('--semi-space-growth-factor=8');
	const {cacheDir} = knownDirectories(process.env);
	if (cacheDir !== undefined) {
		keepCompiled(join(cacheDir, 'compiled'));
	}

	// What is loaded before it has no source map; reading them takes longer than most commands.
	if (process.argv.includes('--debug')) {
		process.setSourceMapsEnabled(true);
	}

	const controller = new AbortController();
	const listeners: Array<(isSecond: boolean) => void> = [];
	const onlookers: Array<() => void> = [];
	const end = (): void => {
		const isSecond = controller.signal.aborted;
		for (const listener of listeners) {
			listener(isSecond);
		}

		if (isSecond) {
			void leave(cancelledExitCode, hurriedPatienceMs);
		}

		controller.abort();
	};

	const hangUp = (): void => {
		for (const onlooker of onlookers) {
			onlooker();
		}
	};

	for (const name of ['SIGINT', 'SIGTERM'] as const) {
		process.on(name, end);
	}

	process.on('SIGHUP', () => {
		hangUp();
		end();
	});

	for (const stream of [process.stdout, process.stderr]) {
		stream.on('error', () => {
			hangUp();
			controller.abort();
		});
	}

	const {runCommandLine} = await import('./commands/run-command-line.js');
	const exitCode = await runCommandLine({
		args: process.argv.slice(2),
		environment: process.env,
		streams: process,
		self: {
			executable: process.execPath,
			// From anywhere: a job's own process has another working directory.
			args: [
				...process.execArgv.map(arg =>
					arg === '--import=tsx' ? `--import=${import.meta.resolve('tsx')}` : arg,
				),
				process.argv[1] ?? '',
			],
		},
		signal: controller.signal,
		onInterrupt(listener) {
			listeners.push(listener);
		},
		onHangUp(onlooker) {
			onlookers.push(onlooker);
		},
		async openWizard(options) {
			const {openWizard} = await import('./wizard/open-wizard.js');
			return openWizard(options);
		},
		async openServer(options) {
			const {serve} = await import('./server/serve.js');
			return serve(options);
		},
	});
	await written(process.stdout);
	await written(process.stderr);
	await leave(exitCode, maxWaitMs);
}

async function leave(exitCode: number, maxMs: number): Promise<void> {
	const {exitIsFree} = await import('./utils/hold-exit.js');
	await exitIsFree(maxMs);
	process.exit(exitCode);
}

/** A pipe takes what it can; the rest must not be lost when the process ends. */
async function written(stream: NodeJS.WriteStream): Promise<void> {
	if (!stream.destroyed && stream.writable) {
		await new Promise<void>(resolve => {
			stream.write('', () => {
				resolve();
			});
		});
	}
}

/*
 * `npm test [-- files]`: types, lint, build, then every test, or those of the given files, against
 * real servers that this starts and ends. `npm run test:long [-- files]`: the same with those that
 * take longer than a person waits for, `*.long.test.ts`.
 *
 * The last line is `N passed, N failed`, whatever happened.
 */
import {glob} from 'node:fs/promises';
import {execa} from 'execa';
import {cacheDir} from './cache-dir.js';
import {countResults, type Counts} from './count-results.js';
import {endSignal} from './end-signal.js';
import {startServers} from '../servers/start-servers.js';
import {serversVariable} from '../servers/servers.js';

/**
 * One of them kills a job after each of its steps, one after another: no test ends for as long as
 * that takes.
 */
const longTimeout = '--timeout=15m';

const root = new URL('../../..', import.meta.url);
const {signal} = endSignal();
const counts = await run();
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = signal.aborted ? 130 : counts.failed === 0 ? 0 : 1;

async function run(): Promise<Counts> {
	const failure: Counts = {passed: 0, failed: 1, skipped: 0};
	for (const script of ['types', 'lint', 'build']) {
		console.log(`— ${script}`);
		const {failed} = await execa({
			...common(),
			stdio: ['ignore', 'inherit', 'inherit'],
		})`npm run --silent ${script}`;
		if (failed) {
			console.log(`\n\`npm run ${script}\` failed: see above.`);
			return failure;
		}
	}

	console.log('— servers');
	try {
		const {file, stop} = await startServers({signal, say: console.log});
		try {
			return await runAva(file);
		} finally {
			await stop();
		}
	} catch (error) {
		console.log(signal.aborted ? 'Interrupted.' : error);
		return failure;
	}
}

async function runAva(serversFile: string): Promise<Counts> {
	console.log('— tests');
	const isLong = process.argv.includes('--long');
	const given = process.argv.slice(2).filter(arg => arg !== '--long');
	const files = isLong && given.length === 0 ? await longTests() : given;
	const {all, exitCode} = await execa({
		...common(),
		stdin: 'ignore',
		// At SIGTERM it would end without its workers, and they would run on with their servers.
		killSignal: 'SIGINT',
		stdout: ['inherit', 'pipe'],
		stderr: ['inherit', 'pipe'],
		all: true,
		env: {
			[serversVariable]: serversFile,
			MILVAULT_CACHE_DIR: cacheDir(),
		},
		// Most of the time tests wait for Milvus, and those of another Milvus need not wait for this
		// one.
	})`ava --concurrency=${isLong ? 2 : 3} ${isLong ? [longTimeout] : []} ${files}`;
	const counts = countResults(all ?? '', exitCode ?? 1);
	if (process.env['CI'] && counts.skipped > 0) {
		console.log(`\n${counts.skipped} skipped: on CI that counts as failed.`);
		return {...counts, failed: counts.failed + counts.skipped};
	}

	return counts;
}

async function longTests(): Promise<string[]> {
	const files: string[] = [];
	for await (const file of glob('test/**/*.long.test.ts', {cwd: root})) {
		files.push(file);
	}

	return files.toSorted();
}

function common() {
	return {
		cwd: root,
		preferLocal: true,
		reject: false,
		cancelSignal: signal,
		forceKillAfterDelay: 5000,
	} as const;
}

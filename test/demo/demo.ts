/*
 * `npm run demo [-- --keep]`: a backup and a restore from end to end, on a practice cluster that it
 * starts and stops.
 *
 * Every step is the command that a person would type. What is checked at the end is checked with
 * Milvus's own SDK, not with the code that made the backup.
 */
import {existsSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {execa} from 'execa';
import {defaultDirectories, practicePaths} from '../../source/practice/practice-paths.js';
import {practiceStatus} from '../../source/practice/practice-state.js';
import {checkRestored, dropRestored} from './check-restored.js';
import {endSignal} from '../helpers/runner/end-signal.js';
import {openSdk} from '../helpers/milvus/rows.js';

const {dataDir} = defaultDirectories(process.env);
const shouldKeep = process.argv.includes('--keep');
const backup = 'my_backup';
const suffix = '_recover';
const collections = [
	{name: 'hello_milvus', rows: 3000},
	{name: 'hello_milvus2', rows: 6000},
];
const onPractice = ['--cluster', 'practice', '--repository', 'practice'];
const {signal} = endSignal();
let steps = 0;

const wasRunning = (await practiceStatus({dataDir})).isRunning;
try {
	await demo();
} catch (error) {
	if (signal.aborted) {
		tell('Interrupted.');
		process.exitCode = 130;
	} else {
		tell(`✘ The demo did not work: ${sentenceOf(error)}`);
		process.exitCode = 1;
	}
} finally {
	await leave();
}

async function demo(): Promise<void> {
	tell(
		'This demo starts a real Milvus on this machine, backs up two collections and restores them beside the originals.',
		'Each step below is a command that you could type yourself.',
	);

	step('Start a practice cluster: a real Milvus, on this machine');
	await milvault('practice', 'start');

	step('Fill it with two collections: 3,000 and 6,000 rows with vectors');
	await milvault('practice', 'load');
	await clearLastTime();

	step('Back them up');
	await milvault('create', '--name', backup, ...onPractice);

	step('See which backups there are');
	await milvault('list', ...onPractice);

	step('Look into it');
	await milvault('get', backup, ...onPractice);

	step(`Restore it beside the originals, with “${suffix}” after each name`);
	await milvault('restore', '--name', backup, '--suffix', suffix, ...onPractice);

	step('Check what came back, with Milvus’s own SDK');
	const client = await connect();
	try {
		for (const {name, rows} of collections) {
			for (const fact of await checkRestored(client, {
				name,
				restored: name + suffix,
				rows,
			})) {
				console.log(`  ✔ ${fact}`);
			}
		}
	} finally {
		await client.closeConnection();
	}

	tell('It works: what was backed up came back, complete and ready to be searched.');
}

/**
 * A demo that was run before left its backup, and with --keep its restored collections: both are
 * removed.
 */
async function clearLastTime(): Promise<void> {
	if (existsSync(join(practicePaths(dataDir).backups, backup))) {
		step('Delete the backup of the last demo');
		await milvault('delete', backup, '--yes', ...onPractice);
	}

	const client = await connect();
	try {
		const dropped = await dropRestored(
			client,
			collections.map(({name}) => name + suffix),
		);
		if (dropped.length > 0) {
			tell(`Dropped what the last demo had restored: ${dropped.join(', ')}.`);
		}
	} finally {
		await client.closeConnection();
	}
}

async function leave(): Promise<void> {
	if (wasRunning) {
		tell('The practice cluster ran before this demo: it keeps running.');
	} else if (shouldKeep) {
		tell(
			'The practice cluster keeps running. Play with it, in this directory:',
			'  npx milvault get my_backup\n  npx milvault restore my_backup --suffix _again\n  npx milvault practice stop',
		);
	} else if ((await practiceStatus({dataDir})).isRunning) {
		step('Stop the practice cluster');
		await milvault('practice', 'stop');
	}
}

async function connect() {
	const status = await practiceStatus({dataDir});
	if (!status.isRunning) {
		throw new Error('the practice cluster does not run any more');
	}

	const {address, version, username, passwordFile} = status.state;
	const password = (await readFile(passwordFile, 'utf8')).trim();
	return openSdk({address, version, username, password});
}

async function milvault(...args: string[]): Promise<void> {
	console.log(`  $ milvault ${args.join(' ')}\n`);
	const cli = new URL('../../dist/cli.js', import.meta.url);
	// Not cancelled by our signal: Ctrl-C reaches it by itself, and it cleans up.
	const {exitCode} = await execa(process.execPath, [cli.pathname, ...args], {
		stdio: 'inherit',
		reject: false,
	});
	if (exitCode !== 0) {
		signal.throwIfAborted();
		throw new Error(
			`“milvault ${args.slice(0, 2).join(' ')}” ended with exit code ${exitCode}; its own words are above.`,
		);
	}
}

function step(title: string): void {
	steps += 1;
	console.log(`\n${steps}. ${title}`);
}

function tell(...lines: string[]): void {
	console.log(`\n${lines.join('\n')}`);
}

function sentenceOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

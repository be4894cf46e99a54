/*
 * `npm run bench [-- options]`, `--help` tells them: how fast, how much memory, how many requests;
 * on a real Milvus 2.3.5 and a real MinIO that it starts and ends. The short form takes minutes;
 * `--full` has more rows, and restores the many partitions too, which takes Milvus most of an hour.
 * Reaches are said to be reached or missed.
 */
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Command, InvalidArgumentError, Option} from 'commander';
import {cacheDir} from '../helpers/runner/cache-dir.js';
import {endSignal} from '../helpers/runner/end-signal.js';
import {installMinio} from '../helpers/servers/install-minio.js';
import {startMilvus} from '../helpers/servers/milvus.js';
import {startMinio} from '../helpers/servers/minio.js';
import {benchData} from './bench-data.js';
import {benchImports} from './bench-imports.js';
import {benchLimit} from './bench-limit.js';
import {benchList} from './bench-list.js';
import {benchPeer} from './bench-peer.js';
import {benchPlan} from './bench-plan.js';
import {benchServer} from './bench-server.js';
import {benchStart} from './bench-start.js';
import {benchWizard} from './bench-wizard.js';
import {benchWorkers} from './bench-workers.js';
import {makeManyBackups} from './many-backups.js';
import type {Bench} from './report.js';

const parts = [
	'start',
	'plan',
	'imports',
	'workers',
	'list',
	'server',
	'data',
	'limit',
	'wizard',
	'peer',
] as const;
/** What starts the servers that it needs by itself. */
const selfMade: ReadonlySet<string> = new Set(['start', 'plan', 'imports', 'workers']);
const sets = [
	'many',
	'few',
	'large',
	'hello',
	'objects',
	'rows',
	'parts',
	'list',
	'searches',
] as const;
const {full, only, set, turns} = new Command('bench')
	.description('Measures milvault, and says what is reached and what is missed.')
	.option('--full', 'more rows; restores 200 partitions too', false)
	.addOption(new Option('--only <part...>', 'not all of it').choices(parts))
	.addOption(new Option('--set <set...>', 'of the data, not all sets').choices(sets))
	.option('--turns <n>', 'how often what is compared is timed', turnsOf, 3)
	.parse()
	.opts<{full: boolean; only?: string[]; set?: string[]; turns: number}>();
const chosen = parts.filter(part => only?.includes(part) ?? true);
const {signal} = endSignal();
const stops: Array<() => Promise<void>> = [];
try {
	await run();
} catch (error) {
	console.log(signal.aborted ? 'Interrupted.' : error);
	process.exitCode = 1;
} finally {
	for (const stop of stops.toReversed()) {
		await stop();
	}
}

async function run(): Promise<void> {
	const home = await mkdtemp(join(tmpdir(), 'milvault-bench-'));
	stops.push(async () => rm(home, {recursive: true, force: true}));
	const bench: Bench = {
		home,
		isFull: full,
		sets: set,
		turns,
		signal,
	};
	console.log(`milvault bench, ${full ? 'full' : 'short'} form; Node ${process.version}`);
	if (chosen.includes('start')) {
		await benchStart(bench);
	}

	if (chosen.includes('plan')) {
		await benchPlan(bench);
	}

	if (chosen.includes('imports')) {
		await benchImports(bench);
	}

	if (chosen.includes('workers')) {
		await benchWorkers(bench);
	}

	if (chosen.every(part => selfMade.has(part))) {
		return;
	}

	const minio = await startMinio({
		binary: await installMinio(cacheDir()),
		signal,
	});
	stops.push(async () => minio.stop());
	await minio.createBucket('milvus-data');
	await minio.createBucket('backups');
	if (chosen.includes('list') || chosen.includes('server')) {
		const backups = await makeManyBackups(home, minio);
		if (chosen.includes('list')) {
			await benchList(backups, minio);
		}

		if (chosen.includes('server')) {
			await benchServer(bench, backups, minio);
		}
	}

	if (chosen.includes('limit')) {
		await benchLimit(bench, minio);
	}

	if (['data', 'wizard', 'peer'].some(part => chosen.some(one => one === part))) {
		const milvus = await startMilvus({
			version: '2.3.5',
			cacheDir: cacheDir(),
			storage: {
				type: 'minio',
				endpoint: minio.endpoint,
				accessKeyId: minio.accessKeyId,
				secretAccessKey: minio.secretAccessKey,
				bucket: 'milvus-data',
				rootPath: 'files',
			},
			signal,
		});
		stops.push(async () => milvus.stop());
		if (chosen.includes('wizard')) {
			await benchWizard(milvus, minio);
		}

		if (chosen.includes('data')) {
			await benchData(bench, milvus, minio);
		}

		if (chosen.includes('peer')) {
			await benchPeer(bench, milvus, minio);
		}
	}
}

function turnsOf(text: string): number {
	const turns = Number(text);
	if (!Number.isInteger(turns) || turns < 1) {
		throw new InvalidArgumentError('A whole number from 1 on.');
	}

	return turns;
}

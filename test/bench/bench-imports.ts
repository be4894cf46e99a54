import {cp, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {startFakeMilvus} from '../helpers/fake-milvus/fake-milvus.js';
import {putFixture} from '../helpers/fake-milvus/put-fixture.js';
import type {FakeCollection, FakeState} from '../helpers/fake-milvus/state.js';
import {assertWell, measure} from './measure.js';
import {cli, line, reach, title, type Bench} from './report.js';

const partitions = 300;
const jobSeconds = 2;
const jobsAtOnce = 8;

/**
 * A restore of many partitions into a simulated server that works on several import jobs at once:
 * how far it is from the server's own time.
 */
export async function benchImports({home}: Bench): Promise<void> {
	title(
		`Restore of ${partitions} partitions (simulated Milvus 2.5.27: jobs of ${jobSeconds} s, ${jobsAtOnce} at once)`,
	);
	const fake = await startFakeMilvus({version: '2.5.27'});
	try {
		const {state, cluster} = fake;
		await spread(
			state,
			await putFixture(state, {
				backup: 'hello_peer',
				collection: 'hello_milvus',
			}),
		);
		const {milvus, storage} = cluster;
		const config = join(home, 'imports.yaml');
		await writeFile(
			config,
			JSON.stringify({
				clusters: {
					c: {
						milvus: {address: milvus.address, restUrl: milvus.restUrl},
						storage,
					},
				},
				repositories: {r: {type: 'local', path: join(home, 'imports')}},
			}),
		);
		const run = async (...args: readonly string[]) =>
			assertWell(
				args.join(' '),
				await measure([process.execPath, cli, ...args, '--config', config], {
					env: {MILVAULT_STATE_DIR: join(home, 'state')},
				}),
			);
		await run('create', '--name', 'many');
		state.tuning.jobMs = jobSeconds * 1000;
		state.tuning.jobsAtOnce = jobsAtOnce;
		const measured = await run('restore', 'many', '--suffix', '_again');
		const own = Math.ceil(state.jobs.size / jobsAtOnce) * jobSeconds;
		line('import jobs', String(state.jobs.size));
		line('wall s', measured.wallSeconds.toFixed(2));
		line("the server's own time, s", own.toFixed(2));
		reach('to the server’s own', measured.wallSeconds / own, 1.1, 'x');
	} finally {
		await fake.stop();
	}
}

/** Each of many partitions gets a copy of the collection's first segment. */
async function spread(state: FakeState, collection: FakeCollection): Promise<void> {
	const [first] = collection.segments;
	if (!first) {
		throw new Error('no segment');
	}

	const directory = join(state.root, 'insert_log', collection.id);
	for (let number = collection.partitions.length; number < partitions; number++) {
		const partitionId = state.nextId();
		const id = state.nextId();
		await cp(join(directory, first.partitionId, first.id), join(directory, partitionId, id), {
			recursive: true,
		});
		collection.partitions.push({name: `p_${number}`, id: partitionId});
		collection.segments.push({...first, id, partitionId});
	}
}

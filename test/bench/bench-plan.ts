import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {startFakeMilvus} from '../helpers/fake-milvus/fake-milvus.js';
import {putFixture} from '../helpers/fake-milvus/put-fixture.js';
import {assertWell, measure} from './measure.js';
import {cli, line, reach, title, type Bench} from './report.js';

const many = 5000;

/** `create --dry-run` of 5,000 collections, on a simulated server. */
export async function benchPlan({home}: Bench): Promise<void> {
	title(`Plan of ${many.toLocaleString('en')} collections (simulated Milvus)`);
	const fake = await startFakeMilvus({version: '2.3.5'});
	try {
		const hello = await putFixture(fake.state, {
			backup: 'hello_peer',
			collection: 'hello_milvus',
		});
		fake.state.collections = Array.from({length: many}, (_, index) => ({
			...hello,
			id: String(BigInt(hello.id) + BigInt(index)),
			name: `many_${index}`,
			schema: {...hello.schema, name: `many_${index}`},
		}));
		const {milvus, storage} = fake.cluster;
		const config = join(home, 'plan.yaml');
		await writeFile(
			config,
			JSON.stringify({
				clusters: {c: {milvus: {address: milvus.address}, storage}},
				repositories: {r: {type: 'local', path: join(home, 'plan')}},
			}),
		);
		const measured = assertWell(
			'create --dry-run',
			await measure([process.execPath, cli, 'create', '--dry-run', '--config', config], {
				env: {MILVAULT_STATE_DIR: join(home, 'state')},
			}),
		);
		line('calls', String(fake.state.calls.length));
		reach('wall', measured.wallSeconds, 120, 's');
		reach('peak memory', measured.peakMegabytes, 512, 'MB');
	} finally {
		await fake.stop();
	}
}

import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {execa} from 'execa';
import {jobSetting} from '../helpers/jobs/job-setting.js';
import {makeOrders} from '../helpers/milvus/make-orders.js';
import {allRows, ok, openSdk} from '../helpers/milvus/rows.js';
import {startServer} from '../helpers/program/running-server.js';
import {servers} from '../helpers/servers/servers.js';

/**
 * What a reader would copy: every block of the page, but for the start of the server and where it
 * is.
 */
const page = await readFile(new URL('../../media/server.md', import.meta.url), 'utf8');
const [start, where, ...blocks] = [...page.matchAll(/^```sh\n([^]*?)^```$/gm)].map(
	([, block]) => block ?? '',
);

test('the curl commands of media/server.md, as they are printed', async t => {
	t.regex(start ?? '', /^milvault server /);
	t.regex(where ?? '', /MILVAULT_URL=[^]*MILVAULT_TOKEN=/);
	t.is(blocks.length, 2);
	const server = servers().milvus235local;
	const client = await openSdk(server);
	const home = await mkdtemp(join(tmpdir(), 'milvault-readme-'));
	t.teardown(async () => {
		for (const name of ['orders', 'orders_recover', 'orders_again']) {
			await client.dropCollection({collection_name: name});
		}

		await client.closeConnection();
		await rm(home, {recursive: true, force: true});
	});
	await makeOrders(client);
	const running = await startServer(
		t,
		await jobSetting(t, server, {type: 'local', path: join(home, 'backups')}),
	);
	const {exitCode, all} = await execa('bash', ['-euo', 'pipefail'], {
		input: blocks.join('\n'),
		cwd: home,
		all: true,
		reject: false,
		env: {MILVAULT_URL: running.url, MILVAULT_TOKEN: running.token},
	});
	t.is(exitCode, 0, all);
	t.regex(all, /"kind":"backup","name":"nightly"/);
	t.regex(all, /event: end/);
	t.regex(all, /"msg":"success"/);
	const rows = await allRows(client, 'default', 'orders');
	t.is(rows.size, 50);
	t.deepEqual(await allRows(client, 'default', 'orders_recover'), rows);
	ok(await client.loadCollectionSync({collection_name: 'orders_again'}));
	t.deepEqual(await allRows(client, 'default', 'orders_again'), rows);
});

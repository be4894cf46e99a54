import {readFile} from 'node:fs/promises';
import test from 'ava';
import {execa} from 'execa';
import {configOf, storageConfig} from '../end-to-end/milvault.js';
import {makeOrders} from '../helpers/milvus/make-orders.js';
import {allRows, openSdk} from '../helpers/milvus/rows.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';
import {wizardHome} from '../helpers/program/wizard-terminal.js';

const example = new URL('example.ts', import.meta.url);

test('the program of media/library.md, as it is printed, over the built library', async t => {
	const page = await readFile(new URL('../../media/library.md', import.meta.url), 'utf8');
	t.true(page.includes(`\`\`\`ts\n${await readFile(example, 'utf8')}\`\`\`\n`));
	const server = servers().milvus235;
	const client = await openSdk(server);
	t.teardown(async () => {
		for (const name of ['orders', 'orders_recover']) {
			await client.dropCollection({collection_name: name});
		}

		await client.closeConnection();
	});
	await makeOrders(client);
	const home = await wizardHome(
		t,
		configOf(server, storageConfig(settingsOf(await newBucket(), {rootPath: 'b'}))),
	);
	const run = async () =>
		execa(process.execPath, [example.pathname], {
			cwd: home.path,
			env: home.environment,
			all: true,
			reject: false,
		});
	const first = await run();
	t.is(first.exitCode, 0, first.all);
	t.regex(first.all, /^1 collection goes to s3:/m);
	t.regex(first.all, /^nightly is complete: 50 rows$/m);
	t.regex(first.all, /^default\.orders: complete$/m);
	t.regex(first.all, /^default\.orders_recover has 50 rows$/m);
	t.deepEqual(
		await allRows(client, 'default', 'orders_recover'),
		await allRows(client, 'default', 'orders'),
	);
	const second = await run();
	t.is(second.exitCode, 0, second.all);
	t.regex(second.all, /A backup of that name already exists\./);
});

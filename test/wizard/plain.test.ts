import {randomBytes} from 'node:crypto';
import anyTest, {type TestFn} from 'ava';
import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {configOf, milvault, storageConfig} from '../end-to-end/milvault.js';
import {dropDatabase} from '../helpers/drop-database.js';
import {allRows, ok, openSdk} from '../helpers/rows.js';
import {newBucket, settingsOf} from '../helpers/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';
import {makeSmallCollections, smallRows} from '../helpers/small-collections.js';
import {keys, openWizard, wizardHome} from '../helpers/wizard-terminal.js';

/* The same dialog by line prompts, and where nobody can answer. */

type Shared = {
	db: string;
	client: MilvusClient;
	config: ReturnType<typeof configOf>;
};
const test = anyTest.serial as TestFn<Shared>;
const {milvus235: server} = servers();
const {enter, down} = keys;

test.before(async t => {
	const client = await openSdk(server);
	const db = `plain_${randomBytes(3).toString('hex')}`;
	await makeSmallCollections(client, db);
	const config = configOf(
		server,
		storageConfig(settingsOf(await newBucket(), {rootPath: 'b'})),
	);
	t.context = {db, client, config};
	const made = await milvault(
		['create', '--name', 'two', '--filter', `${db}.*`],
		{
			config,
		},
	);
	t.is(made.exitCode, 0, made.stderr);
});

test.after.always(async t => {
	await dropDatabase(t.context.client, t.context.db);
	await t.context.client.closeConnection();
});

for (const [how, args, env] of [
	['--plain', ['--plain'], {}],
	['a screen reader', [], {INK_SCREEN_READER: 'true'}],
	['TERM=dumb', [], {TERM: 'dumb'}],
] as const) {
	test(`${how}: the same restore by line prompts, one collection beside what is there, one left out`, async t => {
		const {db, client, config} = t.context;
		const home = await wizardHome(t, config);
		const terminal = openWizard(t, home, {args, env, rows: 60});
		await terminal.answer('What would you like to do?', down, enter);
		await terminal.answer('Which backup in', enter);
		await terminal.answer('Which collections of two?', enter);
		await terminal.answer('Under which names?', down, enter);
		await terminal.answer(`${db}.items (`, enter);
		await terminal.answer('Name to restore', enter);
		await terminal.answer(`? ${db}.plain (`, down, down, down, enter);
		await terminal.answer('Start?', enter);
		t.false(terminal.text().includes(`Name to restore ${db}.plain`));
		await terminal.answer('What next?', down, enter);
		t.is((await terminal.ended).exitCode, 0, terminal.text());
		t.regex(terminal.text(), /Restored 1 collection, 197 rows/);
		t.false(terminal.raw().includes('█'), 'no bar is drawn');
		t.is((await allRows(client, db, 'items_restored')).size, smallRows.items);
		ok(
			await client.dropCollection({
				db_name: db,
				collection_name: 'items_restored',
			}),
		);
	});
}

test('< goes back from a text, and what was typed is still there', async t => {
	const home = await wizardHome(t, t.context.config);
	const terminal = openWizard(t, home, {args: ['--plain'], rows: 60});
	await terminal.answer('What would you like to do?', down, enter);
	await terminal.answer('Which backup in', enter);
	await terminal.answer('Which collections of two?', enter);
	await terminal.answer('Under which names?', enter);
	await terminal.answer('Suffix:', '<', enter);
	await terminal.shows(/Under which names\?[^]*Suffix[^]*Under which names\?/);
	terminal.press(keys.controlC);
	t.is((await terminal.ended).exitCode, 130);
});

test('without a terminal, and with --no-input, it does not open: exit 2 and the commands', async t => {
	const {config} = t.context;
	for (const args of [[], ['--plain'], ['--json']]) {
		const {exitCode, stderr} = await milvault(args, {config});
		t.is(exitCode, 2, stderr);
		t.regex(stderr, /milvault create --name .*milvault restore/);
	}

	const home = await wizardHome(t, config);
	const terminal = openWizard(t, home, {args: ['--no-input']});
	t.is((await terminal.ended).exitCode, 2);
	t.regex(terminal.text(), /--no-input forbids/);
});

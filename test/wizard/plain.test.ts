import {randomBytes} from 'node:crypto';
import anyTest, {type TestFn} from 'ava';
import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {configOf, milvault, storageConfig} from '../end-to-end/milvault.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {allRows, ok, openSdk} from '../helpers/milvus/rows.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';
import {makeSmallCollections, smallRows} from '../helpers/milvus/small-collections.js';
import {keys, openWizard, wizardHome} from '../helpers/program/wizard-terminal.js';

/* The same dialog by numbered lines, and without a user who could answer. */

type Shared = {
	db: string;
	client: MilvusClient;
	config: ReturnType<typeof configOf>;
};
const test = anyTest.serial as TestFn<Shared>;
const {milvus235: server} = servers();
const {enter} = keys;

test.before(async t => {
	const client = await openSdk(server);
	const db = `plain_${randomBytes(3).toString('hex')}`;
	await makeSmallCollections(client, db);
	const config = configOf(server, storageConfig(settingsOf(await newBucket(), {rootPath: 'b'})));
	t.context = {db, client, config};
	const made = await milvault(['create', '--name', 'two', '--filter', `${db}.*`], {
		config,
	});
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
	test(`${how}: the same restore by numbers, one collection beside what is there, one left out`, async t => {
		const {db, client, config} = t.context;
		const home = await wizardHome(t, config);
		const terminal = openWizard(t, home, {args, env, rows: 60});
		const answer = async (wanted: RegExp, ...typed: string[]) => {
			await terminal.shows(new RegExp(`${wanted.source}[^]*[:)]$`));
			terminal.press(...typed);
		};

		await answer(/1\) Back up[^]*2\) Restore[^]*Number/, '2', enter);
		await answer(/Which backup in[^]*Number/, enter);
		await answer(/\[x\] [^]*plain[^]*Numbers, as/, '9', enter);
		await terminal.shows('Enter at least one number of the list above');
		terminal.press(...(env.TERM === 'dumb' ? [] : [keys.backspace]), enter);
		await answer(/Under which names\?[^]*Number/, '2', enter);
		await answer(/items \(\d+ rows\):[^]*Number/, enter);
		await answer(/Name to restore \S+items under/, enter);
		await answer(/plain \(\d+ rows\):[^]*4\) skip[^]*Number/, '4', enter);
		await answer(/Start\?[^]*1\) Start[^]*Number/, enter);
		await terminal.shows('Enter one of the numbers above.');
		terminal.press('1', enter);
		await answer(/What next\?[^]*Number/, '2', enter);
		t.is((await terminal.ended).exitCode, 0, terminal.text());
		t.false(terminal.text().includes(`Name to restore ${db}.plain`));
		t.regex(terminal.text(), /Restored 1 collection, 197 rows/);
		t.false(terminal.raw().includes('█'), 'no bar is drawn');
		if (env.TERM === 'dumb') {
			t.is(terminal.raw().split('\u001B').length - 1, 0, 'escape sequences');
		}

		t.is((await allRows(client, db, 'items_restored')).size, smallRows.items);
		ok(
			await client.dropCollection({
				db_name: db,
				collection_name: 'items_restored',
			}),
		);
	});
}

test('TERM=dumb: what is pasted with line breaks deletes nothing; no command sends an escape sequence, and no secret is shown', async t => {
	const {config} = t.context;
	const home = await wizardHome(t, config);
	const terminal = openWizard(t, home, {env: {TERM: 'dumb'}, rows: 60});
	await terminal.answer(/3\) Browse[^]*Number/, '3', enter);
	await terminal.answer(/Which backup in[^]*Number/, enter);
	await terminal.answer(/4\) Delete it[^]*Number:$/, '4', enter);
	// All of it at once: the name, and what would be Enter and Yes.
	await terminal.answer(/Type two to delete it[^]*[:)]$/, 'two\n1\n\n');
	await terminal.answer(/Do it now\?[^]*Number:$/, '0', enter);
	await terminal.answer(/4\) Delete it[^]*Number:$/, keys.controlC);
	t.is((await terminal.ended).exitCode, 130);
	t.false(terminal.raw().includes('\u001B'));
	const {result} = await home.run(['list', '--json']);
	t.is((result['backups'] as unknown[]).length, 1);

	const command = openWizard(t, home, {
		env: {TERM: 'dumb'},
		args: ['delete', 'two'],
	});
	await command.answer('(y/N)', enter);
	await command.ended;
	t.false(command.raw().includes('\u001B'), command.raw());

	const adding = openWizard(t, await wizardHome(t), {
		env: {TERM: 'dumb'},
		args: ['cluster', 'add', 'c', '--address=localhost:1', '--user=root', '--path=/x'],
	});
	await adding.answer(/[Pp]assword/, 'hush', keys.backspace, '!', enter);
	t.is((await adding.ended).exitCode, 0, adding.text());
	t.false(adding.raw().includes('\u001B'));
	t.false(adding.raw().includes('hus'), adding.raw());
});

test('--plain: what is pasted with line breaks is one answer, and none to the next question', async t => {
	const home = await wizardHome(t, t.context.config);
	const terminal = openWizard(t, home, {args: ['--plain'], rows: 60});
	await terminal.answer(/3\) Browse[^]*Number/, '\u001B[200~3\r\n\r\n1\n\u001B[201~');
	await terminal.shows(/Number[^\n]* 31$/);
	terminal.press(keys.backspace, enter);
	await terminal.answer(/Which backup in[^]*Number/, '\u001B[200~1\n', '\n\u001B[201~');
	await terminal.shows(/Number[^\n]* 1$/);
	t.false(terminal.text().includes('4) Delete it'));
	// While it is loaded what is in that backup.
	terminal.press(enter);
	await terminal.shows(/Which backup in[^]*Number[^]*…/);
	terminal.press('\u001B[200~4\n4\n\u001B[201~');
	await terminal.shows(/4\) Delete it[^]*Number[^\n]*$/);
	t.false(terminal.text().includes('Type two to delete it'));
	await terminal.answer(/4\) Delete it[^]*Number[^\n]*$/, keys.controlC);
	t.is((await terminal.ended).exitCode, 130);
	const raw = terminal.raw();
	t.true(raw.lastIndexOf('\u001B[?2004l') > raw.lastIndexOf('\u001B[?2004h'), 'pastes are marked');
});

test('< goes back from a text, and what was typed is still there', async t => {
	const home = await wizardHome(t, t.context.config);
	const terminal = openWizard(t, home, {args: ['--plain'], rows: 60});
	await terminal.answer(/1\) Back up[^]*Number/, '2', enter);
	await terminal.answer(/Which backup in[^]*Number/, enter);
	await terminal.answer(/Numbers, as/, enter);
	await terminal.answer(/Under which names\?[^]*Number/, enter);
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
	t.regex(terminal.text(), /--no-input does not allow/);
});

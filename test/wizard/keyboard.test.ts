import {randomBytes} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import anyTest, {type TestFn} from 'ava';
import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {configOf, milvault, storageConfig} from '../end-to-end/milvault.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {allRows, openSdk} from '../helpers/milvus/rows.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';
import {makeSmallCollections, smallRows} from '../helpers/milvus/small-collections.js';
import {
	keys,
	openWizard,
	wizardHome,
	wizardProgram,
	type WizardTerminal,
} from '../helpers/program/wizard-terminal.js';

/* Pasting, defaults, Ctrl-Z, input methods, on a real terminal and a real Milvus. */

type Shared = {
	db: string;
	client: MilvusClient;
	config: ReturnType<typeof configOf>;
};
const test = anyTest.serial as TestFn<Shared>;
const {milvus235: server} = servers();
const {enter, escape, down, up, right, tab} = keys;
const paste = (text: string): string => `\u001B[200~${text}\u001B[201~`;

test.before(async t => {
	const client = await openSdk(server);
	const db = `keys_${randomBytes(3).toString('hex')}`;
	await makeSmallCollections(client, db);
	const config = configOf(server, storageConfig(settingsOf(await newBucket(), {rootPath: 'b'})));
	t.context = {db, client, config};
	const made = await milvault(['create', '--name', 'small', '--filter', `${db}.*`], {config});
	t.is(made.exitCode, 0, made.stderr);
});

test.after.always(async t => {
	await dropDatabase(t.context.client, t.context.db);
	await t.context.client.closeConnection();
});

/** To the field that wants the name of what would be replaced. */
async function toConfirmation(wizard: WizardTerminal): Promise<void> {
	await wizard.answer('1 backup in s3://', down, enter);
	await wizard.answer('Which backup in', enter);
	await wizard.answer('Which collections of small?', ' ', down, ' ');
	await wizard.answer('1 of 2 collections', enter);
	await wizard.answer('Under which names?', down, enter);
	await wizard.answer('What to do with each?', right, right);
	await wizard.answer(/❯ \S+items +items +\d+ rows +replace/, enter);
	await wizard.shows(/Type its name/);
}

test('a name that is pasted with line breaks confirms nothing; where the terminal does not mark a paste, the plan is shown and not started', async t => {
	const {db, client, config} = t.context;
	const home = await wizardHome(t, config);
	const wizard = openWizard(t, home);
	await toConfirmation(wizard);
	t.true(wizard.raw().includes('\u001B[?2004h'), 'pastes are to be marked');
	wizard.press(paste(`${db}.items\n\n`));
	await wizard.shows(`❯ ${db}.items`);
	await wizard.quiet(300);
	t.regex(wizard.screen(), /Type its name/, 'nothing was confirmed');

	// Without the marks, line breaks are Enter: the name is taken, and the plan is shown.
	wizard.press('\u0015');
	wizard.press(`${db}.items\r\r`);
	await wizard.shows('Nothing has been done yet. Start?');
	wizard.press('\r\r');
	await wizard.shows('nothing was started. Press it again.');
	const {result} = await home.run(['jobs', 'list', '--json']);
	t.deepEqual(result['jobs'], []);
	wizard.press(enter);
	await wizard.answer('What next?', 'q');
	t.is((await wizard.ended).exitCode, 0);
	t.regex(wizard.text(), new RegExp(`✔ ${db}\\.items: `));
	t.is((await allRows(client, db, 'items')).size, smallRows.items);
	const raw = wizard.raw();
	t.true(
		raw.lastIndexOf('\u001B[?2004l') > raw.lastIndexOf('\u001B[?2004h'),
		'a paste is marked no more',
	);
});

test('a default is replaced by the first paste, Tab edits it, and an address that failed is no default of the next time', async t => {
	const home = await wizardHome(t);
	const wizard = openWizard(t, home);
	await wizard.answer('How would you like to begin?', up, enter);
	await wizard.shows('❯ localhost:19530');
	wizard.press(tab, 'x');
	await wizard.shows('❯ localhost:19530x');
	wizard.press('\u0015');
	await wizard.answer(/❯ *\n/, paste('nowhere.invalid:19530\n'));
	await wizard.answer('❯ nowhere.invalid:19530', enter);
	await wizard.answer(/❯ Try again/, down, enter);
	// The last answer is the proposal now, and a paste takes its place whole.
	await wizard.answer('❯ nowhere.invalid:19530', paste('localhost：1'));
	await wizard.answer('❯ localhost:1', enter);
	await wizard.answer(/❯ Try again/, keys.controlC);
	t.is((await wizard.ended).exitCode, 130);

	const next = openWizard(t, home);
	await next.answer('How would you like to begin?', up, enter);
	await next.answer('❯ localhost:19530', paste(server.address));
	await next.answer(`❯ ${server.address}`, enter);
	await next.answer('Where does this Milvus keep its data?', keys.controlC);
	await next.ended;
	t.deepEqual(
		JSON.parse(await readFile(join(home.path, 'state', 'wizard.json'), 'utf8')) as unknown,
		{address: server.address},
	);
});

test('Ctrl-Z gives the shell back, with its terminal as it was; fg draws the same screen again', async t => {
	const home = await wizardHome(t, t.context.config);
	const bash = openWizard(t, home, {
		env: {PS1: 'ready$ '},
		within: () => ['/bin/bash', '--norc', '--noprofile', '-i'],
	});
	await bash.shows('ready$');
	bash.press(`"${wizardProgram.join('" "')}"\r`);
	await bash.answer('What would you like to do?', down);
	await bash.answer('❯ Restore a backup', keys.controlZ);
	await bash.shows(/Stopped/);
	t.true(bash.raw().lastIndexOf('\u001B[?2004l') > bash.raw().lastIndexOf('● connected'));
	bash.press('stty -a\r');
	await bash.shows(/ icanon /);
	bash.press('clear; fg\r');
	await bash.shows(/❯ Restore a backup[^]*q quit/);
	bash.press(up);
	await bash.answer('❯ Back up collections', 'q');
	await bash.shows(/ready\$\s*$/);
	bash.press('exit 7\r');
	t.is((await bash.ended).exitCode, 7);
});

test('full-width letters of an input method are keys, Esc and a key at once are both, the mouse types nothing', async t => {
	const home = await wizardHome(t, t.context.config);
	const wizard = openWizard(t, home);
	await wizard.answer('What would you like to do?', '？');
	await wizard.answer('Nothing is changed until you have seen', 'x');
	await wizard.answer('❯ Back up collections', enter);
	await wizard.answer('Which collections?', '、', t.context.db);
	await wizard.answer(`Filter: ${t.context.db}`, `${escape}${escape}`);
	await wizard.answer('❯ Back up collections', enter);
	await wizard.answer('Which collections?', enter);
	await wizard.shows('Name of the backup');
	wizard.press('n\u001B[M !!\u001B[<0;3;3M\u001B[I', 'ｍ１\u3000');
	await wizard.answer('❯ nm1 ', `${escape}b`, 'x');
	await wizard.answer('❯ xnm1 ', `${escape}\t`);
	await wizard.answer('Which collections?', escape);
	await wizard.answer('What would you like to do?', 'ｑ');
	t.is((await wizard.ended).exitCode, 0);
});

test('while a restore imports, its rows grow under the names that they will have; the command of its end works a second and a third time', async t => {
	const {db, client, config} = t.context;
	const home = await wizardHome(t, config);
	const wizard = openWizard(t, home);
	await wizard.answer('1 backup in s3://', down, enter);
	await wizard.answer('Which backup in', enter);
	await wizard.answer('Which collections of small?', enter);
	await wizard.answer('Under which names?', enter);
	await wizard.answer('❯ _recover', enter);
	await wizard.answer('All names are free', enter);
	await wizard.answer('Nothing has been done yet. Start?', enter);
	await wizard.shows(/of 300 rows\s+Restoring/);
	await wizard.answer('What next?', 'q');
	t.is((await wizard.ended).exitCode, 0);
	const raw = wizard.raw();
	t.false(raw.includes('Backing up'), 'never called a backup');
	t.regex(wizard.text(), new RegExp(`✔ ${db}\\.plain_recover: `));
	const command = wizard
		.text()
		.slice(wizard.text().lastIndexOf('  milvault restore --name'))
		.replaceAll(/\s+(\\\s+)?/g, ' ')
		.trim()
		.split(' ');
	for (const name of ['plain_recover_restored', 'plain_recover_restored_2']) {
		const {exitCode, stderr} = await home.run([...command.slice(1), '--no-input']);
		t.is(exitCode, 0, `${command.join(' ')}\n${stderr}`);
		t.is((await allRows(client, db, name)).size, smallRows.plain);
	}
});

import {randomBytes} from 'node:crypto';
import anyTest, {type TestFn} from 'ava';
import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {configOf, milvault, storageConfig} from '../end-to-end/milvault.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {openSdk} from '../helpers/milvus/rows.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';
import {makeSmallCollections} from '../helpers/milvus/small-collections.js';
import {keys, openWizard, wizardHome} from '../helpers/program/wizard-terminal.js';

/*
 * Looking at backups, verifying and deleting them; checking the cluster; another repository;
 * Chinese, a small window, one that changes.
 */

type Shared = {
	db: string;
	client: MilvusClient;
	config: ReturnType<typeof configOf>;
};
const test = anyTest.serial as TestFn<Shared>;
const {milvus235: server} = servers();
const {enter, down, up, controlC} = keys;

test.before(async t => {
	const client = await openSdk(server);
	const db = `browse_${randomBytes(3).toString('hex')}`;
	await makeSmallCollections(client, db);
	const first = configOf(server, storageConfig(settingsOf(await newBucket(), {rootPath: 'b'})));
	const second = storageConfig(settingsOf(await newBucket(), {rootPath: 'other'}));
	const config = {
		...first,
		repositories: {...first.repositories, second},
		defaultRepository: 'r',
	};
	t.context = {db, client, config};
	for (const name of ['keep', 'remove']) {
		const made = await milvault(['create', '--name', name, '--filter', `${db}.*`], {config});
		t.is(made.exitCode, 0, made.stderr);
	}
});

test.after.always(async t => {
	await dropDatabase(t.context.client, t.context.db);
	await t.context.client.closeConnection();
});

test('a backup is looked at, verified byte by byte, and listed as verified; deleting needs its name', async t => {
	const home = await wizardHome(t, t.context.config);
	const wizard = openWizard(t, home);
	await wizard.answer('2 backups in s3://', down, down, enter);
	await wizard.shows('Which backup in');
	t.regex(wizard.screen(), /❯ remove +.*300 rows/);
	wizard.press(down, enter);
	await wizard.shows('What to do with it?');
	t.regex(wizard.text(), /keep \(complete\)/);
	t.regex(wizard.text(), new RegExp(`${t.context.db}\\.items`));
	wizard.press(down);
	await wizard.answer('❯ Verify, reading every byte', enter);
	await wizard.shows('What next?');
	t.regex(wizard.text(), /✔ keep is intact: \d+ objects/);
	t.regex(wizard.text(), /milvault verify keep --level full/);
	wizard.press(enter);
	await wizard.answer('❯ Browse and verify backups', enter);
	await wizard.shows(/keep .*verified/);

	// The other one goes; not without its name. The cursor is where it was.
	t.regex(wizard.screen(), /❯ keep/);
	wizard.press(up, enter);
	await wizard.shows('What to do with it?');
	wizard.press(down, down, down);
	await wizard.answer('❯ Delete it', enter);
	await wizard.answer('Type remove to delete it:', 'keep', enter);
	await wizard.shows('Type remove, or press Esc to keep it.');
	wizard.press(...Array.from({length: 4}, () => keys.backspace), 'remove');
	await wizard.answer('❯ remove ', enter);
	await wizard.answer(/✔ Deleted remove \(\d+ objects\)/, 'q');
	t.is((await wizard.ended).exitCode, 0);
	const {result} = await home.run(['list', '--json']);
	t.deepEqual(
		(result as {backups: Array<{name: string}>}).backups.map(({name}) => name),
		['keep'],
	);
});

test('checking the cluster shows every endpoint; another repository is in use from then on, and in the command', async t => {
	const home = await wizardHome(t, t.context.config);
	const wizard = openWizard(t, home);
	await wizard.answer('What would you like to do?', down, down, down, enter);
	await wizard.shows('What next?');
	t.regex(wizard.text(), /✔ Milvus +2\.3\.5/);
	t.regex(wizard.text(), /✔ Root path/);
	wizard.press(enter);
	await wizard.answer('❯ Check this cluster', down, enter);
	await wizard.answer('Which cluster?', enter);
	await wizard.answer('Which repository?', down, enter);
	await wizard.shows(/0 backups in s3:\/\/test-\w+\/other/);
	wizard.press(enter);
	await wizard.answer('Which collections?', enter);
	await wizard.shows(/Name of the backup in s3:\/\/test-\w+\/other/);
	wizard.press(enter);
	await wizard.answer('Nothing has been done yet. Start?', down, enter);
	t.is((await wizard.ended).exitCode, 0);
	t.regex(
		wizard.text(),
		/^milvault create --name 'backup_\{date\}_\{time\}' --repository second$/m,
	);
});

test('in Chinese, and in a window that becomes smaller and larger, nothing is left of the old frame', async t => {
	const home = await wizardHome(t, t.context.config);
	const wizard = openWizard(t, home, {env: {LANG: 'zh_CN.UTF-8'}});
	await wizard.shows('要做什么？');
	await wizard.shows(/❯ 备份集合 +上次备份/);
	for (const [columns, rows] of [
		[40, 15],
		[100, 40],
		[60, 24],
	] as const) {
		wizard.resize(columns, rows);
		const before = wizard.bytes();
		wizard.press('?');
		await wizard.shows('按任意键关闭');
		wizard.press('x');
		await wizard.shows('❯ 备份集合');
		t.true(wizard.bytes() > before);
		const lines = wizard.screen().split('\n');
		t.is(
			lines.filter(line => line.includes('❯')).length,
			1,
			`${columns} x ${rows}:\n${wizard.screen()}`,
		);
		t.true(lines.length < rows);
	}

	wizard.press(controlC);
	t.is((await wizard.ended).exitCode, 130);
});

test('without UTF-8 the screen is ASCII, and NO_COLOR leaves no colour', async t => {
	const home = await wizardHome(t, t.context.config);
	const wizard = openWizard(t, home, {
		env: {LANG: 'C', NO_COLOR: '1'},
	});
	await wizard.shows(/> Back up collections +last backup/);
	t.regex(wizard.screen(), /^[\u0020-\u007E\n]*$/);
	t.false(
		wizard
			.raw()
			.split('\u001B[')
			.some(code => /^(?:3|4|9|10)\d[;m]/.test(code)),
		'no colour',
	);
	wizard.press('q');
	t.is((await wizard.ended).exitCode, 0);
});

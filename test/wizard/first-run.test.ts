import test from 'ava';
import {openSdk, ok} from '../helpers/milvus/rows.js';
import {keys, openWizard, wizardHome} from '../helpers/program/wizard-terminal.js';
import {readFile} from 'node:fs/promises';

/*
 * A new user: no configuration, no Milvus. Enter alone leads to a checked backup, a few
 * keys more to a restored collection.
 */

const {enter, down} = keys;

test('with nothing configured, Enter alone leads through the practice cluster to a checked backup; a few keys more restore it', async t => {
	const home = await wizardHome(t);
	const wizard = openWizard(t, home);
	t.teardown(async () => home.run(['practice', 'stop']));
	await wizard.shows('How would you like to begin?');
	t.regex(wizard.screen(), /❯ Try it on a local practice Milvus/);
	wizard.press(enter);
	// Size, folder and ports, before anything is downloaded.
	await wizard.shows('Start it?');
	t.regex(wizard.text(), /data and its backups are in ~\/data\/practice/);
	t.regex(wizard.text(), /twelve ports between 20000 and 32000/);
	t.regex(wizard.text(), /Downloads 58 MB|❯ Start it/);
	wizard.press(enter);
	await wizard.answer('What would you like to do?', enter);
	await wizard.answer('2 of 2 collections, 9,000 rows', enter);
	await wizard.answer('Name of the backup', enter);
	await wizard.answer('Nothing has been done yet. Start?', enter);
	await wizard.shows('What next?');
	t.regex(
		wizard.text(),
		/✔ Backed up 2 collections, 9,000 rows, [\d.]+ KB in [\d.]+ m?s\.\s+Checked: \d+ objects present, sizes and checksums match/,
	);
	t.regex(wizard.text(), /milvault create --name 'backup_\{date\}_\{time\}'/);

	wizard.press(down, enter);
	await wizard.answer('Which collections of backup_', enter);
	await wizard.answer('Under which names?', enter);
	await wizard.answer(/❯ _recover/, enter);
	await wizard.answer('All names are free', enter);
	await wizard.answer('Nothing has been done yet. Start?', enter);
	await wizard.answer(/✔ Restored 2 collections, 9,000 rows/, 'q');
	t.is((await wizard.ended).exitCode, 0);
	t.regex(wizard.text(), /hello_milvus_rec\S* +3,000 .*ready to query/);

	const {result} = await home.run(['practice', 'status', '--json']);
	const {address, passwordFile} = result as {
		address: string;
		passwordFile: string;
	};
	const client = await openSdk({
		address,
		username: 'root',
		password: (await readFile(passwordFile, 'utf8')).trim(),
		version: '2.3.5',
	});
	try {
		const found = ok(
			await client.search({
				collection_name: 'hello_milvus2_recover',
				data: [Array.from({length: 8}, () => 0.5)],
				limit: 3,
			}),
		);
		t.is(found.results.length, 3, 'it answers a search');
	} finally {
		await client.closeConnection();
	}
});

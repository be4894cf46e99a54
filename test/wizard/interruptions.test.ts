import {randomBytes} from 'node:crypto';
import anyTest, {type TestFn} from 'ava';
import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {configOf, storageConfig} from '../end-to-end/milvault.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {killHard} from '../helpers/jobs/kill-hard.js';
import {allRows, openSdk} from '../helpers/milvus/rows.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';
import {makeSmallCollections, smallRows} from '../helpers/milvus/small-collections.js';
import {
	keys,
	openWizard,
	wizardHome,
	type Home,
	type WizardTerminal,
} from '../helpers/program/wizard-terminal.js';

/*
 * Cancelled in the middle of copying and of importing, a connection that is lost, and what the next
 * start shows.
 */

type Shared = {db: string; unpicked: string; client: MilvusClient};
const test = anyTest.serial as TestFn<Shared>;
const {milvus235: server} = servers();
const {enter, escape, down, controlC} = keys;

test.before(async t => {
	const client = await openSdk(server);
	const db = `cut_${randomBytes(3).toString('hex')}`;
	await makeSmallCollections(client, db);
	// What is picked is never everything: collections that other tests create would be backed up too.
	const unpicked = db.replace('cut', 'unpicked');
	await makeSmallCollections(client, unpicked);
	t.context = {db, unpicked, client};
});

test.after.always(async t => {
	const {client, db, unpicked} = t.context;
	await dropDatabase(client, db);
	await dropDatabase(client, unpicked);
	await client.closeConnection();
});

/**
 * Bytes a second at which these collections take minutes: whatever a busy machine does meanwhile,
 * the job is in the middle of it.
 */
const crawling = 100;

/** @param bytesPerSecond so slow that there is a middle; 0: as fast as it goes */
async function slowHome(
	t: Parameters<typeof wizardHome>[0],
	bytesPerSecond: number,
	bucket?: string,
): Promise<Home> {
	const repository = settingsOf(bucket ?? (await newBucket()), {
		rootPath: 'b',
	});
	return wizardHome(t, {
		...configOf(server, storageConfig(repository)),
		limits: {bytesPerSecond},
	});
}

/** Picks the collections of one database among all that other tests have. */
async function pick(wizard: WizardTerminal, db: string): Promise<void> {
	await wizard.shows(/ of [\d,]+ collections/);
	const isAll = /([\d,]+) of \1 collections/.test(wizard.screen());
	wizard.press(...(isAll ? ['a'] : ['a', 'a']));
	await wizard.answer('Nothing is picked yet', '/', db, enter);
	await wizard.answer('Filter:', 'a');
	await wizard.answer('2 of ', enter);
}

async function toStart(wizard: WizardTerminal, db: string, name: string): Promise<void> {
	await wizard.answer('What would you like to do?', enter);
	await pick(wizard, db);
	await wizard.shows('Name of the backup');
	wizard.press(...Array.from({length: 40}, () => keys.backspace), name, enter);
	await wizard.answer('Nothing has been done yet. Start?', enter);
}

test('a backup is cancelled in the middle of copying, and goes on from the report', async t => {
	const {db, client} = t.context;
	const home = await slowHome(t, crawling);
	const wizard = openWizard(t, home);
	await toStart(wizard, db, 'cancelled');
	await wizard.shows(/copying/);
	wizard.press(controlC);
	await wizard.shows('Cancelled.');
	t.regex(wizard.text(), /milvault jobs continue [\da-f]{8}/);
	await wizard.shows(/❯ Continue it/);

	// It may go faster now: l lifts the limit while it runs.
	wizard.press(enter);
	await wizard.answer(/copying/, 'l');
	await wizard.answer('Limit per second', '100M', enter);
	await wizard.answer('What next?', 'q');
	t.regex(wizard.text(), /✔ Backed up 2 collections, 300 rows/);
	t.is((await wizard.ended).exitCode, 0);
	const {result} = await home.run(['verify', 'cancelled', '--json']);
	t.like(result, {outcome: 'complete'});
	t.is((await allRows(client, db, 'items')).size, smallRows.items);
});

test('a name that is taken is refused with one that is free; an unfinished one says how to go on', async t => {
	const {db} = t.context;
	const home = await slowHome(t, 0);
	const wizard = openWizard(t, home);
	await toStart(wizard, db, 'nightly');
	await wizard.answer('What next?', enter);
	await wizard.answer('What would you like to do?', enter);
	// Where the first backup had all that there was, what other tests made since is picked too.
	await pick(wizard, db);
	await wizard.shows(/Name of the backup/);
	// The name of the last time, with today’s date.
	t.regex(wizard.screen(), /❯ nightly_2\d{3}_\d\d_\d\d/);
	wizard.press(...Array.from({length: 40}, () => keys.backspace), 'nightly');
	await wizard.shows('A backup “nightly” already exists.');
	wizard.press(enter);
	await wizard.answer('Tab use it: nightly_2', keys.tab);
	await wizard.shows(/❯ nightly_2/);
	wizard.press(enter);
	await wizard.answer('Nothing has been done yet. Start?', enter);
	await wizard.answer('What next?', 'q');
	t.is((await wizard.ended).exitCode, 0);
	const {result} = await home.run(['list', '--json']);
	const {backups} = result as {backups: Array<{name: string}>};
	t.deepEqual(backups.map(({name}) => name).toSorted(), ['nightly', 'nightly_2']);
});

test('a lost connection ends the screen long before its job; the job goes on, and the next start shows it', async t => {
	const {db} = t.context;
	const home = await slowHome(t, crawling);
	const wizard = openWizard(t, home);
	await toStart(wizard, db, 'outlives');
	await wizard.shows(/copying/);
	wizard.hangUp();
	await wizard.ended;
	const {result} = await home.run(['jobs', 'list', '--json']);
	const [job] = result['jobs'] as Array<{state: string; id: string}>;
	t.is(job?.state, 'running');

	const next = openWizard(t, home);
	await next.shows('What would you like to do?');
	t.regex(next.screen(), /❯ Continue or watch a job +backup outlives, running/);
	next.press(enter);
	await next.answer(/❯ Watch it/, enter);
	await next.answer('d detach', 'l');
	await next.answer('Limit per second', enter);
	await next.answer('What next?', 'q');
	t.regex(next.text(), /✔ Backed up 2 collections, 300 rows/);
	t.is((await next.ended).exitCode, 0);
});

test('a job whose process was killed is shown as interrupted, and goes on', async t => {
	const {db} = t.context;
	const home = await slowHome(t, crawling);
	const wizard = openWizard(t, home);
	await toStart(wizard, db, 'killed');
	await wizard.answer(/copying/, 'd');
	await wizard.shows(/Job [\da-f]{8} keeps running/);
	t.is((await wizard.ended).exitCode, 0);
	const {result} = await home.run(['jobs', 'list', '--json']);
	const [job] = result['jobs'] as Array<{process: {pid: number}}>;
	await killHard(server, [job!.process.pid]);

	const next = openWizard(t, home);
	await next.shows(/❯ Continue or watch a job +backup killed, interrupted/);
	next.press(enter);
	await next.answer(/❯ Continue it/, enter);
	await next.answer('d detach', 'l');
	await next.answer('Limit per second', enter);
	await next.answer('What next?', 'q');
	t.regex(next.text(), /✔ Backed up 2 collections, 300 rows/);
	t.is((await next.ended).exitCode, 0);
});

test('a restore is cancelled in the middle of importing, and what it left is taken away', async t => {
	const {db, client} = t.context;
	const home = await slowHome(t, 0);
	const made = await home.run(['create', '--name', 'whole', '--filter', `${db}.*`]);
	t.is(made.exitCode, 0, made.stderr);
	const wizard = openWizard(t, home);
	await wizard.answer('1 backup in s3://', down, enter);
	await wizard.answer('Which backup in', enter);
	await wizard.answer('Which collections of whole?', enter);
	await wizard.answer('Under which names?', enter);
	await wizard.answer(/❯ _recover/, enter);
	await wizard.answer('All names are free', enter);
	await wizard.answer('Nothing has been done yet. Start?', enter);
	await wizard.answer(/importing/, controlC);
	await wizard.shows('Cancelled.');
	await wizard.answer(/❯ Continue it/, down);
	await wizard.answer(/❯ Clean up after it/, enter);
	await wizard.shows(/✔ .*cleaned|✔ Job/);
	await wizard.answer('What next?', 'q');
	t.is((await wizard.ended).exitCode, 0);
	const {data} = await client.showCollections({db_name: db});
	t.deepEqual(data.map(({name}) => name).toSorted(), ['items', 'plain']);
});

test('SIGTERM during a job cancels it and ends; the terminal is sane', async t => {
	const {db} = t.context;
	const home = await slowHome(t, crawling);
	const wizard = openWizard(t, home);
	await toStart(wizard, db, 'terminated');
	await wizard.shows(/copying/);
	wizard.signal('SIGTERM');
	const {exitCode} = await wizard.ended;
	t.is(exitCode, 130);
	t.regex(wizard.text(), /Cancelled\.\s+.*milvault jobs continue/);
	t.true(
		wizard.raw().lastIndexOf('\u001B[?25h') >= wizard.raw().lastIndexOf('\u001B[?25l'),
		'the cursor is shown again',
	);
	const {result} = await home.run(['jobs', 'list', '--json']);
	const [job] = result['jobs'] as Array<{state: string}>;
	t.is(job?.state, 'cancelled');
});

test('a second Ctrl-C leaves at once; Ctrl-C at a question is a normal ending', async t => {
	const {db} = t.context;
	const home = await slowHome(t, crawling);
	const wizard = openWizard(t, home);
	await toStart(wizard, db, 'twice');
	await wizard.answer(/copying/, controlC);
	await wizard.answer('Press Ctrl-C again', controlC);
	t.is((await wizard.ended).exitCode, 130);
	const next = openWizard(t, await slowHome(t, 0));
	await next.answer('What would you like to do?', controlC);
	t.is((await next.ended).exitCode, 130);
	t.notRegex(next.text(), /Error|✘/);
});

test('pause stops the copying, and going on ends it', async t => {
	const {db} = t.context;
	const home = await slowHome(t, crawling);
	const wizard = openWizard(t, home);
	await toStart(wizard, db, 'paused');
	await wizard.answer(/copying/, 'p');
	await wizard.answer(/paused[^]*p resume/, 'p');
	await wizard.shows(/p pause/);
	wizard.press('l');
	await wizard.answer('Limit per second', 'much', enter);
	await wizard.answer('Enter a size, as 20MiB', escape);
	await wizard.answer('d detach', 'l');
	await wizard.answer('Limit per second', enter);
	await wizard.answer('What next?', 'q');
	t.regex(wizard.text(), /✔ Backed up 2 collections, 300 rows/);
});

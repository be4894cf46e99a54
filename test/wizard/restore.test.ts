import {randomBytes} from 'node:crypto';
import anyTest, {type TestFn} from 'ava';
import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {configOf, milvault, storageConfig} from '../end-to-end/milvault.js';
import {dropDatabase} from '../helpers/milvus/drop-database.js';
import {allRows, DataType, ok, openSdk} from '../helpers/milvus/rows.js';
import {newBucket, settingsOf} from '../helpers/backups/s3-storage.js';
import {servers} from '../helpers/servers/servers.js';
import {
	keys,
	openWizard,
	wizardHome,
	type Home,
	type WizardTerminal,
} from '../helpers/program/wizard-terminal.js';

/*
 * A backup of four collections, restored where one name is free, one is taken and goes beside, one
 * is left out, one is replaced.
 */

type Shared = {
	db: string;
	client: MilvusClient;
	config: ReturnType<typeof configOf>;
};
const test = anyTest.serial as TestFn<Shared>;
const {milvus235: server} = servers();
const {enter, escape, down, left, right} = keys;

test.before(async t => {
	const client = await openSdk(server);
	const db = `wizard_${randomBytes(3).toString('hex')}`;
	ok(await client.createDatabase({db_name: db}));
	for (const name of ['beside', 'free', 'replaced', 'skipped']) {
		await makeCollection(client, db, name, 50);
	}

	const bucket = await newBucket();
	const repository = storageConfig(settingsOf(bucket, {rootPath: 'b'}));
	t.context = {db, client, config: configOf(server, repository)};
	const made = await milvault(['create', '--name', 'four', '--filter', `${db}.*`], {
		config: t.context.config,
	});
	t.is(made.exitCode, 0, made.stderr);
});

test.after.always(async t => {
	const {client, db} = t.context;
	await dropDatabase(client, db);
	await client.closeConnection();
});

async function makeCollection(
	client: MilvusClient,
	db: string,
	name: string,
	rows: number,
): Promise<void> {
	const collection = {db_name: db, collection_name: name};
	ok(
		await client.createCollection({
			...collection,
			fields: [
				{name: 'id', data_type: DataType.Int64, is_primary_key: true},
				{name: 'v', data_type: DataType.FloatVector, dim: 4},
			],
		}),
	);
	ok(
		await client.insert({
			...collection,
			data: Array.from({length: rows}, (_, id) => ({
				id: String(id),
				v: [id, 1, 2, 3],
			})),
		}),
	);
	ok(
		await client.createIndex({
			...collection,
			field_name: 'v',
			index_type: 'FLAT',
			metric_type: 'L2',
		}),
	);
	ok(await client.loadCollectionSync(collection));
}

/** From the first screen to the table of conflicts. */
async function toTheTable(wizard: WizardTerminal): Promise<void> {
	await wizard.answer('1 backup in s3://', down, enter);
	await wizard.answer('Which backup in', enter);
	await wizard.answer('Which collections of four?', enter);
	await wizard.answer('Under which names?', down, enter);
	await wizard.shows('What to do with each?');
}

async function dropOne({db, client}: Shared, name: string): Promise<void> {
	ok(await client.dropCollection({db_name: db, collection_name: name}));
}

test('free, beside, replaced and skipped in one go; back to the first step and forward with every answer kept; the command makes the same plan', async t => {
	const {db, client, config} = t.context;
	const home = await wizardHome(t, config);
	await dropOne(t.context, 'free');
	ok(
		await client.delete({
			db_name: db,
			collection_name: 'replaced',
			filter: 'id < 20',
		}),
	);
	const wizard = openWizard(t, home);
	await toTheTable(wizard);
	// The cursor is on the first that is taken: beside. It stays so; `replaced` and `skipped` are
	// below `free`.
	t.regex(wizard.screen(), /❯ \S+beside +beside_restored +beside: 50 rows +create beside it/);
	t.regex(wizard.screen(), /\.free +free +free +create/);
	wizard.press(down, down, right, right);
	await wizard.shows(/❯ \S+replaced +replaced +30 rows +replace/);
	wizard.press(down, left);
	await wizard.shows(/❯ \S+skipped +50 rows +skip/);
	wizard.press(enter);
	await wizard.answer(/Type its name/, 'wrong', enter);
	await wizard.shows('The name does not match');
	wizard.press(...Array.from({length: 5}, () => keys.backspace));
	wizard.press(`${db}.replaced`, enter);
	await wizard.shows('Nothing has been done yet. Start?');

	// Back from the last step to the first.
	wizard.press(escape);
	await wizard.answer(/Type its name/, escape);
	await wizard.answer('What to do with each?', escape);
	await wizard.answer('Under which names?', escape);
	await wizard.answer('Which collections of four?', escape);
	await wizard.answer('Which backup in', escape);
	await wizard.shows('What would you like to do?');
	t.regex(wizard.screen(), /❯ Restore a backup/);

	// And forward: what was answered is what is preselected.
	wizard.press(enter);
	await wizard.answer('Which backup in', enter);
	await wizard.answer('Which collections of four?', enter);
	await wizard.shows('Under which names?');
	t.regex(wizard.screen(), /❯ Original names {2}/);
	wizard.press(enter);
	await wizard.shows('What to do with each?');
	t.regex(wizard.screen(), /\S+replaced +replaced +30 rows +replace/);
	t.regex(wizard.screen(), /\S+skipped +50 rows +skip/);
	wizard.press(enter);
	await wizard.answer(/Type its name/, `${db}.replaced`, enter);
	await wizard.shows('Nothing has been done yet. Start?');
	wizard.press(keys.pageDown, keys.pageDown, keys.pageDown);
	await wizard.shows(/milvault restore --name four/);
	await assertSamePlan(t.context, home, wizard, enter);

	await wizard.shows('What next?');
	const report = wizard.text();
	t.regex(report, /✔ Restored 3 collections, 150 rows/);
	t.regex(report, /Skipped, because they exist: 1 collection/);
	wizard.press('q');
	t.is((await wizard.ended).exitCode, 0);
	t.regex(wizard.text(), /Next time, as a command:\n {2}milvault restore/);
	const {data} = await client.showCollections({db_name: db});
	t.deepEqual(data.map(({name}) => name).toSorted(), [
		'beside',
		'beside_restored',
		'free',
		'replaced',
		'skipped',
	]);
	t.is((await allRows(client, db, 'replaced')).size, 50);
	t.is((await allRows(client, db, 'free')).size, 50);
	t.is((await allRows(client, db, 'beside_restored')).size, 50);

	async function assertSamePlan(
		_shared: Shared,
		{run}: Home,
		terminal: WizardTerminal,
		start: string,
	): Promise<void> {
		const command = commandIn(terminal.text());
		const {result, lines, stderr, exitCode} = await run([
			...command.slice(1),
			'--no-input',
			'--dry-run',
			'--json',
		]);
		t.is(exitCode, 0, stderr);
		terminal.press(start);
		await terminal.shows('What next?');
		const {plan} = (await planOfJob(home)) as {plan: object};
		t.deepEqual(
			// What --json says in words besides is of no account.
			JSON.parse(
				JSON.stringify(
					lines.find(line => line['type'] === 'plan')?.['plan'],
					(key, value: unknown) => (key === 'message' ? undefined : value),
				),
			),
			plan,
			JSON.stringify(result),
		);
	}
});

/** The words of the last command on the screen, which may be wrapped. */
function commandIn(text: string): string[] {
	const start = text.lastIndexOf('  milvault restore --name');
	const body = text.slice(start).split('\n\n')[0] ?? '';
	return body
		.replaceAll(/\s+(\\\s+)?/g, ' ')
		.trim()
		.split(' ');
}

async function planOfJob({run, environment}: Home): Promise<unknown> {
	const {result} = await run(['jobs', 'list', '--json']);
	const [job] = result['jobs'] as Array<{id: string}>;
	const {readFile} = await import('node:fs/promises');
	return JSON.parse(
		await readFile(`${environment['MILVAULT_STATE_DIR']}/jobs/${job!.id}/plan.json`, 'utf8'),
	);
}

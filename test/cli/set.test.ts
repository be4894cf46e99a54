import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {startFakeMilvus} from '../helpers/fake-milvus/fake-milvus.js';
import {putFixture} from '../helpers/fake-milvus/put-fixture.js';
import {wizardHome, type Home} from '../helpers/program/wizard-terminal.js';

/* What was given by `--set`, in what is printed and recorded: never a secret (simulated Milvus). */

async function setUp(t: ExecutionContext): Promise<{home: Home; address: string}> {
	const fake = await startFakeMilvus({version: '2.6.6'});
	const repository = await mkdtemp(join(tmpdir(), 'milvault-set-'));
	t.teardown(async () => {
		await fake.stop();
		await rm(repository, {recursive: true, force: true});
	});
	await putFixture(fake.state, {backup: 'hello_peer', collection: 'hello_milvus'});
	const {milvus, storage} = fake.cluster;
	const home = await wizardHome(t, {
		clusters: {
			// Nothing answers there: only --set leads to Milvus.
			fake: {milvus: {address: '127.0.0.1:1', restUrl: milvus.restUrl}, storage: {...storage}},
		},
		repositories: {r: {type: 'local', path: repository}},
	});
	return {home, address: milvus.address};
}

const secret = 'hush-hush-hush';

const given = (address: string): string[] => [
	'--set',
	`milvus.address=${address}`,
	'--set',
	'milvus.user=root',
	'--set',
	`milvus.password=${secret}`,
	'--set',
	`clusters.*.milvus.tokenCommand=echo ${secret}`,
];

async function everyFile(directory: string): Promise<string[]> {
	const entries = await readdir(directory, {recursive: true, withFileTypes: true});
	return Promise.all(
		entries
			.filter(entry => entry.isFile())
			.map(async ({parentPath, name}) => readFile(join(parentPath, name), 'utf8')),
	);
}

test('the next command says what was --set, but for secrets', async t => {
	const {home, address} = await setUp(t);
	const set = given(address).slice(0, 6);
	const {exitCode, stdout, stderr} = await home.run(['create', '--name', 'b', ...set]);
	t.is(exitCode, 0, stderr);
	t.regex(
		stdout,
		new RegExp(
			`milvault restore --name b --suffix _restored --set milvus\\.address=${address} --set milvus\\.user=root$`,
		),
	);
	t.notRegex(stdout + stderr, new RegExp(secret));
});

test('a detached job records what was --set, but for secrets', async t => {
	const {home, address} = await setUp(t);
	const set = given(address).slice(0, 6);
	const args = ['create', '--name', 'b', '--detach', '--json', ...set];
	const {exitCode, stdout, stderr, result} = await home.run(args);
	t.is(exitCode, 0, stderr);
	const id = String(result['jobId']);
	const attached = await home.run(['jobs', 'attach', id]);
	t.is(attached.exitCode, 0, attached.stderr);
	const jobs = join(home.environment['MILVAULT_STATE_DIR']!, 'jobs');
	const files = await everyFile(jobs);
	t.true(
		files.some(text => text.includes(`"set":{"milvus.address":"${address}","milvus.user":"root"}`)),
	);
	t.notRegex([stdout, stderr, attached.stdout, ...files].join('\n'), new RegExp(secret));
});

test('a command that prints a secret is not shown either', async t => {
	const {home, address} = await setUp(t);
	const set = [...given(address).slice(0, 2), ...given(address).slice(6)];
	const {exitCode, stdout, stderr} = await home.run(['create', '--name', 'b', ...set]);
	t.is(exitCode, 0, stderr);
	t.regex(stdout, new RegExp(`--set milvus\\.address=${address}$`));
	t.notRegex(stdout + stderr, new RegExp(secret));
});

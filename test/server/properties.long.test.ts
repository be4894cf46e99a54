import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {execa} from 'execa';
import {cacheDir} from '../helpers/runner/cache-dir.js';
import {injectApp, injectToken} from '../helpers/program/inject-app.js';
import {installSchemathesis} from '../helpers/servers/install-schemathesis.js';
import {servers} from '../helpers/servers/servers.js';

/** What schemathesis compares each answer with. */
const checks = [
	'not_a_server_error',
	'status_code_conformance',
	'content_type_conformance',
	'response_schema_conformance',
];

test('whatever is asked, no answer is a failure of the server, and none is other than its schema says', async t => {
	const program = await installSchemathesis(cacheDir());
	// It would start hundreds of jobs: plans are made on a real Milvus, the jobs themselves are
	// refused.
	const app = await injectApp(t, {
		server: servers().milvus235local,
		maxJobs: 0,
	});
	const url = await app.listen({host: '127.0.0.1', port: 0});
	const home = await mkdtemp(join(tmpdir(), 'milvault-schemathesis-'));
	t.teardown(async () => rm(home, {recursive: true, force: true}));
	const seed = process.env['MILVAULT_TEST_SEED'] ?? '1';
	const {exitCode, all} = await execa(
		program,
		[
			'run',
			`${url}/docs/json`,
			'--header',
			`Authorization: Bearer ${injectToken}`,
			'--max-examples',
			'15',
			'--checks',
			checks.join(),
			'--phases',
			'coverage,fuzzing',
			'--suppress-health-check',
			'all',
			'--no-color',
			'--seed',
			seed,
		],
		{cwd: home, all: true, reject: false, stdin: 'ignore'},
	);
	t.is(exitCode, 0, all);
	const [, count = '0'] = /(\d+) generated, \1 passed/.exec(all) ?? [];
	t.true(Number(count) > 500, all);
	t.log(`${count} requests, seed ${seed}`);
});

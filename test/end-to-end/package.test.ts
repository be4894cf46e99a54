import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {delimiter, dirname, join} from 'node:path';
import test from 'ava';
import {execa} from 'execa';
import {cacheDir} from '../helpers/runner/cache-dir.js';
import {allRows, openSdk} from '../helpers/milvus/rows.js';

const root = new URL('../..', import.meta.url).pathname;

test('the packed tarball installs into an empty folder and does there what the demo does', async t => {
	const folder = await mkdtemp(join(tmpdir(), 'milvault-package-'));
	const dataDir = join(folder, 'data');
	const env = {
		PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
		HOME: folder,
		MILVAULT_DATA_DIR: dataDir,
		MILVAULT_CACHE_DIR: cacheDir(),
		LANG: 'en_US.UTF-8',
	};
	const milvault = async (...args: string[]): Promise<string> => {
		const {stdout} = await execa(join(folder, 'node_modules', '.bin', 'milvault'), args, {
			cwd: folder,
			env,
			extendEnv: false,
			stdin: 'ignore',
		});
		return stdout;
	};

	t.teardown(async () => {
		await milvault('practice', 'stop').catch(() => undefined);
		await rm(folder, {recursive: true, force: true});
	});

	const {stdout: packed} = await execa({
		cwd: root,
	})`npm pack --json --ignore-scripts --pack-destination ${folder}`;
	const [{filename, files}] = JSON.parse(packed) as [
		{filename: string; files: Array<{path: string}>},
	];
	const paths = files.map(({path}) => path);
	t.true(
		paths.every(path =>
			/^(dist\/|config\/backup\.yaml$|package\.json$|README\.md$|LICENSE$|CHANGELOG\.md$)/.test(
				path,
			),
		),
		paths.join('\n'),
	);
	await execa({
		cwd: folder,
	})`npm install --no-audit --no-fund --prefer-offline ${join(folder, filename)}`;

	const {version} = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
		version: string;
	};
	t.is(await milvault('--version'), version);

	const onPractice = ['--cluster', 'practice', '--repository', 'practice'];
	await milvault('practice', 'start');
	await milvault('practice', 'load');
	await milvault('create', '--name', 'my_backup', ...onPractice);
	t.regex(await milvault('list', ...onPractice), /my_backup +complete .*9,000/);
	t.regex(await milvault('get', 'my_backup', ...onPractice), /hello_milvus2/);
	await milvault('restore', 'my_backup', '--suffix', '_recover', ...onPractice);

	const state = JSON.parse(await milvault('practice', 'status', '--json')) as {
		address: string;
		version: string;
		passwordFile: string;
	};
	const client = await openSdk({
		...state,
		username: 'root',
		password: (await readFile(state.passwordFile, 'utf8')).trim(),
	});
	try {
		for (const name of ['hello_milvus', 'hello_milvus2']) {
			t.deepEqual(
				await allRows(client, 'default', `${name}_recover`),
				await allRows(client, 'default', name),
			);
		}
	} finally {
		await client.closeConnection();
	}

	await milvault('delete', 'my_backup', '--yes', ...onPractice);
	await milvault('practice', 'stop');
});

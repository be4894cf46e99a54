import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {execa} from 'execa';

const cli = new URL('../../dist/cli.js', import.meta.url).pathname;

// A mount takes root; whoever may not make one has no such file either.
const canMount =
	process.getuid?.() === 0 &&
	(await execa('unshare', ['-m', 'true'], {reject: false})).exitCode === 0;

(canMount ? test : test.skip)(
	'a configuration file that is a mount of its own, as in a container, is written where it is',
	async t => {
		const home = await mkdtemp(join(tmpdir(), 'milvault-mount-'));
		t.teardown(async () => rm(home, {recursive: true, force: true}));
		const real = join(home, 'real.yaml');
		const mounted = join(home, 'milvault.yaml');
		await writeFile(real, '# kept\nrepositories:\n  old: {type: local, path: /a/longer/path}\n');
		await writeFile(mounted, '');
		const {exitCode, stderr} = await execa(
			'unshare',
			[
				'-m',
				'sh',
				'-c',
				'mount --bind "$1" "$2" && shift 2 && exec "$@"',
				'sh',
				real,
				mounted,
				process.execPath,
				cli,
				'repository',
				'add',
				'here',
				'--path',
				home,
				'--config',
				mounted,
			],
			{reject: false, env: {HOME: home}},
		);
		t.is(exitCode, 0, stderr);
		const text = await readFile(real, 'utf8');
		t.regex(text, /^# kept\n/);
		t.regex(text, /\n {2}old: .*\n {2}here:\n {4}type: local\n/);
	},
);

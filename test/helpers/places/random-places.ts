import type {ExecutionContext} from 'ava';
import {seededRandom} from '../runner/seeded-random.js';
import {canDropPrivileges, foreignPlace, runInPlace, type ForeignPlace} from './foreign-place.js';

const commands: ReadonlyArray<readonly string[]> = [
	[],
	['--plain'],
	['--version'],
	['create', '--help'],
	['list'],
	['list', '--no-input', '--json'],
	['get', 'hello_peer'],
	['create', '--dry-run', '--no-input'],
	['create', '--name', 'new-1'],
	['create', '--detach'],
	['restore', 'hello_peer', '--no-input'],
	['verify', 'hello_peer'],
	['delete', 'nothing', '--yes'],
	['jobs', 'list'],
	['jobs', 'get', '0f8b2c64'],
	['jobs', 'clean', '0f8b2c64'],
	['config', 'show'],
	['config', 'check'],
	['cluster', 'list'],
	['cluster', 'add', 'prod', '--address', '127.0.0.1:1'],
	['cluster', 'remove', 'prod'],
	['repository', 'add', 'here', '--path', '/nonexistent'],
	['practice', 'status'],
	['practice', 'stop'],
	['practice', 'reset', '--yes'],
	['support-bundle'],
	['server', '--port', '0'],
	['server', '--port', '0', '--no-auth'],
];

const terminals = ['', 'dumb', 'xterm-256color', 'linux', 'bogus', 'screen'];
const locales = [
	'',
	'C',
	'POSIX',
	'C.UTF-8',
	'zh_CN.UTF-8',
	'zh_TW.BIG5',
	'en_US.ISO-8859-1',
	'xx_YY.bogus@é',
];

/** What of an ending is no sentence for people: a stack, or blame for ourselves. */
const unfit =
	/A bug in milvault|milvault 的缺陷|^\s+at .*(?::\d+|<anonymous>)|node:internal|SystemError|TypeError|ReferenceError|Unhandled|\(node:\d+\)/m;

/** Node's own word on two variables that contradict each other. */
const colours = /^\(node:\d+\) Warning: The 'NO_COLOR' env is ignored .*\n\(Use .*\n/m;

/**
 * Runs the program in so many environments, seeded: no home, a closed one, a file in its place,
 * variables that are set to nothing, terminals and locales of all kinds, a user without an entry.
 * Each ends with a code of ours, and sentences say what is wrong.
 */
export async function tryRandomPlaces(t: ExecutionContext, count: number): Promise<void> {
	const place = await foreignPlace(t);
	const random = seededRandom('places', 20_261_130);
	const codes = new Map<number, number>();
	for (let number = 1; number <= count; number++) {
		const args = random.pick(commands);
		const env = randomEnvironment(place, random);
		const isUnprivileged = canDropPrivileges && random.below(3) > 0;
		const cwd = random.pick([place.open, place.closed, place.odd, '/']);
		const run = await runInPlace(args, {env, cwd, isUnprivileged});
		const what = `${number}: milvault ${args.join(' ')}, ${JSON.stringify({env, cwd, isUnprivileged})}\n${run.stdout}\n${run.stderr}`;
		const said = `${run.stdout}\n${run.stderr.replace(colours, '')}`;
		t.notRegex(said, unfit, what);
		t.true(run.exitCode >= 0 && run.exitCode <= 8, what);
		t.true(
			run.exitCode === 0 || run.stderr !== '' || args.includes('--json') || run.stdout !== '',
			what,
		);
		codes.set(run.exitCode, (codes.get(run.exitCode) ?? 0) + 1);
	}

	t.log(
		[...codes]
			.toSorted(([a], [b]) => a - b)
			.map(([code, times]) => `exit code ${code}: ${times}`)
			.join(', '),
	);
	t.true(codes.has(0) && codes.has(4));
}

function randomEnvironment(
	place: ForeignPlace,
	{below, pick}: ReturnType<typeof seededRandom>,
): Record<string, string> {
	const directories = [
		'',
		'/',
		'/nonexistent',
		'/dev/null',
		'relative/path',
		place.open,
		place.odd,
		place.closed,
		place.hidden,
		place.file,
	];
	const env: Record<string, string> = {};
	const maybe = (name: string, oneIn: number, value: () => string): void => {
		if (below(oneIn) === 0) {
			env[name] = value();
		}
	};

	if (below(4) > 0) {
		env['HOME'] = pick(directories);
	}

	for (const name of ['CONFIG_HOME', 'STATE_HOME', 'DATA_HOME', 'CACHE_HOME']) {
		maybe(`XDG_${name}`, 5, () => pick(directories));
	}

	for (const name of ['STATE_DIR', 'DATA_DIR', 'CACHE_DIR']) {
		maybe(`MILVAULT_${name}`, 6, () => pick(directories));
	}

	maybe('MILVAULT_CONFIG', 8, () =>
		pick(['', `${place.closed}/m.yaml`, `${place.open}/m.yaml`, place.hidden]),
	);
	maybe('TERM', 2, () => pick(terminals));
	maybe('LANG', 2, () => pick(locales));
	maybe('LC_ALL', 4, () => pick(locales));
	maybe('TMPDIR', 4, () => pick(directories));
	maybe('COLUMNS', 6, () => pick(['', '0', '-1', 'x', '40']));
	maybe('NO_COLOR', 6, () => pick(['', '1']));
	maybe('FORCE_COLOR', 6, () => pick(['', '0', '3', 'x']));
	maybe('CI', 6, () => pick(['', '1', 'true']));
	maybe('INK_SCREEN_READER', 8, () => pick(['', 'true']));
	if (below(3) > 0) {
		env['MILVAULT_REPOSITORY_TYPE'] = 'local';
		env['MILVAULT_REPOSITORY_PATH'] = pick([
			place.backups,
			place.backups,
			place.closed,
			place.hidden,
			place.file,
		]);
		env['MILVAULT_MILVUS_ADDRESS'] = '127.0.0.1:1';
		env['MILVAULT_STORAGE_TYPE'] = 'local';
		env['MILVAULT_STORAGE_PATH'] = place.open;
	}

	return env;
}

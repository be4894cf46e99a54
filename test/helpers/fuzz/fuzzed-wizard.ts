import {readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setImmediate, setTimeout as sleep} from 'node:timers/promises';
import {mkdtemp} from 'node:fs/promises';
import type {ExecutionContext} from 'ava';
import {startFakeMilvus, type FakeMilvus} from '../fake-milvus/fake-milvus.js';
import {putFixture} from '../fake-milvus/put-fixture.js';
import {seededRandom, testSeed, type Random} from '../runner/seeded-random.js';
import {
	openWizard,
	wizardHome,
	type Home,
	type WizardTerminal,
} from '../program/wizard-terminal.js';
import {keySequence, type Move} from './key-sequences.js';

/** What a run of sequences came to. */
export type Fuzzed = {
	sequences: number;
	keys: number;
	/** Jobs that a person confirmed who saw them. */
	jobs: number;
	/** Times that the wizard was left: each time the terminal was looked at. */
	ends: number;
};

/** What Enter would start, as it stands on the screen. */
const startShown =
	/❯ (Start|Start it|Download and start it|Verify|Continue it|Clean up after it|Save it)|Type \S+ to delete it/;
const neverConfirmed = /❯ (Start it|Download and start it)/;
const homeShown = 'What would you like to do?';

/**
 * How much later than an Enter the screen that it was for may come here: the two of them meet in
 * the terminal, and this machine may be busy.
 */
const meetsWithinMs = 300;

/**
 * Presses so many sequences of keys on one wizard after another, each from its first screen and
 * back to it, over a simulated Milvus and a repository in a directory.
 *
 * @throws when something was started that was not shown and confirmed, when the wizard fell over,
 *   or left the terminal other than it was
 */
export async function fuzzWizard(
	t: ExecutionContext,
	sequences: number,
	onDone: (fuzzed: Fuzzed) => void = () => undefined,
): Promise<Fuzzed> {
	const {fake, home, repository} = await setUp(t);
	const fuzzed: Fuzzed = {sequences: 0, keys: 0, jobs: 0, ends: 0};
	let player = await openPlayer(t, home);
	for (let number = 0; number < sequences; number++) {
		const name = `keys ${number}`;
		const random = seededRandom(name);
		const moves = keySequence(random);
		const before = await seen(home, repository, fake);
		const sent: string[] = [];
		const {confirmed} = player;
		confirmed.length = 0;
		try {
			await play(player, moves, {random, sent});
			player = await goHome(t, player, {home, fuzzed, sent});
			const after = await seen(home, repository, fake);
			const jobs = after.jobs.filter(job => !before.jobs.includes(job));
			const allowed = confirmed.filter(({isSeen}) => isSeen).length;
			if (jobs.length > 0) {
				await jobsAreOver(home);
			}

			if (jobs.length > allowed) {
				throw new Error(`${jobs.length} jobs, ${allowed} confirmed`);
			}

			if (allowed === 0 && after.rest !== before.rest) {
				throw new Error(`nothing confirmed, but ${before.rest} became ${after.rest}`);
			}

			fuzzed.sequences++;
			fuzzed.keys += sent.length;
			fuzzed.jobs += jobs.length;
			onDone(fuzzed);
		} catch (error) {
			throw new Error(
				`MILVAULT_TEST_SEED=${testSeed}, ${name}: ${String(error)}\n${JSON.stringify(sent)}\n${player.terminal.text()}`,
				{cause: error},
			);
		}
	}

	player.terminal.press('\u0003');
	await assertSane(player.terminal, fuzzed);
	return fuzzed;
}

type Confirmation = {
	/** The screen that it was for may still come here. */
	isOpen: boolean;
	isSeen: boolean;
};

type Player = {
	terminal: WizardTerminal;
	/** Each Enter that came alone. */
	confirmed: Confirmation[];
	/** The window changed: whether what Enter starts stood in it just before. */
	resized?: {atMs: number; wasSeen: boolean};
};

async function setUp(
	t: ExecutionContext,
): Promise<{fake: FakeMilvus; home: Home; repository: string}> {
	const fake = await startFakeMilvus({version: '2.6.6'});
	const repository = await mkdtemp(join(tmpdir(), 'milvault-fuzz-'));
	t.teardown(async () => {
		await fake.stop();
		await rm(repository, {recursive: true, force: true});
	});
	await putFixture(fake.state, {
		backup: 'hello_peer',
		collection: 'hello_milvus',
	});
	await putFixture(fake.state, {backup: 'shop_peer', collection: 'shop_items'});
	const {milvus, storage} = fake.cluster;
	const home = await wizardHome(t, {
		clusters: {
			fake: {
				milvus: {address: milvus.address, restUrl: milvus.restUrl},
				storage: {...storage},
			},
		},
		repositories: {r: {type: 'local', path: repository}},
	});
	// Nothing to practise with: no Python is found.
	home.environment['PATH'] = repository;
	for (const name of ['b', 'nightly']) {
		const made = await home.run(['create', '--name', name]);
		t.is(made.exitCode, 0, made.stderr);
	}

	return {fake, home, repository};
}

async function openPlayer(t: ExecutionContext, home: Home): Promise<Player> {
	const terminal = openWizard(t, home, {
		within: words => [
			'/bin/sh',
			'-c',
			// Ctrl-C while the wizard stands still is for the shell too. Without noflsh the system drops
			// with it what was printed and is still on its way here, the answer of stty too.
			'/usr/bin/stty noflsh; trap : INT; "$@"; code=$?; trap "" INT; /usr/bin/stty -a; exit $code',
			'sh',
			...words,
		],
	});
	await terminal.shows(homeShown);
	const confirmed: Player['confirmed'] = [];
	terminal.watch(() => {
		const fresh = confirmed.filter(({isOpen}) => isOpen);
		if (fresh.length > 0 && startShown.test(frameOf(terminal))) {
			for (const one of fresh) {
				one.isSeen = true;
			}
		}
	});
	return {terminal, confirmed};
}

async function play(
	player: Player,
	moves: readonly Move[],
	{random, sent}: {random: Random; sent: string[]},
): Promise<void> {
	const {terminal} = player;
	for (const move of moves) {
		if (isOver(terminal)) {
			return;
		}

		switch (move.kind) {
			case 'write': {
				const confirms = random.below(3) === 0;
				const screen = frameOf(terminal);
				const isHeldBack =
					move.bytes === '\r' &&
					startShown.test(screen) &&
					(!confirms || neverConfirmed.test(screen));
				write(player, isHeldBack ? '\u001B' : move.bytes, sent);
				break;
			}

			case 'ahead': {
				for (const bytes of move.writes) {
					write(player, bytes, sent);
				}

				break;
			}

			case 'resize': {
				player.resized = {
					atMs: performance.now(),
					wasSeen: startShown.test(frameOf(terminal)),
				};
				terminal.resize(move.columns, move.rows);
				sent.push(`${move.columns}x${move.rows}`);
				break;
			}

			case 'wait': {
				await terminal.quiet(130);
				break;
			}
		}

		if (random.below(3) > 0) {
			await terminal.quiet(15);
		}
	}
}

/**
 * Writes; of an Enter that comes alone it is noted whether its screen was there, or on its way
 * here.
 */
function write({terminal, confirmed, resized}: Player, bytes: string, sent: string[]): void {
	sent.push(bytes);
	if (bytes === '\r') {
		// Of a window that has only just changed, the wizard may not have heard.
		const wasSeen =
			resized !== undefined && performance.now() - resized.atMs < meetsWithinMs && resized.wasSeen;
		const confirmation = {
			isOpen: true,
			isSeen: wasSeen || startShown.test(frameOf(terminal)),
		};
		confirmed.push(confirmation);
		void closeLater(confirmation, terminal);
	}

	terminal.press(bytes);
}

/**
 * What was in the terminal by then may not have been read: on a starved machine this process sleeps
 * longer, and wakes up to its timers first. One round of reads, drawn, comes before the end.
 */
async function closeLater(confirmation: Confirmation, terminal: WizardTerminal): Promise<void> {
	await sleep(meetsWithinMs);
	await setImmediate();
	await setImmediate();
	await terminal.drawn();
	confirmation.isOpen = false;
}

function isOver(terminal: WizardTerminal): boolean {
	return terminal.isOver() || /\s-?icanon\s/.test(terminal.raw().slice(-2000));
}

/**
 * Back to the first screen, by Esc, or whatever the screen says; a new wizard where this one was
 * left.
 */
async function goHome(
	t: ExecutionContext,
	player: Player,
	{home, fuzzed, sent}: {home: Home; fuzzed: Fuzzed; sent: string[]},
): Promise<Player> {
	const {terminal} = player;
	if (!isOver(terminal)) {
		terminal.resize(80, 24);
	}

	// A paste that has begun ends here.
	terminal.press('\u001B[201~');
	for (let tries = 0; tries < 200; tries++) {
		await terminal.quiet(130);
		if (isOver(terminal)) {
			await assertSane(terminal, fuzzed);
			return openPlayer(t, home);
		}

		const screen = frameOf(terminal);
		if (isHome(screen) && screen.includes(homeShown)) {
			if (await hears(terminal)) {
				return player;
			}

			continue;
		}

		if (screen.includes('Cancelling')) {
			await draws(terminal, frame => !frame.includes('Cancelling'));
			continue;
		}

		const key = screen.includes('Ctrl-C cancel')
			? '\u0003'
			: /What next\?|“\S+” is saved/.test(screen) && !/❯ Back to the start/.test(screen)
				? tries % 10 < 5
					? '\u001B[B'
					: '\u001B[A'
				: /❯ Back to the start/.test(screen)
					? '\r'
					: tries > 60
						? 'q'
						: '\u001B';
		sent.push(key);
		terminal.press(key);
	}

	throw new Error('not back at the first screen');
}

/** What was drawn last: below what a window that became smaller leaves of older frames. */
function frameOf(terminal: WizardTerminal): string {
	const screen = terminal.screen();
	return screen.slice(Math.max(0, screen.lastIndexOf('milvault 0.')));
}

const isHome = (frame: string): boolean => /^milvault \S+ {2}home/.test(frame);
const isHelp = (frame: string): boolean => frame.includes('any key closes this');

/**
 * One that is deaf starts nothing either.
 *
 * @returns false when it was just being left, or keys from before had yet to be read: on a busy
 *   machine the first screen may stand still although they lead away from it
 * @throws when it shows no help
 */
async function hears(terminal: WizardTerminal): Promise<boolean> {
	terminal.press('?');
	await draws(terminal, frame => isHelp(frame) || !isHome(frame));
	const asked = frameOf(terminal);
	if (!isHelp(asked) || !isHome(asked)) {
		return false;
	}

	terminal.press('\u001B');
	await draws(terminal, frame => !isHelp(frame));
	return frameOf(terminal).includes(homeShown) && !isOver(terminal);
}

const maxDrawMs = 60_000;

/**
 * Waits until what is drawn is like this, or the wizard is left.
 *
 * @throws after a minute
 */
async function draws(terminal: WizardTerminal, isSo: (frame: string) => boolean): Promise<void> {
	const {promise, resolve, reject} = Promise.withResolvers<void>();
	const look = (): void => {
		if (isOver(terminal) || isSo(frameOf(terminal))) {
			resolve();
		}
	};

	const unwatch = terminal.watch(look);
	const timer = setTimeout(() => {
		reject(new Error(`it was not drawn in time: ${String(isSo)}`));
	}, maxDrawMs);
	look();
	try {
		await promise;
	} finally {
		clearTimeout(timer);
		unwatch();
	}
}

/** One that the wizard turned away from continues in a process of its own. */
async function jobsAreOver(home: Home): Promise<void> {
	const {result} = await home.run(['jobs', 'list', '--json']);
	for (const {id, state} of result['jobs'] as Array<{id: string; state: string}>) {
		if (state === 'running') {
			await home.run(['jobs', 'attach', id]);
		}
	}
}

/**
 * The terminal as it was found: a cursor, lines, an echo, no marks around pastes, no other screen.
 */
async function assertSane(terminal: WizardTerminal, fuzzed: Fuzzed): Promise<void> {
	const {exitCode} = await terminal.ended;
	fuzzed.ends++;
	const raw = terminal.raw();
	const text = terminal.text();
	const isOff = (on: string, off: string): boolean => raw.lastIndexOf(off) >= raw.lastIndexOf(on);
	const faults = [
		[exitCode === 0 || exitCode === 130, `exit code ${exitCode}`],
		[!/bug in milvault|(file|node):\S+:\d+:\d+/.test(text), 'it fell over'],
		[isOff('\u001B[?25l', '\u001B[?25h'), 'no cursor'],
		[isOff('\u001B[?2004h', '\u001B[?2004l'), 'pastes are marked'],
		[isOff('\u001B[?1049h', '\u001B[?1049l'), 'another screen'],
		[/\sicanon\s/.test(raw) && /\secho\s/.test(raw), 'raw mode'],
	].flatMap(([isGood, fault]) => (isGood ? [] : [fault]));
	if (faults.length > 0) {
		throw new Error(`${faults.join(', ')}\n${text}\n${JSON.stringify(raw.slice(-1000))}`);
	}
}

/** What is there, on disk and in Milvus, that only a confirmed start may change. */
async function seen(
	home: Home,
	repository: string,
	{state}: FakeMilvus,
): Promise<{jobs: string[]; rest: string}> {
	const list = async (path: string): Promise<string[]> => readdir(path).catch(() => []);
	const backups = await list(repository);
	const config = await list(join(home.path, 'config'));
	return {
		jobs: await list(join(home.environment['MILVAULT_STATE_DIR']!, 'jobs')),
		rest: [
			...backups.filter(name => !name.startsWith('.')),
			...config,
			...state.databases.keys(),
			...state.collections.map(
				({db, name, rows, loaded, aliases, indexes}) =>
					`${db}.${name}:${rows.length}:${loaded.size}:${aliases.join('+')}:${indexes.length}`,
			),
		]
			.toSorted()
			.join(' '),
	};
}

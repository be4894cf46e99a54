import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {drawFilm, drawPicture} from '../../media/draw-picture.js';
import {refusePrivate} from '../../media/refuse-private.js';
import {openShell} from '../../media/shell.js';
import {openTerminal} from '../../media/terminal.js';

const options = {
	columns: 40,
	rows: 10,
	environment: {PATH: process.env['PATH'] ?? ''},
	directory: tmpdir(),
};

/** A terminal that shows this text and then waits for keys. */
async function show(t: ExecutionContext, text: string) {
	const directory = await mkdtemp(join(tmpdir(), 'milvault-media-'));
	t.teardown(async () => rm(directory, {recursive: true, force: true}));
	const file = join(directory, 'text');
	await writeFile(file, text);
	const terminal = openTerminal(['/bin/cat', file, '-'], options);
	t.teardown(terminal.close);
	return terminal;
}

test('a picture has each character in its cell, Chinese in two, with colours and drawn bars', async t => {
	const terminal = await show(t, '\u001B[1;32m✔\u001B[0m 完成 <a>\n██░ 54 %\n\u001B[?25l');
	const screen = await terminal.until('A bar', ({lines}) => lines.includes('██░ 54 %'));
	const picture = drawPicture(screen, {title: 'One & two'});
	t.deepEqual(
		picture.split('\n').filter(line => /<text|opacity/.test(line)),
		[
			'<text y="14" fill="#7fd88f" font-weight="bold" x="4.5">✔</text>',
			'<text y="14" x="27 45 67.5 76.5 85.5">完成&lt;a&gt;</text>',
			'<rect x="0" y="19" width="18" height="19" fill="#d5dae3" opacity="1"/>',
			'<rect x="18" y="19" width="9" height="19" fill="#d5dae3" opacity="0.25"/>',
			'<text y="33" x="40.5 49.5 67.5">54%</text>',
		],
	);
	t.true(picture.includes('<title>One &amp; two</title>'));
});

test('a film shows one screen after the other, each for its time, and stays at the last where nothing may move', async t => {
	const screens = [];
	for (const text of ['one', 'two\nlines']) {
		const terminal = await show(t, `${text}\u001B[?25l`);
		screens.push(
			await terminal.until(text, ({lines}) => lines.includes(text.split('\n').at(-1) ?? '')),
		);
	}

	const film = drawFilm(
		screens.map((screen, index) => ({screen, seconds: index + 1})),
		{title: 'A film'},
	);
	t.true(
		film.includes(
			'@keyframes k0{0.00%{visibility:visible}33.33%{visibility:hidden}}.f0{animation:k0 3s step-end infinite}',
		),
	);
	t.true(
		film.includes(
			'@keyframes k1{0%{visibility:hidden}33.33%{visibility:visible}}.f1{animation:k1 3s step-end infinite}',
		),
	);
	t.deepEqual(film.match(/<g class="[^"]*">/g), ['<g class="f f0">', '<g class="f f1 last">']);
	t.true(film.includes('>one</text>'));
	t.regex(film, /<svg [^>]* height="100" /);
});

test('a program on a terminal is answered when it has asked', async t => {
	const terminal = openTerminal(
		['/bin/sh', '-c', 'printf "Name? "; read name; echo "Hello $name"; cat'],
		options,
	);
	t.teardown(terminal.close);
	await terminal.until('A question', ({lines}) => lines[0] === 'Name?');
	terminal.press('world\r');
	const {lines} = await terminal.until('An answer', screen => screen.lines.includes('Hello world'));
	t.is(lines[0], 'Name? world');
});

test('what is never shown is told with the last screen', async t => {
	const ended = openTerminal(['/bin/echo', 'Something else'], options);
	t.teardown(ended.close);
	const beforeEnd = await t.throwsAsync(ended.until('A bar', () => false));
	t.is(
		beforeEnd.message,
		'A bar was not shown before the program ended. The last screen:\nSomething else',
	);

	const silent = openTerminal(['/bin/cat'], {...options, timeoutMs: 50});
	t.teardown(silent.close);
	const inTime = await t.throwsAsync(silent.until('A bar', () => false));
	t.is(inTime.message, 'A bar was not shown in time. The last screen:\n(empty)');
});

test('waiting for a screen ends with the signal', async t => {
	const controller = new AbortController();
	const terminal = openTerminal(['/bin/cat'], {
		...options,
		signal: controller.signal,
	});
	t.teardown(terminal.close);
	const waiting = terminal.until('A bar', () => false);
	controller.abort(new Error('enough'));
	await t.throwsAsync(waiting, {message: 'enough'});
});

test('a closed terminal leaves nothing of what was typed into its shell', async t => {
	const shell = openShell(options);
	const {lines} = await shell.run('echo pid $$');
	const pid = Number(lines[1]?.replace('pid ', ''));
	t.true(pid > 0);
	await shell.type('cat');
	await shell.close();
	for (const processOrGroup of [pid, -pid]) {
		t.throws(() => process.kill(processOrGroup, 0), {code: 'ESRCH'});
	}
});

test('a screen that shows where the clone is makes no picture', t => {
	const clone = join(import.meta.dirname, '..', '..');
	t.throws(
		() => {
			refusePrivate([`  To  ${clone}/dist/cli.js`]);
		},
		{
			message: `A picture would show something of this machine: ${clone}/dist/cli.js`,
		},
	);
	t.notThrows(() => {
		refusePrivate(['  To  /tmp/milvault/practice/backups/my_backup']);
	});
});

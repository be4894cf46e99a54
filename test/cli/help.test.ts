import {readFile} from 'node:fs/promises';
import test from 'ava';
import stringWidth from 'string-width';
import {helpTexts as english} from '../../source/messages/en/help.js';
import {helpTexts as chinese} from '../../source/messages/zh/help.js';
import {commandNames, helpOf} from '../helpers/program/help-of.js';
import {newHome, runCli} from '../helpers/program/run-cli.js';

const page = await readFile(new URL('../../media/commands.md', import.meta.url), 'utf8');

/** What a reviewer has seen: `npm run reference` writes it, a person reads the difference. */
const expectedHelp: Readonly<Record<string, string>> = Object.fromEntries(
	[...page.matchAll(/^## milvault ?(.*)\n\n```text\n([^]*?)^```$/gm)].map(
		([, command = '', help = '']) => [command, help],
	),
);

test('media/commands.md has every command once, in the order of the help', t => {
	t.deepEqual(Object.keys(expectedHelp), commandNames());
	t.true(commandNames().length > 30);
});

for (const [command, expected] of Object.entries(expectedHelp)) {
	const title = `milvault ${command}`.trim();

	test(`${title} --help says what it does and takes`, async t => {
		t.is(await helpOf(command, english), expected);
	});

	test(`${title} --help in Chinese has no holes and fits in 80 columns`, async t => {
		const help = await helpOf(command, chinese);
		t.true(help.startsWith(`用法： ${title}`));
		t.notRegex(help, /undefined|\[object|Usage|Options|Arguments|Commands/);
		for (const line of help.split('\n')) {
			t.true(stringWidth(line) <= 80, line);
			// What is beside an option or a command, and every text above it, is Chinese.
			if (!/^\s|^$/.test(line)) {
				t.regex(line, /\p{Script=Han}/u);
			}
		}

		t.deepEqual(optionsIn(help), optionsIn(expected));
	});
}

test('every command has an example', t => {
	for (const [command, help] of Object.entries(expectedHelp)) {
		const isGroup = /^Usage: .* <command>$/m.test(help) && command !== '';
		t.is(help.includes('Examples:'), !isGroup, command);
	}
});

test('help goes to standard output, and ends with 0', async t => {
	const home = await newHome(t);
	const {exitCode, stdout, stderr} = await runCli(['create', '--help'], {home});
	t.is(stdout, expectedHelp['create']!);
	t.is(stderr, '');
	t.is(exitCode, 0);
});

test('help speaks the language of the environment', async t => {
	const home = await newHome(t);
	const {stdout} = await runCli(['--help'], {
		home,
		env: {LANG: 'zh_CN.UTF-8'},
	});
	t.is(stdout, await helpOf('', chinese));
});

test('“milvault help create” is “milvault create --help”', async t => {
	const home = await newHome(t);
	const {exitCode, stdout} = await runCli(['help', 'create'], {home});
	t.is(stdout, expectedHelp['create']!);
	t.is(exitCode, 0);
});

for (const [args, command] of [
	[['practice'], 'practice'],
	[['cluster'], 'cluster'],
] as const) {
	test(`“${`milvault ${command}`.trim()}” alone shows its help on standard error and ends with 2`, async t => {
		const home = await newHome(t);
		const {exitCode, stdout, stderr} = await runCli(args, {home});
		t.is(stderr, expectedHelp[command]!);
		t.is(stdout, '');
		t.is(exitCode, 2);
	});
}

test('--version says the version alone', async t => {
	const home = await newHome(t);
	const {exitCode, stdout, stderr} = await runCli(['--version'], {home});
	t.regex(stdout, /^\d+\.\d+\.\d+\n$/);
	t.is(stderr, '');
	t.is(exitCode, 0);
});

function optionsIn(help: string): string[] {
	return [...help.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, option = '']) => option);
}

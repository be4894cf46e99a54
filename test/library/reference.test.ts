import test from 'ava';
import {execa} from 'execa';

for (const [title, script] of [
	[
		'everything that the library exports has a comment, and its types are exported too: TypeDoc has no complaint',
		'write-reference.ts',
	],
	[
		'media/commands.md and media/json.md are what the program and its types say now',
		'write-pages.ts',
	],
] as const) {
	test(title, async t => {
		const {exitCode, all} = await execa(
			process.execPath,
			['--import=tsx', new URL(`../../media/${script}`, import.meta.url).pathname, '--check'],
			{reject: false, all: true},
		);
		t.is(exitCode, 0, all);
	});
}

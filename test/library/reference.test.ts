import test from 'ava';
import {execa} from 'execa';

test('media/library.md is what the library is now, with everything that it exports', async t => {
	const script = new URL('../../media/write-reference.ts', import.meta.url);
	const {exitCode, all} = await execa(
		process.execPath,
		['--import=tsx', script.pathname, '--check'],
		{reject: false, all: true},
	);
	t.is(exitCode, 0, all);
});

import test from 'ava';
import {parseRate} from '../../source/text/parse-rate.js';
import {parseSize} from '../../source/utils/parse-size.js';

for (const [text, bytes] of [
	['0', 0],
	['1048576', 2 ** 20],
	['5b', 5],
	['800K', 800_000],
	['50M', 50_000_000],
	['500 MB', 500_000_000],
	['5MiB', 5 * 2 ** 20],
	['5mi', 5 * 2 ** 20],
	[' 1.5GB ', 1_500_000_000],
	['2gib', 2 ** 31],
	['0.4', undefined],
	['5 apples', undefined],
	['-5', undefined],
	['5iB', undefined],
	['', undefined],
] as const) {
	test(`“${text}” is ${bytes} bytes`, t => {
		t.is(parseSize(text), bytes);
	});
}

test('a rate may be written by the second, and is never nothing', t => {
	t.is(parseRate('1.5GB/s'), 1_500_000_000);
	t.is(parseRate('50M'), 50_000_000);
	t.is(parseRate('0'), undefined);
	t.is(parseRate('0.4'), undefined);
	t.is(parseRate('fast'), undefined);
});

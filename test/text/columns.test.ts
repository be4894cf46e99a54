import test from 'ava';
import {padEnd, padStart} from '../../source/text/pad.js';
import {textWidth} from '../../source/text/text-width.js';
import {truncate} from '../../source/text/truncate.js';
import {wrapText} from '../../source/text/wrap-text.js';
import {stripControl} from '../../source/utils/strip-control.js';

const family = '👨‍👩‍👧';
const accented = 'e\u0301';

for (const [text, width] of [
	['', 0],
	['abc', 3],
	['中文', 4],
	['集群 prod', 9],
	[family, 2],
	[accented, 1],
] as const) {
	test(`“${text}” takes ${width} columns`, t => {
		t.is(textWidth(text), width);
	});
}

test('a text is padded by columns, so that Chinese aligns with Latin', t => {
	t.is(padEnd('中文', 6), '中文  ');
	t.is(padStart('中文', 6), '  中文');
	t.is(padEnd('abcdef', 6), 'abcdef');
	t.is(padEnd('too long', 3), 'too long');
});

for (const [text, width, expected] of [
	['hello', 5, 'hello'],
	['hello', 4, 'hel…'],
	['hello', 1, '…'],
	['hello', 0, ''],
	['中文名称', 8, '中文名称'],
	['中文名称', 7, '中文名…'],
	// The next character would take two columns where one is left.
	['中文名称', 6, '中文…'],
	[`${family}${family}`, 3, `${family}…`],
	[`${family}${family}`, 2, '…'],
	[`${accented}${accented}${accented}`, 2, `${accented}…`],
] as const) {
	test(`“${text}” in ${width} columns is “${expected}”`, t => {
		t.is(truncate(text, width), expected);
	});
}

test('a truncated text is never wider than asked, at any width', t => {
	const text = `ab 中文${family}c${accented}库 的长名称`;
	for (let width = 0; width < 30; width++) {
		t.true(textWidth(truncate(text, width)) <= width);
	}
});

for (const [text, width, lines] of [
	['one two three', 7, ['one two', 'three']],
	['one  two', 4, ['one', 'two']],
	['', 10, ['']],
	['a\n\nb', 10, ['a', '', 'b']],
	['abcdefghij', 4, ['abcd', 'efgh', 'ij']],
	['to abcdefghij x', 4, ['to', 'abcd', 'efgh', 'ij x']],
	['请检查地址是否正确', 8, ['请检查地', '址是否正', '确']],
	// A full stop does not begin a line, an opening bracket does not end one.
	['请检查地。好', 8, ['请检查', '地。好']],
	['请检查（地址）', 8, ['请检查', '（地址）']],
	['用 milvault list 查看', 12, ['用 milvault', 'list 查看']],
] as const) {
	test(`“${text}” wraps at ${width} columns`, t => {
		t.deepEqual(wrapText(text, width), [...lines]);
	});
}

test('a wrapped text fits at every width and loses nothing but spaces', t => {
	const text =
		'Milvus cannot be reached at localhost:19530，请启动 Milvus（或用 --address 指定地址）。';
	for (let width = 4; width < 100; width++) {
		const lines = wrapText(text, width);
		t.true(lines.every(line => textWidth(line) <= width));
		t.is(lines.join('').replaceAll(' ', ''), text.replaceAll(' ', ''));
	}
});

for (const [name, text, expected] of [
	['colours', 'a\u001B[31mred\u001B[0m', 'ared'],
	['a title of the window', 'a\u001B]0;owned\u0007b', 'ab'],
	['a cleared screen', '\u001B[2J\u001B[Hgone', 'gone'],
	['a lone escape and a bell', 'a\u001B\u0007b', 'ab'],
	['C1 controls', 'a\u009B31mb', 'ab'],
	['line breaks and tabs', 'a\r\nb\tc', 'a b c'],
	['a turned direction of writing', 'a\u202Egnp.exe', 'agnp.exe'],
	['what takes no room', 'pr\u200Bo\u200Dd\u00AD\uFEFF', 'prod'],
	['more escapes than a text has', `a${'\u001B]'.repeat(100_000)}`, `a${']'.repeat(100_000)}`],
	['nothing to remove', `中文 ${family} ${accented}`, `中文 ${family} ${accented}`],
] as const) {
	test(`foreign text cannot send ${name} to the terminal`, t => {
		t.is(stripControl(text), expected);
	});
}

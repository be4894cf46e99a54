import test from 'ava';
import {isLosslessNumber, parseGoJson, writeGoJson} from '../../source/format/go-json.js';

test('ids beyond 2^53 come back digit by digit', t => {
	const text =
		'{"collection_id":470638622912176059,"ts":18446744073709551615,"least":-9223372036854775808}';
	t.is(writeGoJson(parseGoJson(text)), text);
});

test('a number inside a string stays a string', t => {
	const text = '{"params":"{\\"nlist\\":470638622912176059}","n":"1"}';
	t.is(writeGoJson(parseGoJson(text)), text);
});

test('what Go escapes for HTML is escaped, and Chinese is not', t => {
	t.is(
		writeGoJson({description: '<商品> & co\u2028'}),
		'{"description":"\\u003c商品\\u003e \\u0026 co\\u2028"}',
	);
});

test('of a key that comes twice the last one counts, as in Go', t => {
	const parsed = parseGoJson('{"size":1,"size":2}') as {size: unknown};
	t.true(isLosslessNumber(parsed.size) && parsed.size.value === '2');
});

test('a key called __proto__ is a key like any other', t => {
	const text = '{"__proto__":"x"}';
	t.is(writeGoJson(parseGoJson(text)), text);
});

for (const text of ['', '{', '{"a":}', '{"a":1}x', '{"a":01}', "{'a':1}"]) {
	test(`${JSON.stringify(text)} is refused as no JSON`, t => {
		t.throws(() => parseGoJson(text), {instanceOf: SyntaxError});
	});
}

import test from 'ava';
import {messagesFor} from '../../source/messages/messages.js';
import {fragmentTexts as chinese} from '../../source/messages/zh/fragments.js';
import {fragment, fragments} from '../../source/model/fragments.js';

const placeholdersOf = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).toSorted();
const {detail} = messagesFor('zh');

test('every fragment is in Chinese, about the same', t => {
	for (const [code, text] of Object.entries(fragments)) {
		const translated = chinese[code as keyof typeof fragments];
		t.deepEqual(placeholdersOf(translated), placeholdersOf(text), code);
		t.regex(translated, /\p{Script=Han}/u, code);
		t.notRegex(translated, /\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Script=Han}/u, code);
	}
});

test('every fragment is known again in the details of an error, with what it is filled with', t => {
	for (const [code, text] of Object.entries(fragments)) {
		const filled = (template: string): string => template.replaceAll(/\{(\w+)\}/g, 'x_$1');
		t.is(detail(filled(text)), filled(chinese[code as keyof typeof fragments]), code);
	}
});

test('a fragment inside a fragment is translated too', t => {
	const difference = fragment('property-differs', {key: 'nlist', found: '8', expected: '16'});
	t.is(
		detail(fragment('index-differs', {index: 'vectors', difference})),
		'索引 vectors：属性 nlist 是 8，应为 16',
	);
});

test('names, and what a server says itself, stay as they are', t => {
	for (const text of ['orders', 'no_index', '', 'rpc error: collection not found[orders]']) {
		t.is(detail(text), text);
	}
});

test('English details are as they were, and a Chinese sentence holds no English piece', t => {
	const error = {
		code: 'restored-differs',
		details: {
			collection: 'default.orders',
			differences: [fragment('partition-missing', {partition: 'p1'}), fragment('not-loaded')],
		},
	} as const;
	t.regex(messagesFor('en').error(error).sentence, /partition p1 is missing.*it is not loaded/);
	t.is(
		messagesFor('zh').error(error).sentence,
		'恢复出的 default.orders 与备份不一致：缺少分区 p1；没有加载。',
	);
});

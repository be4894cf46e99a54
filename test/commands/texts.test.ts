import test from 'ava';
import {commandTexts as english} from '../../source/messages/en/commands.js';
import {helpTexts as englishHelp} from '../../source/messages/en/help.js';
import {commandTexts as chinese} from '../../source/messages/zh/commands.js';
import {helpTexts as chineseHelp} from '../../source/messages/zh/help.js';

/** Commands to type, names, and what only puts given words beside each other. */
const sameInEveryLanguage =
	/\.(command|rbac|milvusVersion|facts|cluster|exists|origin)$/;

type Told = {path: string; text: string};

/** Every text; those that need something get a word for each. */
function textsOf(value: unknown, path = ''): Told[] {
	if (typeof value === 'string') {
		return [{path, text: value}];
	}

	if (typeof value === 'function') {
		return [{path, text: told(value as (...parts: unknown[]) => string)}];
	}

	return Object.entries(value as object).flatMap(([key, child]) =>
		textsOf(child, `${path}.${key}`),
	);
}

/** Texts take words, lists of words, or one object of words. */
function told(say: (...parts: unknown[]) => string): string {
	const words = ['one', 'two', 'three', 'four'];
	for (const parts of [
		words,
		[{collections: 'c', rows: 'r', size: 's', duration: 'd', indexes: true}],
		[words],
		['one', 'two', words],
	]) {
		try {
			const text = say(...parts);
			if (typeof text === 'string' && !text.includes('undefined')) {
				return text;
			}
		} catch {
			// Not what this one takes.
		}
	}

	return 'undefined';
}

for (const [what, inEnglish, inChinese] of [
	['the commands', english, chinese],
	['help', englishHelp, chineseHelp],
] as const) {
	test(`all that ${what} say is there in both languages, without holes`, t => {
		const left = textsOf(inEnglish);
		const right = textsOf(inChinese);
		t.deepEqual(
			right.map(({path}) => path.replace(/\.openPorts\.\d/, '')),
			left.map(({path}) => path.replace(/\.openPorts\.\d/, '')),
		);
		for (const {path, text} of [...left, ...right]) {
			t.notRegex(text, /undefined|\[object|NaN/, path);
			t.true(text.trim() !== '', path);
		}
	});

	test(`${what} speak Chinese in Chinese`, t => {
		for (const {path, text} of textsOf(inChinese)) {
			if (!sameInEveryLanguage.test(path)) {
				t.regex(text, /\p{Script=Han}/u, path);
			}
		}
	});
}

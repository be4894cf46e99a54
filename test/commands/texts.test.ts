import test from 'ava';
import {commandTexts as english} from '../../source/messages/en/commands.js';
import {dialogTexts as englishDialog} from '../../source/messages/en/dialog.js';
import {helpTexts as englishHelp} from '../../source/messages/en/help.js';
import {commandTexts as chinese} from '../../source/messages/zh/commands.js';
import {dialogTexts as chineseDialog} from '../../source/messages/zh/dialog.js';
import {helpTexts as chineseHelp} from '../../source/messages/zh/help.js';

/** Commands to type, names, and what only puts given words beside each other. */
const sameInEveryLanguage =
	/\.(command|rbac|milvusVersion|facts|cluster|exists(As)?|origin|last|names\.(milvus|rest|rootPath)|connect\.aws|screen\.(rows(Of)?|nowAt)|plain\.howFor)$/;

type Told = {path: string; text: string};

/** Every text; those that need something get a word for each. */
function textsOf(value: unknown, path = ''): Told[] {
	if (typeof value === 'string') {
		return [{path, text: value}];
	}

	if (typeof value === 'function') {
		return [{path, text: told(value as (...parts: unknown[]) => unknown)}];
	}

	return Object.entries(value as object).flatMap(([key, child]) =>
		textsOf(child, `${path}.${key}`),
	);
}

/** All that a finding of `check` may be about. */
const finding = {
	address: 'a:1',
	version: '2.3.5',
	latencyMs: 3,
	user: 'root',
	reason: 'r',
	url: 'u',
	place: 'p',
	collection: 'c',
	backups: 2,
	from: 'f',
	to: 't',
	names: ['n'],
	seconds: 70,
	than: 'm',
	path: '/p',
	bytes: 5,
	check: 'milvus',
	ids: ['1'],
	count: 2,
	kept: {removedAfterDays: 3},
};

/** All that a reason to keep a backup, or not, may be about. */
const reason = {
	kind: 'restore',
	host: 'h',
	jobId: '0f8b2c64',
	at: 'a',
	writtenAt: 'w',
	number: 2,
	count: 7,
	of: '2026-W49',
	duration: '30d',
	glob: 'g*',
};

/** Texts take words, lists of words, or one object of words. */
function told(say: (...parts: unknown[]) => unknown): string {
	const words = ['one', 'two', 'three', 'four'];
	for (const parts of [
		words,
		[{collections: 'c', rows: 'r', size: 's', duration: 'd', indexes: true}],
		[{name: 'n', collections: 'c', rows: 'r', compared: 'v', searches: '2', duration: 'd'}],
		[words],
		['one', 'two', words],
		[finding],
		[{unit: 'hour', count: 2}],
		[{users: 1, roles: 2, grants: 3, privilegeGroups: 4}],
		[{target: 'default.a', rows: '3000', left: '0'}],
		[{inserted: 'i', imported: 'j'}],
		[reason],
		['7'],
		['one', words],
	]) {
		try {
			const given: unknown = say(...parts);
			// A check says what it saw, and how to mend it.
			const text =
				typeof given === 'object' && given !== null ? Object.values(given).join(' ') : given;
			if (typeof text === 'string' && !/undefined|\[object|NaN/.test(text)) {
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
	['the guided flows', englishDialog, chineseDialog],
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

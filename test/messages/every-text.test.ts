import test from 'ava';
import {messagesFor} from '../../source/messages/messages.js';
import type {ErrorCode} from '../../source/model/error-codes.js';
import type {Warning, WarningCode} from '../../source/model/job-events.js';
import {environmentNameOf, knownKeys} from '../../source/settings/keys.js';
import {sampleErrors} from './sample-details.js';
import {sampleWarnings} from './sample-warnings.js';

const errorCodes = Object.keys(sampleErrors) as ErrorCode[];
const warningCodes = Object.keys(sampleWarnings) as WarningCode[];

type Told = {name: string; text: string};

/** Every text that can come, each sentence and each hint for itself. */
function everyText(language: 'en' | 'zh'): Told[] {
	const messages = messagesFor(language);
	return [
		...errorCodes.flatMap(code =>
			sampleErrors[code].flatMap(details => {
				const {sentence, hint} = messages.error({code, details});
				return [
					{name: code, text: sentence},
					...(hint === undefined ? [] : [{name: `${code} hint`, text: hint}]),
				];
			}),
		),
		...warningCodes.flatMap(code =>
			sampleWarnings[code].map(details => ({
				name: code,
				text: messages.warning({code, details} as Warning),
			})),
		),
	];
}

const both = {en: everyText('en'), zh: everyText('zh')};
const all = [...both.en, ...both.zh];

test('every text says something, and nothing that a program forgot', t => {
	for (const {name, text} of all) {
		t.true(text.trim().length > 3, name);
		t.notRegex(text, /undefined|\[object|NaN|null|\(\)|（）|“”| {2}|\.\.(?!\/)/, name);
		t.is(text, text.trim(), name);
	}
});

test('every text is calm', t => {
	for (const {name, text} of all) {
		t.notRegex(text, /[!！]/, name);
		t.notRegex(text, /\b(invalid|illegal|fatal|oops|sorry)\b/i, name);
	}
});

test('every error but a cancellation has a next step, in both languages', t => {
	for (const language of ['en', 'zh'] as const) {
		for (const code of errorCodes) {
			for (const details of sampleErrors[code]) {
				const {hint} = messagesFor(language).error({code, details});
				t.is(hint === undefined, code === 'cancelled', code);
			}
		}
	}
});

test('every sentence ends as a sentence', t => {
	for (const {name, text} of both.en.filter(({name}) => !name.endsWith('hint'))) {
		t.regex(text, /[.?]$/, name);
		t.notRegex(text, /[.?]\.$/, name);
	}

	for (const {name, text} of both.zh.filter(({name}) => !name.endsWith('hint'))) {
		t.regex(text, name === 'usage' ? /[。？.]$/ : /[。？]$/, name);
	}
});

test('Chinese texts are Chinese, with full-width marks, and spaces around Latin words', t => {
	const han = '\\p{Script=Han}';
	for (const {name, text} of both.zh) {
		if (name !== 'usage') {
			t.regex(text, new RegExp(han, 'u'), name);
		}

		t.notRegex(text, new RegExp(`${han}[,;:?!.()]`, 'u'), name);
		t.notRegex(text, new RegExp(`[,;?!()]${han}`, 'u'), name);
		t.notRegex(text, new RegExp(`${han}[A-Za-z0-9]|[A-Za-z0-9]${han}`, 'u'), name);
		t.notRegex(text, /[，。：；、？（）] | [，。：；、？（）]/, name);
	}
});

test('English texts hold no Chinese', t => {
	for (const {name, text} of both.en) {
		t.notRegex(text, /\p{Script=Han}|[，。：；、？（）]/u, name);
	}
});

const commands = new Set(
	[
		['create', 'list', 'get', 'restore', 'delete', 'verify', 'check', 'worker', 'prune'],
		['pin', 'unpin', 'copy'],
		['add', 'list', 'show', 'remove', 'run', 'install'].map(name => `schedule ${name}`),
		['start', 'stop', 'status', 'load', 'reset'].map(name => `practice ${name}`),
		['list', 'get', 'attach', 'continue', 'cancel', 'clean'].map(name => `jobs ${name}`),
		['list', 'add', 'remove'].flatMap(name => [`cluster ${name}`, `repository ${name}`]),
	].flat(),
);

test('every command that a text names exists', t => {
	let count = 0;
	for (const {name, text} of all) {
		for (const [, first = '', second = ''] of text.matchAll(
			/milvault (practice|cluster|repository|schedule|create|list|get|restore|delete|check|verify|worker|jobs|prune|pin|unpin|copy|doctor)\b(?: ([a-z]+))?/g,
		)) {
			const command = ['practice', 'cluster', 'repository', 'jobs', 'schedule'].includes(first)
				? `${first} ${second}`
				: first;
			t.true(commands.has(command), `${name}: ${command}`);
			count++;
		}
	}

	t.true(count > 40);
});

const flags = new Set(
	'address all as base-path bucket description host port cluster config confirm debug detach dry-run filter from help keep-daily keep-hourly keep-last keep-monthly keep-weekly keep-within keep-yearly missing name name-as level no-index no-input no-load on-conflict only-failed output pinned probe queue rbac rename replace repository set shards strategy suffix systemd to token-file trust without-ttl yes'
		.split(' ')
		.map(flag => `--${flag}`),
);

test('every flag that a text names exists', t => {
	for (const {name, text} of all) {
		for (const [flag] of text.matchAll(/--[a-z]+(?:-[a-z]+)*/g)) {
			t.true(flags.has(flag), `${name}: ${flag}`);
		}
	}
});

test('every environment variable and limit that a text names exists', t => {
	const variables = new Set([
		...['CONFIG', 'STATE_DIR', 'DATA_DIR', 'CACHE_DIR', 'TOKEN'].map(name => `MILVAULT_${name}`),
		...knownKeys.flatMap(key => environmentNameOf(key) ?? []),
	]);
	for (const {name, text} of all.filter(({name}) => !name.startsWith('config-unknown'))) {
		for (const [variable] of text.matchAll(/MILVAULT_[A-Z_]+/g)) {
			t.true(variables.has(variable), `${name}: ${variable}`);
		}

		for (const [limit] of text.matchAll(/limits\.[a-zA-Z]+/g)) {
			t.true(knownKeys.includes(limit), `${name}: ${limit}`);
		}
	}
});

test('both languages name the same commands, flags and keys', t => {
	for (const [index, {name, text}] of both.en.entries()) {
		t.deepEqual(namesIn(both.zh[index]?.text ?? ''), namesIn(text), name);
	}
});

function namesIn(text: string): string[] {
	return [
		...new Set(
			[
				...text.matchAll(
					/--[a-z-]+|MILVAULT_[A-Z_]+|limits\.\w+|milvault [a-z]+(?: (?:start|stop|reset|list|add|remove))?(?= |\W|$)/g,
				),
			]
				.map(([found]) => found)
				.filter(
					found =>
						!/^milvault (?!create|list|get|restore|delete|practice|cluster|repository)/.test(found),
				),
		),
	].toSorted();
}

test('no text shows an access key', t => {
	t.false(all.some(({text}) => text.includes('AKIA')));
});

test('words are complete: every label is a text, and counts read well', t => {
	for (const language of ['en', 'zh'] as const) {
		for (const value of Object.values(messagesFor(language).words)) {
			if (typeof value === 'object') {
				t.true(Object.values(value).every(text => text.length > 0));
			}
		}
	}

	const en = messagesFor('en').words;
	const zh = messagesFor('zh').words;
	t.deepEqual(
		[en.rows(1), en.rows('3000'), en.retries(2n), en.indexes(1), en.importJobs(0)],
		['1 row', '3,000 rows', '2 retries', '1 index', '0 import jobs'],
	);
	t.deepEqual(
		[zh.rows('3000'), zh.collections(1), zh.retries(2)],
		['3,000 行', '1 个集合', '重试 2 次'],
	);
	t.deepEqual(
		[[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(items => [en.listed(items), zh.listed(items)]),
		[
			['', ''],
			['a', 'a'],
			['a and b', 'a、b'],
			['a, b and c', 'a、b、c'],
		],
	);
	t.is(`${en.elapsed('0:42')}, ${en.left('1:10')}`, '0:42 elapsed, about 1:10 left');
	t.is(zh.left('1:10'), '预计还需 1:10');
});

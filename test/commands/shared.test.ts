import test from 'ava';
import {expandName} from '../../source/model/expand-name.js';
import {maskedMessages, toJson} from '../../source/render/to-json.js';
import {typedCommand} from '../../source/render/typed-command.js';
import {wrapHelp} from '../../source/commands/program/wrap-help.js';
import {messagesFor} from '../../source/messages/messages.js';
import {MilvaultError} from '../../source/model/milvault-error.js';

const now = new Date('2026-11-22T10:30:00.999Z');

for (const [pattern, name] of [
	['nightly_{date}', 'nightly_2026_11_22'],
	['b_{date}_{time}', 'b_2026_11_22_103000'],
	['{date}{date}', '2026_11_222026_11_22'],
	['plain', 'plain'],
	['odd_{day}', 'odd_{day}'],
] as const) {
	test(`--name ${pattern} is ${name}`, t => {
		t.is(expandName(pattern, now), name);
	});
}

test('a command to type next keeps the cluster, the repository and the file of this one', t => {
	t.is(
		typedCommand(['restore', '--name', 'b', '--suffix', '_restored'], {
			config: 'my config.yaml',
			cluster: '生产',
			repository: "it's",
		}),
		"milvault restore --name b --suffix _restored --config 'my config.yaml' --cluster 生产 --repository 'it'\\''s'",
	);
});

test('a command to type next says what was --set', t => {
	t.is(
		typedCommand(['create'], {set: {'milvus.address': 'a:1', 'repositories.*.path': 'my backups'}}),
		"milvault create --set milvus.address=a:1 --set 'repositories.*.path=my backups'",
	);
});

const mask = (text: string): string => text.replaceAll('hush', '******');

test('JSON errors and warnings get their sentences, and lose secrets', t => {
	const messages = maskedMessages(messagesFor('en'), mask);
	const error = new MilvaultError('milvus-unreachable', {
		address: 'a:1',
		reason: 'hush ECONNREFUSED',
	});
	const warning = {code: 'not-run-live', details: {version: '2.6.0'}};
	const event = toJson(
		{
			type: 'collection-ended',
			name: 'hush',
			error,
			warning,
			warnings: [warning],
			none: undefined,
		},
		messages,
		mask,
	) as Record<string, Record<string, unknown>>;
	t.like(event['error'], {
		code: 'milvus-unreachable',
		details: {address: 'a:1', reason: '****** ECONNREFUSED'},
	});
	t.regex(String(event['error']?.['message']), /^Milvus cannot be reached/);
	t.notRegex(JSON.stringify(event['error']), /hush/);
	t.like(event['warning'], {code: 'not-run-live'});
	t.deepEqual(event['warnings'], [event['warning']]);
	// A name is no foreign text: a password that happens to be a word must not make it unreadable.
	t.is(event['name'] as unknown, 'hush');
});

test('help breaks at spaces and between Chinese characters, never before a closing mark', t => {
	t.is(wrapHelp('one two three', 8), 'one two\nthree');
	t.is(wrapHelp('恢复所选集合。', 12), '恢复所选集\n合。');
	t.is(wrapHelp('用 --name 指定', 9), '用 --name\n指定');
	t.is(wrapHelp('a\nb', 9), 'a\nb');
});

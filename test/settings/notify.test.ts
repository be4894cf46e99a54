import test from 'ava';
import {failure, load} from './with-config.js';

test('receivers have the defaults of their type', async t => {
	const {notify} = await load(t, {
		yaml: `
notify:
  hook: {url: 'https://h/x'}
  check: {type: healthchecks, url: 'https://h/x', on: failure}
  run: {type: command, command: 'date', on: 'Partial, recovery', jobs: 'backup,prune'}
`,
	});
	t.like(notify?.['hook'], {
		type: 'webhook',
		on: ['failure', 'partial', 'recovery'],
		jobs: ['backup', 'restore', 'verify', 'delete', 'prune'],
	});
	t.like(notify?.['check'], {jobs: ['backup'], on: ['failure']});
	t.like(notify?.['run'], {on: ['partial', 'recovery'], jobs: ['backup', 'prune']});
});

test('what is wrong with a receiver is said: the value, where it stands, what is allowed', async t => {
	for (const [receiver, code, details] of [
		['{type: slak, url: "https://h/x"}', 'config-bad-value', {value: 'slak', allowed: /slack/}],
		['{type: slack}', 'config-missing-value', {key: 'notify.r.url', ways: /notify\.r\.urlFile/}],
		['{type: command}', 'config-missing-value', {key: 'notify.r.command'}],
		['{url: "https://h/x", on: "failure, partal"}', 'config-bad-value', {allowed: /^partial, /}],
		['{url: "https://h/x", jobs: create}', 'config-bad-value', {allowed: /backup/}],
		['{url: "ftp://h/a-secret"}', 'config-bad-value', {value: '******', allowed: /https/}],
		['{type: slack, url: "https://h/x", token: t}', 'config-bad-value', {allowed: /^webhook$/}],
		['{type: wecom, url: "https://h/x", secretFile: s}', 'config-bad-value', {value: 'wecom'}],
		['{url: "https://h/x", when: always}', 'config-unknown-key', {key: 'notify.r.when'}],
	] as const) {
		const error = await failure(t, {yaml: `notify: {r: ${receiver}}`});
		t.is(error.code, code, receiver);
		for (const [key, expected] of Object.entries(details)) {
			const found = String((error.details as Record<string, unknown>)[key]);
			if (expected instanceof RegExp) {
				t.regex(found, expected, receiver);
			} else {
				t.is(found, expected, receiver);
			}
		}
	}
});

import {createHmac} from 'node:crypto';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import type {JobEvent} from '../../source/model/job-events.js';
import type {JobResult} from '../../source/model/jobs.js';
import {MilvaultError} from '../../source/model/milvault-error.js';
import {notifyOfError, notifyOfJob} from '../../source/notify/notify-job.js';
import {maskSecrets} from '../../source/settings/describe-settings.js';
import {loadSettings} from '../../source/settings/load-settings.js';
import type {Settings} from '../../source/settings/settings.js';
import {seededRandom, testSeed} from '../helpers/runner/seeded-random.js';
import {startReceiver} from '../helpers/notify/receiver.js';

const subject = {
	kind: 'backup',
	name: 'nightly_1',
	jobId: '7f0c3a5e-0000-4000-8000-000000000001',
	cluster: 'prod',
	repository: 'offsite',
} as const;

const complete: JobResult = {
	kind: 'delete',
	outcome: 'complete',
	backups: [],
};
const partial: JobResult = {
	kind: 'delete',
	outcome: 'partial',
	backups: [
		{name: 'a', outcome: 'complete', objects: 1, foreignFiles: 0},
		{
			name: 'b',
			outcome: 'failed',
			objects: 0,
			foreignFiles: 0,
			error: {code: 'backup-missing', details: {name: 'b', place: 'p', near: []}},
		},
	],
};

async function scene(t: ExecutionContext) {
	const stateDir = await mkdtemp(join(tmpdir(), 'milvault-notify-'));
	t.teardown(async () => rm(stateDir, {recursive: true, force: true}));
	const settingsOf = async (notify: Record<string, Record<string, string>>): Promise<Settings> => {
		const file = join(stateDir, 'milvault.yaml');
		await writeFile(file, JSON.stringify({notify}));
		return loadSettings({
			file,
			environment: {RECEIVER_SECRET: 'from-the-environment'},
			homeDirectory: stateDir,
			secretsFor: [],
		});
	};

	const events: JobEvent[] = [];
	const run = async (settings: Settings, result: JobResult | MilvaultError): Promise<JobResult> =>
		notifyOfJob(
			settings,
			subject,
			async () => {
				if (result instanceof MilvaultError) {
					throw result;
				}

				return result;
			},
			{
				stateDir,
				mask: text => maskSecrets(text, settings),
				onEvent(event) {
					events.push(event);
				},
			},
		);
	return {stateDir, settingsOf, run, events};
}

test('a webhook is told of a failure, a part and a recovery, and of no success that is not one', async t => {
	const {settingsOf, run, events} = await scene(t);
	const {url, received} = await startReceiver(t);
	const settings = await settingsOf({hook: {url: `${url}/hook`, token: 'a-token', secret: 'key'}});
	const unreachable = new MilvaultError('milvus-timeout', {
		address: 'h:1',
		rpc: 'Flush',
		timeoutMs: 5000,
	});
	await run(settings, complete);
	t.deepEqual(received, []);
	t.is(await t.throwsAsync(run(settings, unreachable)), unreachable);
	await run(settings, partial);
	await run(settings, new MilvaultError('cancelled', {})).catch(() => undefined);
	await run(settings, complete);
	await run(settings, complete);
	t.deepEqual(events, []);
	const bodies = received.map(({body}) => JSON.parse(body) as Record<string, unknown>);
	t.deepEqual(
		bodies.map(({event, outcome}) => [event, outcome]),
		[
			['failure', 'failed'],
			['partial', 'partial'],
			['recovery', 'complete'],
		],
	);
	t.like(bodies[0], {
		source: 'milvault',
		...subject,
		error: {code: 'milvus-timeout', details: {address: 'h:1'}},
	});
	t.regex(String(bodies[0]?.['message']), /^milvault: backup “nightly_1” .*prod.* failed\.\n\S/);
	t.regex(String(bodies[1]?.['message']), /only partly done\.\n.*“?b”?/);
	for (const {path, headers, body} of received) {
		t.is(path, '/hook');
		t.is(headers.authorization, 'Bearer a-token');
		t.is(
			headers['x-milvault-signature'],
			`sha256=${createHmac('sha256', 'key').update(body).digest('hex')}`,
		);
	}
});

test('healthchecks is told of start and end under one run id, of backups only', async t => {
	const {settingsOf, run, stateDir} = await scene(t);
	const {url, received} = await startReceiver(t);
	const settings = await settingsOf({check: {type: 'healthchecks', url: `${url}/uuid/`}});
	await run(settings, complete);
	await run(settings, partial);
	const restore = {...subject, kind: 'restore' as const};
	await notifyOfJob(settings, restore, async () => complete, {stateDir, mask: text => text});
	const id = `?rid=${subject.jobId}`;
	t.deepEqual(
		received.map(({path}) => path),
		['/uuid/start', '/uuid', '/uuid/start', '/uuid/fail'].map(path => path + id),
	);
});

test('chats get their own form, signatures and no marks that call people', async t => {
	const {settingsOf, run} = await scene(t);
	const {url, received} = await startReceiver(t, (response, {path}) => {
		response.end(JSON.stringify(path.startsWith('/feishu') ? {code: 0} : {errcode: 0}));
	});
	const settings = await settingsOf(
		Object.fromEntries(
			(['slack', 'feishu', 'dingtalk', 'wecom'] as const).map(type => [
				type,
				{
					type,
					url: `${url}/${type}?key=1`,
					...((type === 'feishu' || type === 'dingtalk') && {secretEnvironment: 'RECEIVER_SECRET'}),
				},
			]),
		),
	);
	const error = new MilvaultError('backup-missing', {
		name: '<!channel> <at user_id="all">',
		place: 'p',
		near: [],
	});
	await t.throwsAsync(run(settings, error));
	const of = (type: string) => {
		const found = received.find(({path}) => path.startsWith(`/${type}`));
		return {...found!, json: JSON.parse(found!.body) as Record<string, unknown>};
	};

	t.is(received.length, 4);
	t.regex(String(of('slack').json['text']), /&lt;!channel&gt;/);
	const feishu = of('feishu').json;
	t.like(feishu, {msg_type: 'text'});
	t.regex((feishu['content'] as {text: string}).text, /＜at user_id/);
	t.is(
		feishu['sign'],
		createHmac('sha256', `${String(feishu['timestamp'])}\nfrom-the-environment`)
			.update('')
			.digest('base64'),
	);
	const dingtalk = of('dingtalk');
	t.like(dingtalk.json, {msgtype: 'text'});
	const query = new URL(dingtalk.path, url).searchParams;
	t.is(query.get('key'), '1');
	t.is(
		query.get('sign'),
		createHmac('sha256', 'from-the-environment')
			.update(`${query.get('timestamp')}\nfrom-the-environment`)
			.digest('base64'),
	);
	t.like(of('wecom').json, {msgtype: 'text'});
});

test('a chat that refuses with HTTP 200 has not been notified, and a warning says so', async t => {
	const {settingsOf, run, events} = await scene(t);
	const {url} = await startReceiver(t, response => {
		response.end('{"errcode":310000,"errmsg":"keywords not in content"}');
	});
	const settings = await settingsOf({chat: {type: 'dingtalk', url}});
	t.like(await run(settings, partial), {outcome: 'partial'});
	t.deepEqual(events, [
		{
			type: 'warning',
			warning: {
				code: 'not-notified',
				details: {receiver: 'chat', reason: 'HTTP 200, errcode 310000'},
			},
		},
	]);
});

test('a receiver that fails for a moment is tried again; a redirect is not followed', async t => {
	const {settingsOf, run, events} = await scene(t);
	const flaky = await startReceiver(t, (response, _, count) => {
		response.writeHead(count < 3 ? 503 : 204).end();
	});
	const other = await startReceiver(t);
	const redirecting = await startReceiver(t, response => {
		response.writeHead(307, {location: other.url}).end();
	});
	const settings = await settingsOf({
		flaky: {url: flaky.url},
		redirecting: {url: redirecting.url},
	});
	await run(settings, partial);
	t.is(flaky.received.length, 3);
	t.deepEqual([redirecting.received.length, other.received.length], [1, 0]);
	t.like(events, {
		length: 1,
		0: {warning: {details: {receiver: 'redirecting', reason: 'HTTP 307'}}},
	});
});

test('receivers that hang, that send without end or whose command hangs hold a job up together, and change nothing of its end', async t => {
	const {settingsOf, run, events, stateDir} = await scene(t);
	const silent = await startReceiver(t, () => undefined);
	const endless = await startReceiver(t, response => {
		response.writeHead(200);
		const more = (): void => {
			if (!response.destroyed) {
				response.write(Buffer.alloc(8192));
				setImmediate(more);
			}
		};

		more();
	});
	const pidFile = join(stateDir, 'pid');
	const settings = await settingsOf({
		silent: {url: silent.url},
		check: {type: 'healthchecks', url: silent.url},
		endless: {url: endless.url},
		command: {type: 'command', command: `echo $$ > ${pidFile}; sleep 600`},
		refused: {url: 'http://127.0.0.1:1'},
	});
	const error = new MilvaultError('backup-missing', {name: 'b', place: 'p', near: []});
	const before = performance.now();
	t.is(await t.throwsAsync(run(settings, error)), error);
	// Five of ten seconds each, one after another, would be fifty.
	t.true(performance.now() - before < 40_000);
	const reasons = Object.fromEntries(
		events.flatMap(event =>
			event.type === 'warning' && event.warning.code === 'not-notified'
				? [[event.warning.details.receiver, event.warning.details.reason]]
				: [],
		),
	);
	t.deepEqual(reasons, {
		silent: 'no answer in 10 s',
		check: 'no answer in 10 s',
		endless: '> 65536 bytes',
		command: 'no answer in 10 s',
		refused: 'ECONNREFUSED',
	});
	const pid = Number(await readFile(pidFile, 'utf8'));
	t.throws(() => process.kill(pid, 0), {code: 'ESRCH'});
});

test('a command gets the notice as JSON and in variables', async t => {
	const {settingsOf, run, stateDir} = await scene(t);
	const file = join(stateDir, 'told');
	const settings = await settingsOf({
		local: {
			type: 'command',
			on: 'always',
			command: `(cat; echo "$MILVAULT_EVENT $MILVAULT_NAME") > ${file}`,
		},
	});
	await run(settings, complete);
	const [json = '', line] = (await readFile(file, 'utf8')).split('\n');
	t.like(JSON.parse(json), {event: 'success', kind: 'backup', outcome: 'complete'});
	t.is(line, 'success nightly_1');
});

test('whatever secrets there are, none is in what is sent or warned of', async t => {
	const random = seededRandom(t.title);
	t.log(`MILVAULT_TEST_SEED=${testSeed}`);
	const {stateDir} = await scene(t);
	const {url, received} = await startReceiver(t, response => {
		response.writeHead(400).end();
	});
	const letters = 'a b X Z 0 9 " \\ / \' < > & % $ é 密 \u2028 + = ? # @ :'.split(' ');
	const word = (): string =>
		`${Array.from({length: 8 + random.below(12)}, () => letters[random.below(letters.length)]).join('')}x1`;
	for (let turn = 0; turn < 50; turn++) {
		const [password = '', key = '', session = '', path = '', secret = ''] = Array.from(
			{length: 5},
			word,
		);
		// It goes into a header.
		const token = `t-${random.below(1e9)}`;
		const file = join(stateDir, 'fuzz.yaml');
		await writeFile(join(stateDir, 'token'), token);
		await writeFile(
			file,
			JSON.stringify({
				clusters: {
					default: {
						milvus: {username: 'u', password},
						storage: {accessKeyId: 'a', secretAccessKey: key, sessionToken: session},
					},
				},
				repositories: {default: {cluster: 'default'}},
				notify: {
					hook: {
						url: `${url}/${encodeURIComponent(path)}`,
						secret,
						tokenFile: join(stateDir, 'token'),
					},
					chat: {type: 'slack', url: `${url}/${encodeURIComponent(path)}`},
				},
			}),
		);
		const settings = await loadSettings({file, environment: {}, homeDirectory: stateDir});
		received.length = 0;
		const all = [password, key, session, path, secret, token];
		const warnings = await notifyOfError(
			settings,
			'backup',
			new MilvaultError('milvus-refused', {
				rpc: `http://u:${password}@h ${key}`,
				reason: `${session} ${token} ${secret} ${url}/${encodeURIComponent(path)}`,
				code: 1,
			}),
			{stateDir, mask: text => maskSecrets(text, settings)},
		);
		t.is(received.length, 2);
		t.is(warnings.length, 2);
		const hook = received.find(({headers}) => headers.authorization !== undefined);
		t.is(hook?.headers.authorization, `Bearer ${token}`);
		const sent = JSON.stringify([received.map(({body}) => JSON.parse(body) as unknown), warnings]);
		for (const each of all) {
			for (const form of [each, JSON.stringify(each).slice(1, -1), encodeURIComponent(each)]) {
				t.false(sent.includes(form), `${JSON.stringify(each)} in ${sent}`);
			}
		}
	}
});

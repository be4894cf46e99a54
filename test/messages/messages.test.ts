import test from 'ava';
import {messagesFor} from '../../source/messages/messages.js';
import type {ErrorCode} from '../../source/model/error-codes.js';
import {MilvaultError, toMilvaultError} from '../../source/model/milvault-error.js';

const en = messagesFor('en');
const zh = messagesFor('zh');

/** What people really stumble over: title, error, and both languages word for word. */
for (const [title, error, english, chinese] of [
	[
		'a wrong root path is told with the right one',
		new MilvaultError('wrong-root-path', {
			collection: 'default.hello_milvus',
			rows: '3000',
			place: 's3://a-bucket/file',
			rootPath: 'file',
			suggestions: ['files'],
			otherBuckets: [],
		}),
		{
			sentence:
				'Milvus has 3,000 rows in default.hello_milvus, but s3://a-bucket/file holds no data of it.',
			hint: 'Its data is in another root path. In the cluster’s storage, set `rootPath: files`, or MILVAULT_STORAGE_ROOT_PATH=files.',
		},
		{
			sentence:
				'Milvus 中 default.hello_milvus 有 3,000 行，但 s3://a-bucket/file 中没有它的数据。',
			hint: '数据在另一个根路径下。请在集群存储中设置 `rootPath: files`，或设置 MILVAULT_STORAGE_ROOT_PATH=files。',
		},
	],
	[
		'Milvus down at localhost is told with what localhost is in a container',
		new MilvaultError('milvus-unreachable', {
			address: 'localhost:19530',
			reason: 'nothing listens there',
		}),
		{
			sentence: 'Milvus cannot be reached at localhost:19530: nothing listens there.',
			hint: 'Start Milvus, or give its address with --address host:19530. Inside a container localhost is the container itself: use the name of Milvus’s service or the host’s address. To try milvault on a practice Milvus: milvault practice start',
		},
		{
			sentence: '无法连接 localhost:19530 上的 Milvus：没有程序在监听。',
			hint: '请启动 Milvus，或用 --address host:19530 指定地址。在容器内，localhost 指容器本身，应使用 Milvus 的服务名或宿主机地址。想在练习集群上试用 milvault：milvault practice start',
		},
	],
	[
		'the name of a service is told with how to get at it from outside',
		new MilvaultError('milvus-unreachable', {
			address: 'milvus.prod.svc:19530',
			reason: 'the host name is not known',
		}),
		{
			sentence: 'Milvus cannot be reached at milvus.prod.svc:19530: the host name is not known.',
			hint: 'A name like this resolves only inside its Docker or Kubernetes network. Run milvault there, or forward the port (kubectl port-forward service/<milvus> 19530) and use --address localhost:19530',
		},
		{
			sentence: '无法连接 milvus.prod.svc:19530 上的 Milvus：无法解析主机名。',
			hint: '这样的名称只在它所在的 Docker 或 Kubernetes 网络内有效。请在该网络内运行 milvault，或转发端口（kubectl port-forward service/<milvus> 19530）后使用 --address localhost:19530',
		},
	],
	[
		'a typo in the configuration is told with its line and what was meant',
		new MilvaultError('config-unknown-key', {
			key: 'clusters.prod.milvus.adress',
			origin: 'file prod.yaml:4',
			suggestion: 'clusters.prod.milvus.address',
		}),
		{
			sentence: 'clusters.prod.milvus.adress is not a key of the configuration (prod.yaml:4).',
			hint: 'Did you mean clusters.prod.milvus.address?',
		},
		{
			sentence: '配置中没有 clusters.prod.milvus.adress 这个键（prod.yaml:4）。',
			hint: '您要写的是不是 clusters.prod.milvus.address？',
		},
	],
	[
		'an unknown cluster is told with the flag it came from and the nearest name',
		new MilvaultError('unknown-cluster', {
			name: 'prd',
			known: ['prod', 'staging'],
			origin: 'flag --cluster',
		}),
		{
			sentence: 'There is no cluster “prd” (flag --cluster).',
			hint: 'Did you mean “prod”?',
		},
		{
			sentence: '没有名为“prd”的集群（命令行选项 --cluster）。',
			hint: '您要找的是不是“prod”？',
		},
	],
	[
		'a value is told with the environment variable it came from',
		new MilvaultError('config-bad-value', {
			key: 'MILVUS_ADDRESS',
			origin: 'environment MILVUS_ADDRESS',
			value: 'a:b:c',
			allowed: 'host:19530',
		}),
		{
			sentence: '“a:b:c” is not a value of MILVUS_ADDRESS (environment variable MILVUS_ADDRESS).',
			hint: 'It takes: host:19530',
		},
		{
			sentence: 'MILVUS_ADDRESS 不能取值“a:b:c”（环境变量 MILVUS_ADDRESS）。',
			hint: '可用的值：host:19530',
		},
	],
	[
		'existing targets are told with their rows and the choices there are',
		new MilvaultError('target-exists', {
			targets: [
				{target: 'default.a', rows: '3000'},
				{target: 'default.b', rows: '1'},
			],
		}),
		{
			sentence:
				'On the cluster these collections exist already: default.a (3,000 rows) and default.b (1 row).',
			hint: 'Restore beside them with --suffix _restored or --on-conflict rename, leave them out with --on-conflict skip, add the rows to them with --on-conflict append, or put the backup in their place with --on-conflict replace.',
		},
		{
			sentence: '集群中已存在以下集合：default.a（3,000 行）、default.b（1 行）。',
			hint: '可以用 --suffix _restored 或 --on-conflict rename 恢复到新的集合，用 --on-conflict skip 跳过，用 --on-conflict append 把数据追加进去，或用 --on-conflict replace 替换它们。',
		},
	],
	[
		'a deadline is told in minutes',
		new MilvaultError('flush-timeout', {
			collection: 'default.a',
			waitedMs: 1_800_123,
		}),
		{
			sentence: 'Milvus did not finish the flush of default.a within 30 minutes.',
			hint: 'Milvus may be busy or limit flushes: try again later, or raise limits.flushTimeoutSeconds. --strategy skip_flush backs up only flushed data.',
		},
		{
			sentence: 'Milvus 在 30 分钟内没有完成 default.a 的落盘。',
			hint: 'Milvus 可能繁忙或限制了 flush 频率：请稍后重试，或调大 limits.flushTimeoutSeconds。使用 --strategy skip_flush 则只备份已落盘的数据。',
		},
	],
	[
		'a bug is called a bug, with the way to its stack',
		toMilvaultError(new TypeError('x is not iterable')),
		{
			sentence: 'A bug in milvault: x is not iterable.',
			hint: 'Run the same command with --debug to get the stack trace, and report the bug with it.',
		},
		{
			sentence: '这是 milvault 的缺陷：x is not iterable。',
			hint: '请加上 --debug 再次运行同一命令以得到调用栈，并连同调用栈一起反馈。',
		},
	],
	[
		'a cancellation is no failure and needs no advice',
		new MilvaultError('cancelled', {}),
		{sentence: 'Cancelled.'},
		{sentence: '已取消。'},
	],
] as const) {
	test(title, t => {
		t.deepEqual(en.error(error), english);
		t.deepEqual(zh.error(error), chinese);
	});
}

test('an error that came through a record reads the same as the one that was thrown', t => {
	const error = new MilvaultError('disk-full', {path: '/backups'});
	const {code, details} = JSON.parse(JSON.stringify(error)) as MilvaultError;
	t.deepEqual(en.error({code, details}), en.error(error));
});

test('a server’s text cannot send escape sequences to the terminal, nor break the line', t => {
	const {sentence} = en.error(
		new MilvaultError('milvus-refused', {
			rpc: 'Import',
			code: 5,
			reason: 'bad\u001B[2J\u0007\n  goroutine 1:\r\n\tmain.go',
		}),
	);
	t.is(sentence, 'Milvus refused Import: bad goroutine 1: main.go (code 5).');
});

test('a server’s endless reason is cut', t => {
	const {sentence} = zh.error(
		new MilvaultError('milvus-refused', {
			rpc: 'Import',
			code: 5,
			reason: 'wrapped: '.repeat(1000),
		}),
	);
	t.true(sentence.length < 400);
	t.regex(sentence, /…（错误码 5）。$/);
});

test('an error of a newer version that lies in a record is shown as it is', t => {
	const newer = {code: 'too-new' as ErrorCode, details: {a: 1}};
	t.is(en.error(newer).sentence, 'An error of another milvault version: too-new {"a":1}');
	t.is(zh.error(newer).sentence, '来自其他版本 milvault 的错误：too-new {"a":1}');
});

test('a record without the details that the sentence needs is still shown', t => {
	t.is(
		en.error({code: 'target-exists', details: {}}).sentence,
		'An error of another milvault version: target-exists {}',
	);
});

test('a known warning and one of another version', t => {
	t.is(
		zh.warning({code: 'left-behind', details: {what: 'x', where: 'prod'}}),
		'无法删除 x，它仍在 prod 中。确认不再使用后请手动删除。',
	);
	t.is(
		en.warning({code: 'unheard-of', details: {}} as never),
		'A warning of another milvault version: unheard-of {}',
	);
});

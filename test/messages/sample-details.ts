import {scheduleSamples} from './sample-schedules.js';
import type {ErrorCode, ErrorDetails} from '../../source/model/error-codes.js';

/**
 * Details as they really come, several where a text has branches; a new code fails the build until
 * it is here.
 */
export const sampleErrors: {
	[Code in ErrorCode]: ReadonlyArray<ErrorDetails[Code]>;
} = {
	'config-file-missing': [{path: 'prod.yaml'}],
	'file-too-large': [
		{path: '/dev/zero', maxBytes: 2 ** 20},
		{path: 'token', maxBytes: 2 ** 16},
	],
	'file-endless': [{path: '/dev/fd/63', seconds: 30}],
	'config-syntax': [
		{file: 'prod.yaml:3', reason: 'Map keys must be unique'},
		{file: 'prod.yaml', reason: 'EACCES'},
	],
	'config-yaml': [
		{
			file: 'prod.yaml:8',
			mistake: 'wide-colon',
			corrected: 'port: 9000',
		},
		{file: 'prod.yaml:8', mistake: 'tab', corrected: 'port: 9000', indent: 2},
		{file: 'prod.yaml:8', mistake: 'foreign-blank', character: '\u3000'},
		{file: 'prod.yaml:8', mistake: 'foreign-blank', character: '\u2003'},
		{file: 'prod.yaml:8', mistake: 'indentation', indent: 4},
		{file: 'prod.yaml:8', mistake: 'no-blank-after-colon'},
		{file: 'prod.yaml:8', mistake: 'equals-sign'},
		{file: 'prod.yaml:8', mistake: 'no-colon'},
		{
			file: 'prod.yaml:8',
			mistake: 'reserved-character',
			character: '@',
			corrected: "password: '…'",
		},
		{file: 'prod.yaml:8', mistake: 'colon-in-value'},
		{file: 'prod.yaml:8', mistake: 'open-quote', character: '"'},
		{file: 'prod.yaml:8', mistake: 'after-quote', character: '"'},
		{file: 'prod.yaml:8', mistake: 'typographic-quotes', character: '“'},
		{file: 'prod.yaml:8', mistake: 'open-quote', character: '’'},
		{file: 'prod.yaml:8', mistake: 'escape'},
		{file: 'prod.yaml:8', mistake: 'brackets', character: '}'},
		{file: 'prod.yaml:8', mistake: 'key-twice', otherLine: 3},
		{file: 'prod.yaml:8', mistake: 'key-twice'},
		{file: 'prod.yaml:8', mistake: 'continued-line'},
		{file: 'prod.yaml:8', mistake: 'template'},
		{file: 'prod.yaml:8', mistake: 'conflict-marker'},
	],
	'config-encoding': [
		{file: 'prod.yaml', encoding: 'UTF-16'},
		{file: 'prod.yaml', encoding: 'GBK'},
		{file: 'prod.yaml', encoding: 'Latin-1'},
		{file: 'prod.yaml', encoding: 'binary'},
	],
	'config-empty': [{file: 'values.yaml'}],
	'config-unrecognised': [{file: 'all.yaml', found: ['Job backup', 'Service milvus']}],
	'config-placeholder': [
		{
			key: 'minio.useSSL',
			origin: 'file prod.yaml:11',
			placeholder: '${USE_SSL}',
			variable: 'USE_SSL',
		},
		{
			key: 'milvus.password',
			origin: 'file prod.yaml:5',
			placeholder: '{{ … }}',
		},
	],
	'config-lacking': (['azure', 'gcp-native', 'cloud-role', 'opendal'] as const).map(lack => ({
		key: 'minio.cloudProvider',
		origin: 'file prod.yaml:5',
		value: 'azure',
		lack,
	})),
	'config-unknown-key': [
		{
			key: 'clusters.prod.milvus.adress',
			origin: 'file prod.yaml:4',
			suggestion: 'clusters.prod.milvus.address',
		},
		{key: 'extra', origin: 'file prod.yaml:9'},
		{
			key: 'MILVAULT_MILVUS_ADRESS',
			origin: 'environment',
			suggestion: 'MILVAULT_MILVUS_ADDRESS',
		},
	],
	'config-bad-value': [
		{
			key: 'limits.copyConcurrency',
			origin: 'file prod.yaml:12',
			value: 'many',
			allowed: '1–1024',
		},
		{
			key: '--address',
			origin: 'flag --address',
			value: '',
			allowed: 'host:19530',
		},
	],
	'config-missing-value': [
		{
			key: 'clusters.default.storage.accessKeyId',
			ways: 'clusters.default.storage.accessKeyId, MILVAULT_STORAGE_ACCESS_KEY_ID',
		},
	],
	'no-home': [
		{what: 'state', variable: 'MILVAULT_STATE_DIR', user: '54321'},
		{what: 'config', variable: 'MILVAULT_CONFIG', user: ''},
	],
	'config-secret-unreadable': [
		{
			key: 'clusters.prod.milvus.password',
			origin: 'environment MILVUS_PASSWORD_FILE',
			reason: 'ENOENT: /run/secrets/milvus',
		},
	],
	'config-name-taken': [
		{kind: 'cluster', name: 'prod', file: 'prod.yaml'},
		{kind: 'repository', name: 'offsite', file: 'prod.yaml'},
	],
	'config-foreign': [{file: 'my c.yml', is: 'docker-compose.yml'}],
	'unknown-cluster': [
		{name: 'x', known: [], origin: 'default', foreignFile: 'my c.yml'},
		{name: 'prd', known: ['prod', 'test'], origin: 'flag --cluster'},
		{name: 'x', known: ['prod', 'test'], origin: 'file prod.yaml:2'},
		{name: 'prod', known: [], origin: 'default'},
	],
	'unknown-repository': [
		{name: 'x', known: [], origin: 'default', foreignFile: 'c.yml'},
		{name: 'offsit', known: ['offsite'], origin: '--repository'},
		{
			name: 'x',
			known: ['offsite'],
			origin: 'environment MILVAULT_REPOSITORY',
		},
	],
	'bucket-missing': [
		{bucket: 'a-buket', endpoint: 'http://localhost:9000'},
		{bucket: 'mlivus-data', endpoint: 'http://localhost:9000', buckets: ['backups', 'milvus-data']},
		{bucket: 'data', endpoint: 'https://cos.ap-shanghai.myqcloud.com'},
	],
	'directory-missing': [{path: '/var/lib/milvus/data'}],
	'wrong-root-path': [
		{
			collection: 'default.hello_milvus',
			rows: '3000',
			place: 's3://a-bucket/file',
			rootPath: 'file',
			suggestions: ['files'],
			otherBuckets: [],
		},
		{
			collection: 'default.hello_milvus',
			rows: '3000',
			place: 's3://a-bucket/file',
			rootPath: 'file',
			suggestions: ['', 'old/files'],
			otherBuckets: [],
		},
		{
			collection: 'default.hello_milvus',
			rows: '3000',
			place: 's3://a-bucket/file',
			rootPath: 'file',
			suggestions: [],
			otherBuckets: [],
		},
		{
			collection: 'default.hello_milvus',
			rows: '3000',
			place: '/var/lib',
			rootPath: '',
			suggestions: ['milvus/data'],
			otherBuckets: [],
		},
		{
			collection: 'default.hello_milvus',
			rows: '3000',
			place: '/var/lib',
			rootPath: '',
			suggestions: [],
			otherBuckets: [],
		},
		{
			collection: 'default.hello_milvus',
			rows: '3000',
			place: 's3://a-bucket/files',
			rootPath: 'files',
			suggestions: [],
			otherBuckets: [
				{bucket: 'milvus-bucket', rootPath: 'file'},
				{bucket: 'b', rootPath: ''},
			],
		},
	],
	usage: [{reason: '--strategy', suggestion: '--strategy'}, {reason: 'Too many arguments.'}],
	'bad-backup-name': [
		{name: 'a/b', rule: 'one directory name'},
		{
			name: 'full backup',
			rule: 'only letters A-Z a-z, digits, _, - and ., no . at the end',
			suggestion: 'full_backup',
		},
	],
	'bad-collection-name': [
		{name: 'a b', rule: 'letters and digits'},
		{
			name: 'a$b',
			rule: 'letters and digits',
			suggestion: 'a_b',
			version: '2.3.5',
		},
	],
	'filter-syntax': [
		{filter: 'a,b.c.d', part: 'b.c.d'},
		{filter: 'b.c.d', part: 'b.c.d'},
	],
	'filter-no-match': [
		{part: 'helo', near: ['hello']},
		{part: 'x.*', near: []},
	],
	'no-terminal': [{flag: ''}, {flag: '--no-input'}],
	'rename-syntax': [{rename: 'a'}],
	'rename-no-match': [
		{rename: 'helo:b', near: ['default.hello', 'default.hello2']},
		{rename: 'x:b', near: []},
	],
	'override-no-match': [
		{collection: 'default.order', near: ['default.orders']},
		{collection: 'x.y', near: []},
	],
	'one-collection-needed': [
		{options: ['--shards'], count: 3},
		{options: ['--shards', '--description'], count: 0},
	],
	'conflict-no-match': [
		{text: 'default.helo:append', near: ['default.hello']},
		{text: 'x.y:skip', near: []},
	],
	'flags-exclude': [{first: '--suffix', second: '--rename'}],
	'same-target': [{target: 'default.a', sources: ['default.b', 'x.b']}],
	'confirmation-needed': [{action: 'delete nightly_1122', flag: '--yes'}],
	'milvus-unreachable': [
		{address: 'localhost:19530', reason: 'nothing listens there'},
		{address: 'milvus:19530', reason: 'the host name is not known'},
		{address: '10.0.0.5:19530', reason: 'nothing listens there'},
	],
	'milvus-timeout': [
		{address: 'localhost:19530', rpc: 'GetVersion', timeoutMs: 10_000},
		{address: 'localhost:19530', rpc: 'GetVersion', timeoutMs: 500},
	],
	'milvus-tls': [{address: 'localhost:19530', reason: 'self-signed certificate'}],
	'not-a-milvus': [{address: 'localhost:9091', reason: 'it reports no version'}],
	'queue-unreachable': [{address: 'redis:6379', reason: 'nothing listens there'}],
	'queue-refused': [{address: 'redis:6379', reason: 'NOAUTH Authentication required'}],
	'no-worker': [
		{address: 'redis:6379', minutes: 10, places: ['s3://a/files', 's3://b'], elsewhere: []},
		{
			address: 'redis:6379',
			minutes: 10,
			places: ['s3://a/files', 's3://b'],
			elsewhere: ['host-b: s3://c, s3://d'],
		},
	],
	'worker-elsewhere': [
		{place: '/backups', key: 'nightly/meta/milvault.json'},
		{worker: 'host-b', place: '/backups', key: 'nightly/meta/milvault.json'},
	],
	'storage-unreachable': [
		{endpoint: 'http://localhost:9001', reason: 'it does not speak S3'},
		{endpoint: 'https://minio:9000', reason: 'no answer in time'},
		{
			endpoint: 'https://s3.eu-west-1.amazonaws.com',
			reason: 'no answer in time',
		},
	],
	'milvus-login': [
		{address: 'localhost:19530', user: 'root'},
		{address: 'localhost:19530', user: ''},
	],
	'milvus-denied': [
		{rpc: 'Flush', user: 'reader', reason: 'permission deny'},
		{rpc: 'Flush', user: '', reason: 'permission deny'},
	],
	'storage-no-credentials': [
		{
			endpoint: 's3.us-east-1.amazonaws.com',
			reason: 'Could not load credentials from any providers',
		},
	],
	'storage-wrong-key': [
		{
			endpoint: 'http://localhost:9000',
			accessKeyId: 'AKIAEXAMPLE',
			reason: 'SignatureDoesNotMatch: check your key and signing method.',
		},
	],
	'storage-denied': [
		{
			action: 's3:PutObject',
			resource: 'backups/backup/b1/meta/milvault.json',
			endpoint: 'http://localhost:9000',
		},
		{action: 'write', resource: '/backups/b1', endpoint: '/backups'},
	],
	locked: [
		{
			name: 'nightly_1122',
			kind: 'restore',
			host: 'backup-1',
			pid: 4711,
			startedAt: '2026-11-22T01:00:00.000Z',
			jobId: '0f8b2c64-0d5c-4c0e-9a53-2f1f0a8f7b11',
		},
		{
			name: 'nightly_1122',
			kind: 'delete',
			host: '',
			pid: 0,
			startedAt: '',
			jobId: '',
		},
	],
	'object-missing': [{key: 'backup/b1/binlogs/insert_log/1/2/3/4/5/6', place: 's3://backups'}],
	'object-changed': [
		{
			key: 'backup/b1/binlogs/insert_log/1/2/3/4/5/6',
			place: 's3://backups',
			expected: '10 bytes',
			found: '9 bytes',
		},
	],
	'metadata-unreadable': [{file: 'b1/meta/full_meta.json', reason: 'it is not JSON'}],
	'metadata-differs': [
		{
			name: 'b1',
			file: 'meta/full_meta.json',
			what: 'default.a: rows',
			expected: '295',
			found: '99',
			differences: 1,
		},
		{
			name: 'b1',
			file: 'meta/full_meta.json',
			what: 'SHA-256',
			expected: '2a07',
			found: 'eafb',
			differences: 4,
		},
	],
	'metadata-unsafe': [
		{file: 'meta/full_meta.json', key: '../../etc/passwd'},
		{file: '/backups/link', key: '/backups/link'},
	],
	'snapshot-format': [{name: 'b1'}],
	'unknown-storage-version': [
		{
			collection: 'default.a',
			segment: '470817940923396373',
			version: '3',
			supported: '2',
		},
	],
	'newer-format': [{file: 'b1/meta/milvault.json', version: '2', supported: '1'}],
	'backup-differs': [{name: 'nightly_1122', collection: 'shop.orders', differences: 3}],
	'restored-differs': [
		{
			collection: 'default.a',
			differences: ['partition p1 is missing', '2999 rows are counted, 3000 were imported'],
		},
		{
			collection: 'default.a',
			differences: ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(name => `field ${name} is missing`),
		},
	],
	'binlog-damaged': [
		{
			collection: 'default.a',
			key: 'backup/nightly/binlogs/insert_log/1/2/3/3/100/7',
			place: 'bucket backups on http://minio:9000',
			expected: 'a binlog',
			found: 'a page is damaged',
		},
		{
			collection: 'default.a',
			key: 'segment 470638622912176099',
			place: 'bucket backups on http://minio:9000',
			expected: '300 rows',
			found: '299 rows',
		},
	],
	'copy-differs': [
		{
			collection: 'default.a',
			key: 'insert_log/1',
			expected: '10 bytes, abc',
			found: '10 bytes, abd',
		},
	],
	'name-taken': [
		{name: 'b1', place: 's3://backups/backup', isUnfinished: false},
		{name: 'b1', place: 's3://backups/backup', isUnfinished: true},
		{name: 'b1', place: 's3://backups/backup', isUnfinished: false, flag: '--name-as'},
	],
	'backup-missing': [
		{name: 'nightli', place: 's3://backups/backup', near: ['nightly']},
		{name: 'x', place: 's3://backups/backup', near: []},
	],
	'target-exists': [
		{targets: [{target: 'default.a', rows: '3000'}]},
		{
			targets: [
				{target: 'default.a', rows: '1'},
				{target: 'default.b', rows: '6000', isUncounted: true},
			],
		},
	],
	'job-missing': [
		{id: '0f', near: [], others: []},
		{id: '0f8b2c65', near: [], others: ['0f8b2c64']},
		{
			id: '0f',
			near: ['0f8b2c64-0d5c-4c0e-9a53-2f1f0a8f7b11', '0f8b2c65-0d5c-4c0e-9a53-2f1f0a8f7b11'],
			others: [],
		},
	],
	'job-running': [{id: '0f8b2c64-0d5c-4c0e-9a53-2f1f0a8f7b11', pid: 4711}],
	'job-not-running': [{id: '0f8b2c64-0d5c-4c0e-9a53-2f1f0a8f7b11', state: 'complete'}],
	'job-still-running': [{id: '0f8b2c64-0d5c-4c0e-9a53-2f1f0a8f7b11', pid: 4711}],
	'job-on-other-machine': [{id: '0f8b2c64-0d5c-4c0e-9a53-2f1f0a8f7b11', host: 'backup-2'}],
	'server-running': [
		{
			place: 's3://backups/milvus',
			host: 'backup-2',
			pid: 4711,
			startedAt: '2026-11-25T08:00:00.000Z',
		},
		{place: 's3://backups/milvus', host: '', pid: 0, startedAt: ''},
	],
	'cannot-listen': [{address: '127.0.0.1:8080', reason: 'EADDRINUSE'}],
	'job-not-started': [
		{
			reason: 'exit code 1',
			log: '/home/me/.local/state/milvault/jobs/0f8b2c64/errors.txt',
		},
	],
	'job-over': [{id: '0f8b2c64-0d5c-4c0e-9a53-2f1f0a8f7b11', state: 'complete'}],
	'job-elsewhere': [
		{
			id: '0f8b2c64-0d5c-4c0e-9a53-2f1f0a8f7b11',
			what: 'repository',
			expected: 's3://backups/milvus/nightly',
			found: 's3://other/milvus/nightly',
		},
		{
			id: '0f8b2c64-0d5c-4c0e-9a53-2f1f0a8f7b11',
			what: 'cluster',
			expected: 's3://a-bucket/files',
			found: 's3://a-bucket/file',
		},
	],
	'backup-changed': [{name: 'nightly', place: 's3://backups/milvus/nightly'}],
	'cluster-changed': [{cluster: 'prod', address: 'milvus:19530'}],
	'replace-unconfirmed': [
		{targets: ['shop.orders', 'shop.users'], emptied: []},
		{targets: ['shop.orders'], emptied: ['shop.orders']},
		{targets: ['shop.orders'], emptied: [], unused: ['default.orders']},
	],
	'milvus-cannot-read': [{place: 's3://a-bucket/milvault_temp', reason: '0 rows were imported'}],
	'cannot-write': [
		{path: 'support.txt', reason: 'EROFS', instead: '--output <file>'},
		{
			path: '/.local/state/milvault',
			reason: 'EACCES',
			instead: 'MILVAULT_STATE_DIR=<directory>',
		},
	],
	'file-exists': [{path: 'support.txt'}],
	'directory-gone': [{}],
	'file-refused': [{path: '/data/x', reason: 'EROFS'}],
	'target-is-alias': [{target: 'shop.orders', reason: 'it is an alias of shop.orders_v2'}],
	'target-changed': [{target: 'shop.orders'}],
	'alias-leads-nowhere': [{targets: ['shop.prod', 'shop.live']}],
	'working-changed': [
		{working: 'shop.orders_milvault_0f8b2c64', now: 'shop.mine'},
		{working: 'shop.orders_milvault_0f8b2c64', now: ''},
	],
	'working-taken': [{working: 'shop.orders_milvault_0f8b2c64'}],
	'swap-failed': [
		{
			target: 'shop.orders',
			working: 'shop.orders_milvault_0f8b2c64',
			old: 'shop.orders_old_0f8b2c64',
			reason: 'the name does not lead to the restored collection',
		},
		{
			target: 'shop.orders',
			working: 'shop.orders_milvault_0f8b2c64',
			old: '',
			reason: 'the name does not lead to the restored collection',
		},
	],
	'imports-running': [{collections: ['shop.orders_milvault_0f8b2c64']}],
	'import-ambiguous': [{collection: 'shop.orders', jobs: ['4503', '4504']}],
	'nothing-failed': [{name: 'nightly_1122'}],
	'target-differs': [{target: 'default.a', differences: ['field x is missing']}],
	'claim-lost': [{name: 'my_backup', place: 's3://a-bucket/backup'}],
	'backup-unfinished': [{name: 'b1'}],
	'collection-unreachable': [{collection: 'default.prod'}],
	'nothing-to-back-up': [{filter: 'sales.*'}, {filter: '*'}],
	'collection-vanished': [{collection: 'default.tmp'}],
	'flush-timeout': [{collection: 'default.a', waitedMs: 1_800_123}],
	'binlogs-misaligned': [
		{
			collection: 'default.a',
			segment: '470638622912176099',
			counts: 'field 100: 2, field 101: 1',
		},
	],
	'import-failed': [
		{collection: 'default.a', partition: 'p1', reason: 'no binlog to import'},
		{collection: 'default.a', partition: '', reason: ''},
	],
	'import-stalled': [
		{collection: 'default.a', partition: '_default', waitedMs: 3_600_000},
		{collection: 'default.a', partition: 'p1', waitedMs: 7_200_000},
	],
	'import-incomplete': [
		{collection: 'default.a', partition: 'p1', expected: '3000', got: '0'},
		{
			collection: 'default.a',
			partition: '_default',
			expected: '2900-3000',
			got: '1000',
		},
	],
	'index-failed': [
		{collection: 'default.a', index: 'embeddings', reason: 'out of memory'},
		{collection: 'default.a', index: 'embeddings', reason: ''},
	],
	'index-stalled': [{collection: 'default.a', index: 'embeddings', waitedMs: 3_600_000}],
	'load-stalled': [{collection: 'default.a', waitedMs: 3_600_000}],
	'milvus-refused': [
		{rpc: 'CreateCollection', code: 1, reason: 'quota exceeded'},
		{rpc: 'CreateCollection', code: 1, reason: ''},
	],
	'milvus-unsupported': [
		{feature: 'RBAC backup', version: '2.3.5'},
		{feature: 'FlushAll', version: ''},
	],
	'milvus-limit': [
		{what: 'databases', limit: '64', setting: 'rootCoord.a', rpc: 'Create'},
		{
			what: 'capacity',
			setting: 'rootCoord.maxGeneralCapacity',
			rpc: 'CreatePartition',
		},
	],
	'storage-refused': [{action: 's3:PutObject', resource: 'backups/b1', reason: '503 SlowDown'}],
	'disk-full': [{path: '/backups'}],
	'backup-pinned': [
		{name: 'nightly'},
		{name: 'nightly', reason: 'audit', until: '2027-06-30T23:59:59Z'},
	],
	'backup-kept': [{name: 'nightly'}],
	'copy-onto-itself': [{name: 'nightly', place: 's3://backups/prod'}],
	'retention-bad-value': [
		{key: 'keepWithin', value: '30 days', allowed: ['12h', '30d'], near: '30d'},
		{key: 'keepLast', value: '0', allowed: ['1', '7']},
	],
	...scheduleSamples,
	'retention-empty': [{given: []}, {given: ['min', 'keepName']}],
	'practice-unavailable': [
		{what: 'python', reason: 'python3'},
		{what: 'venv', reason: 'python3.11-venv'},
		{what: 'wheel', reason: 'linux arm64'},
		{what: 'other-version', reason: '2.2.16'},
	],
	'practice-not-running': [{}],
	'practice-failed': [{reason: 'ended with 1: panic: no space', log: '/tmp/milvus.log'}],
	cancelled: [{}],
	unexpected: [{reason: 'x is not iterable'}, {reason: ''}],
};

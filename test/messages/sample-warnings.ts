import type {WarningCode, WarningDetails} from '../../source/model/job-events.js';

/** Details as they really come; a new code fails the build until it is here. */
export const sampleWarnings: {
	[Code in WarningCode]: ReadonlyArray<WarningDetails[Code]>;
} = {
	'blank-at-end': [{key: 'milvus.password', origin: 'file prod.yaml:5'}],
	'cut-by-hash': [{key: 'milvus.password', origin: 'file prod.yaml:5'}],
	'listening-address': [{key: 'milvus.address', origin: 'file prod.yaml:2', value: '0.0.0.0'}],
	'document-chosen': [
		{
			file: 'all.yaml',
			taken: 'ConfigMap backup (backup.yaml)',
			others: ['Job backup'],
		},
	],
	'role-not-used': [
		{
			key: 'externalS3.useIAM',
			origin: 'file values.yaml:14',
			provider: 'aliyun',
		},
	],
	'port-not-published': [{service: 'minio', port: 9000, origin: 'file docker-compose.yml:7'}],
	'forward-needed': [
		{service: 'prod-minio', port: 9000},
		{service: 'prod-minio', port: 9000, namespace: 'milvus'},
	],
	'keys-in-secret': [
		{secret: 'prod-s3', names: ['accesskey', 'secretkey']},
		{
			secret: 'prod-s3',
			namespace: 'milvus',
			names: ['accesskey', 'secretkey'],
		},
	],
	'login-needed': [
		{
			key: 'common.security.authorizationEnabled',
			origin: 'file milvus.yaml:20',
		},
	],
	'path-of-milvus': [
		{
			key: 'minio.ssl.tlsCACert',
			origin: 'file milvus.yaml:9',
			path: '/certs/ca.pem',
		},
	],
	'configuration-mounted': [
		{
			service: 'standalone',
			path: './milvus.yaml',
			origin: 'file docker-compose.yml:31',
		},
	],
	'not-cut-at-one-time': [{collections: ['default.a', 'default.b']}],
	'late-deletes-may-return': [{}],
	'compacted-across-cut': [{collection: 'default.a'}],
	'not-flushed': [{}],
	'content-not-verifiable': [{name: 'b1'}],
	'content-not-checked': [{collection: 'default.a'}],
	'metadata-not-compared': [{name: 'b1', file: 'meta/segment_meta.json', reason: 'it is not JSON'}],
	'data-not-named': [
		{
			collection: 'default.a',
			directory: 'backup/b1/binlogs/insert_log/1/2/',
			objects: 3,
			bytes: 2048,
		},
	],
	'streamed-copy': [{from: 's3://a-bucket', to: '/backups'}],
	'temporary-copy': [{place: 's3://a-bucket/files/milvault_temp', bytes: 142_000}],
	'alias-held-elsewhere': [
		{alias: 'live', holder: 'a_old', target: 'default.a'},
		{alias: 'live', holder: 'live', target: 'default.a'},
	],
	'working-name-unavailable': [{version: '2.2.16'}],
	'foreign-files': [
		{
			collection: 'default.a',
			files: ['b/binlogs/insert_log/1/@eaDir/x'],
			count: 1,
		},
		{
			collection: 'default.a',
			files: ['b/1/Thumbs.db', 'b/2/Thumbs.db'],
			count: 9,
		},
	],
	'checksums-not-comparable': [{name: 'b1', collection: 'default.a', objects: 3}],
	'checked-by-size-only': [{collection: 'default.a', objects: 3}],
	'unfinished-restore': [
		{
			collections: ['default.a_milvault_1945873a'],
			jobs: ['1945873a-0d5c-4c0e-9a53-2f1f0a8f7b11'],
		},
	],
	'perhaps-unfinished-restore': [{collections: ['default.a_milvault_1945873a']}],
	'collections-unreachable': [{collections: ['default.prod']}],
	'rows-added-again': [{collections: ['default.a', 'default.b']}],
	'not-in-backup': [{collection: 'default.a'}],
	'without-rows': [{}],
	'grants-refused': [
		{
			grants: [
				{
					grant: 'reader: Fly on Collection sales.orders',
					reason: 'not found the privilege name[Fly]',
				},
			],
		},
	],
	'appended-in-part': [{collection: 'default.a', rows: '3000'}],
	'not-restored': [{collection: 'default.a', what: 'function bm25'}],
	'not-possible': [
		{
			collection: 'default.a',
			error: {
				code: 'milvus-unsupported',
				details: {
					feature: 'field g of default.a has the type Geometry (from Milvus 2.6.0 on)',
					version: '2.3.5',
				},
			},
		},
	],
	'l0-deletes-applied': [{collections: ['default.a', 'default.b'], version: '2.3.5'}],
	'renamed-meanwhile': [{collection: 'default.mine', working: 'default.a_milvault_1945873a'}],
	'not-proven-own': [
		{
			collection: 'default.a_milvault_1945873a',
			working: 'default.a_milvault_1945873a',
		},
	],
	'replaced-by-fewer': [
		{
			collections: [
				{collection: 'default.a', rows: '12345', left: '0'},
				{collection: 'default.b', rows: '12345', left: '17'},
			],
		},
	],
	'replaced-uncounted': [
		{collections: [{collection: 'default.a', rows: '0'}]},
		{
			collections: [
				{collection: 'default.a', rows: '12345'},
				{collection: 'default.b', rows: '0'},
			],
		},
	],
	'rows-expire': [
		{
			collections: [
				{
					collection: 'default.a',
					rows: '1000',
					seconds: 60,
					expired: '900',
					soon: '100',
				},
				{
					collection: 'default.b',
					rows: '5',
					seconds: 60,
					expired: '5',
					soon: '0',
				},
				{collection: 'default.c', rows: '1000', seconds: 60},
			],
		},
	],
	'ttl-left-out': [
		{
			collections: [
				{collection: 'default.a', seconds: 60},
				{collection: 'shop.b', seconds: 60},
			],
		},
	],
	'nothing-appended': [{collections: ['default.a', 'default.b']}],
	'made-otherwise': [
		{
			collection: 'default.a_restored',
			differences: [
				'field ck: is_clustering_key is missing instead of true',
				'shards_num is 1 instead of 2',
			],
		},
	],
	'database-not-made': [
		{
			database: 'sales',
			error: {
				code: 'milvus-limit',
				details: {
					what: 'databases',
					limit: '64',
					setting: 'rootCoord.maxDatabaseNum',
					rpc: 'CreateDatabase',
				},
			},
		},
	],
	'left-behind': [{what: 'default.a_milvault_4711', where: 'prod-eu'}],
	'not-notified': [{receiver: 'team', reason: 'HTTP 500'}],
	'not-noted': [{name: 'nightly_1122', place: 's3://backups/milvus'}],
	'gc-not-paused': [
		{
			url: 'http://milvus:9091',
			error: {
				code: 'milvus-unsupported',
				details: {feature: '/management', version: ''},
			},
		},
	],
	'gc-not-resumed': [{url: 'http://milvus:9091', seconds: 600}],
	'not-recorded': [{path: '/home/me/.local/state/milvault/jobs', reason: 'EROFS'}],
	'not-locked': [{place: 's3://backups/milvus'}],
	'directories-passed-over': [{place: '/mnt/backups', names: ['lost+found']}],
	'not-run-live': [{version: '2.6.1'}],
};

import test from 'ava';
import stringWidth from 'string-width';
import {backupPlanLines} from '../../source/render/backup-plan.js';
import {backupResultLines} from '../../source/render/backup-result.js';
import {failureLines} from '../../source/render/failures.js';
import {failedParts} from '../../source/render/job-report.js';
import {restorePlanLines} from '../../source/render/restore-plan.js';
import {restoreResultLines} from '../../source/render/restore-result.js';
import {messagesFor} from '../../source/messages/messages.js';
import type {CollectionResult} from '../../source/model/plans.js';
import {
	backupPlan,
	backupResult,
	plannedCollection,
	plannedRestore,
	restorePlan,
	restoreResult,
} from './sample-plans.js';

const messages = messagesFor('en');
const options = {messages, columns: 80, isWhole: false};
const longName = 'a_name_that_somebody_made_up_to_see_what_a_table_does_with_it';

const failed: CollectionResult = {
	collection: 'default.gone',
	outcome: 'failed',
	rows: '0',
	bytes: 0,
	error: {
		code: 'collection-vanished',
		details: {collection: 'default.gone'},
	},
};

function lines(text: string): string[] {
	return text.slice(1, -1).split('\n');
}

test('a backup’s plan says what goes from where to where', t => {
	const plan = backupPlan({
		filter: 'sales.*,orders',
		databases: ['default', 'sales'],
		collections: [
			plannedCollection('orders'),
			plannedCollection(longName, {
				rows: '12345678901234567890',
				loadState: 'NotLoad',
			}),
		],
	});
	t.deepEqual(
		backupPlanLines(plan, options),
		lines(`
Backup nightly

  Cluster    prod, Milvus 2.3.5
  From       s3://a-bucket/files
  To         s3://a-bucket/backup/nightly
  Filter     sales.*,orders
  Strategy   flush first
  Databases  default and sales

  Collection                                  Rows  Partitions  Indexes  Loaded
  default.orders                             3,000           1        1  yes
  default.a_name_that…  12,345,678,901,234,567,890           1        1  no

  2 collections, 12,345,678,901,234,570,890 rows counted before the flush
`),
	);
});

test('plans fit 80 columns in Chinese too', t => {
	const backup = backupPlanLines(
		backupPlan({
			collections: [plannedCollection(longName), plannedCollection('b')],
		}),
		{...options, messages: messagesFor('zh')},
	);
	const restore = restorePlanLines(restorePlan({collections: [plannedRestore(longName)]}), {
		...options,
		messages: messagesFor('zh'),
	});
	for (const line of [...backup, ...restore]) {
		t.true(stringWidth(line) < 80, line);
	}
});

test('a restore’s plan says what is not possible there, without rows that will not come', t => {
	const plan = restorePlan({
		collections: [
			plannedRestore('orders'),
			plannedRestore('places', {
				rows: '0',
				error: {
					code: 'milvus-unsupported',
					details: {feature: 'field g has the type Geometry', version: '2.3.5'},
				},
			}),
		],
	});
	const row = (name: string) =>
		restorePlanLines(plan, {...options, columns: 100}).find(line =>
			line.startsWith(`  default.${name}`),
		);
	t.regex(row('places') ?? '', /free +not possible$/);
	t.regex(row('orders') ?? '', /[1-9][\d,]* +create$/);
});

test('of many collections a plan shows the first, and a dry run all', t => {
	const plan = backupPlan({
		collections: Array.from({length: 100}, (_, index) => plannedCollection(`c${index}`)),
	});
	const first = backupPlanLines(plan, options);
	t.true(first.includes('  … and 80 more; --dry-run shows all'));
	t.true(first.length < 40);
	const whole = backupPlanLines(plan, {...options, isWhole: true});
	t.is(whole.filter(line => line.startsWith('  default.c')).length, 100);
});

test('in a file nothing of a plan is cut', t => {
	const plan = backupPlan({collections: [plannedCollection(longName)]});
	t.regex(backupPlanLines(plan, {...options, columns: undefined}).join('\n'), new RegExp(longName));
});

test('a restore’s plan says what becomes what, what is there, and what happens', t => {
	const plan = restorePlan({
		databasesToCreate: ['sales'],
		readsFrom: {place: 's3://a-bucket/files/tmp', isTemporary: true},
		collections: [
			plannedRestore('orders'),
			plannedRestore('items', {
				action: 'skip',
				conflict: {
					target: 'default.items_r',
					rows: '6000',
					differences: [],
					resolvedBy: 'skip',
				},
				rows: '0',
				importJobs: 0,
				indexes: 0,
				willLoad: false,
			}),
		],
	});
	t.deepEqual(
		restorePlanLines(plan, {...options, columns: 100}),
		lines(`
Restore of nightly

  From            s3://a-bucket/backup/nightly
  Backed up from  Milvus 2.2.16
  Into            prod, Milvus 2.3.5
  Via             a temporary copy in s3://a-bucket/files/tmp, where Milvus can read it
  New databases   sales

  In the backup   Restored as       Now                               Rows  Action
  default.orders  default.orders_r  free                             3,000  create
  default.items   default.items_r   exists, same schema, 6,000 rows         skip

  2 collections, 3,000 rows, 1 import job, 1 index, 1 to load
`),
	);
});

for (const [language, now] of [
	['en', 'items exists, same schema, 1,000 rows'],
	['zh', 'items 已存在，schema 相同，1,000 行'],
] as const) {
	test(`beside a new name, a restore’s plan says which name it is that is taken: ${language}`, t => {
		const plan = restorePlan({
			collections: [
				plannedRestore('items', {
					target: 'default.items_restored_2',
					conflict: {
						target: 'default.items',
						rows: '1000',
						differences: [],
						resolvedBy: 'rename',
					},
				}),
			],
		});
		const row = restorePlanLines(plan, {
			messages: messagesFor(language),
			columns: 120,
			isWhole: false,
		}).find(line => line.includes('default.items_restored_2'));
		t.true(row?.includes(`  ${now}  `), row);
	});
}

test('a restore’s plan says how many import jobs Milvus works on at once, where it does', t => {
	const last = (importJobs: number, importJobsAtOnce?: number) =>
		restorePlanLines(
			restorePlan({
				collections: [plannedRestore('orders', {importJobs})],
				...(importJobsAtOnce !== undefined && {importJobsAtOnce}),
			}),
			{...options, columns: 100},
		)
			.at(-1)
			?.trim();
	t.is(
		last(300, 32),
		'1 collection, 3,000 rows, 300 import jobs (up to 32 at once), 1 index, 1 to load',
	);
	t.is(
		last(4, 32),
		'1 collection, 3,000 rows, 4 import jobs (up to 4 at once), 1 index, 1 to load',
	);
	t.is(last(1, 32), '1 collection, 3,000 rows, 1 import job, 1 index, 1 to load');
	t.is(last(300), '1 collection, 3,000 rows, 300 import jobs, 1 index, 1 to load');
});

test('a restore says how many partitions it inserts, before and after', t => {
	const plan = restorePlan({
		collections: [
			plannedRestore('orders', {importJobs: 2, insertedPartitions: 299}),
			plannedRestore('items', {importJobs: 3}),
		],
	});
	t.is(
		restorePlanLines(plan, {...options, columns: 100})
			.at(-1)
			?.trim(),
		'2 collections, 6,000 rows, 299 partitions to insert, 5 import jobs, 2 indexes, 2 to load',
	);
	const result = restoreResult();
	const collections = result.collections.map(collection => ({
		...collection,
		partitions: {inserted: 298, imported: 3},
	}));
	const line = restoreResultLines({...result, collections}, {messages, columns: 80, plan})[2];
	t.is(line, '  Rows of 298 partitions were inserted, those of 3 partitions imported.');
});

test('a backup ends with what was done, what was checked, and how to restore it', t => {
	t.deepEqual(
		backupResultLines(backupResult(), {
			messages,
			strategy: 'auto',
			restoreCommand: 'milvault restore --name nightly',
			addCommand: '',
		}),
		lines(`
✔ Backed up 1 collection, 3,000 rows, 142 KB in 1:52.
  Checked: 5 objects present, sizes and checksums match.
  Restore it: milvault restore --name nightly
`),
	);
});

test('a partial backup says what is missing, and why', t => {
	const result = backupResult({
		outcome: 'partial',
		collections: [...backupResult().collections, failed],
	});
	t.deepEqual(
		backupResultLines(result, {
			messages,
			strategy: 'auto',
			restoreCommand: 'milvault restore --name nightly',
			addCommand: 'milvault create --name nightly --only-failed',
		}).slice(0, 4),
		lines(`
! Backed up 1 collection, 3,000 rows, 142 KB in 1:52.
  Checked: 5 objects present, sizes and checksums match.
  Not in the backup, because of the errors above: 1 collection.
  When the cause is fixed, add them: milvault create --name nightly --only-failed
`),
	);
	const [sentence, hint] = failureLines(failedParts(result), {
		messages,
		paintError: (_style, text) => text,
	});
	t.regex(sentence ?? '', /^✘ default\.gone: .+\.$/);
	t.regex(hint ?? '', /^ {2}\S/);
});

test('a backup of metadata alone does not claim to have rows', t => {
	const [, checked] = backupResultLines(backupResult({rows: '0'}), {
		messages,
		strategy: 'meta_only',
		restoreCommand: '',
		addCommand: '',
	});
	t.is(checked, '  The backup holds the metadata of the collections, without their rows.');
});

test('a restore ends with what was checked and what can be queried', t => {
	t.deepEqual(
		restoreResultLines(restoreResult(), {
			messages,
			columns: 80,
			plan: restorePlan(),
		}),
		lines(`
✔ Restored 1 collection, 3,000 rows in 12 s.
  Checked against the backup: rows, schema, partitions, indexes and properties.

  Collection         Rows  Row check                  State
  default.orders_r  3,000  counted in the collection  ready to query
`),
	);
});

test('a restore claims only checks that were made', t => {
	const plan = restorePlan();
	const [, checked] = restoreResultLines(restoreResult(), {
		messages,
		columns: 80,
		plan: {
			...plan,
			request: {...plan.request, metaOnly: true, withIndex: false},
		},
	});
	t.is(checked, '  Checked against the backup: schema, partitions and properties.');
});

test('a restore that skipped everything says so', t => {
	const collections = [{...failed, error: undefined, outcome: 'skipped' as const}];
	t.deepEqual(
		restoreResultLines(restoreResult({collections}), {
			messages,
			columns: 80,
			plan: restorePlan(),
		}),
		['Skipped, because they exist: 1 collection.'],
	);
});

test('a restore of which nothing worked says so', t => {
	t.deepEqual(
		restoreResultLines(restoreResult({outcome: 'failed', collections: [failed]}), {
			messages,
			columns: 80,
			plan: restorePlan(),
		}),
		['Nothing was restored: every collection failed.'],
	);
});

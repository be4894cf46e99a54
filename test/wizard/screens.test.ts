import test from 'ava';
import type {JobEvent} from '../../source/model/job-events.js';
import {foldEvent} from '../../source/progress/fold-event.js';
import {initialProgress} from '../../source/progress/progress.js';
import {textWidth} from '../../source/text/text-width.js';
import type {Step} from '../../source/dialog/step.js';
import type {Press} from '../../source/wizard/key.js';
import {hasColours, isUnicode, toAscii} from '../../source/wizard/theme.js';
import type {WatchedJob} from '../../source/wizard/watched-job.js';
import {cannedDialog, type Canned} from '../helpers/dialog/canned-dialog.js';
import {detected, seen, usual} from '../helpers/dialog/canned-facts.js';
import {linesOf, pressed, stateOf} from '../helpers/dialog/screens.js';

/*
 * Screens as they are drawn: exactly at 80 by 24, and without a column or a row too many at any
 * other size.
 */

const size = {columns: 80, rows: 24};

function shown(step: Step, change = {}): string {
	return linesOf(stateOf(step, size, change)).join('\n');
}

test('the first screen', t => {
	t.is(
		shown(cannedDialog(usual).step),
		`milvault 0.1.0  home                         prod-eu, Milvus 2.3.5  ● connected

What would you like to do?
❯ Back up collections           last backup 2 h ago, verified
  Restore a backup              2 backups in s3://backups/backup
  Browse and verify backups
  Check this cluster
  Change cluster or repository
  Quit

↑↓ move  Enter choose  ? help  q quit`,
	);
});

test('the tree of collections', t => {
	t.is(
		shown(cannedDialog(usual).choose('back-up').step),
		`milvault 0.1.0  back up                      prod-eu, Milvus 2.3.5  ● connected

Which collections?
Rows that are not flushed yet are not counted here.
❯ ● default  2 / 2
    ● hello_milvus       3,000   1.5 MB  loaded  最简单的示例 hello
    ● products      40,100,233  20.1 GB  loaded  商品向量（图像与文字）
  ● sales  2 / 2
    ● orders        12,000,000     6 GB  loaded
    ● refunds                0      0 B
4 of 4 collections, 52,103,233 rows, about 26.1 GB

↑↓ move  Space pick  a all  Enter continue  Esc back  / filter  ? help`,
	);
});

test('the tree, filtered, with one left out', t => {
	const {step} = cannedDialog(usual).choose('back-up');
	const view = pressed(step, size, [
		{name: 'text', text: '/'},
		{name: 'text', text: 'o'},
		{name: 'text', text: 'r'},
		{name: 'text', text: 'd'},
		{name: 'down'},
		{name: 'text', text: ' '},
	]);
	t.is(
		shown(step, {view}),
		`milvault 0.1.0  back up                      prod-eu, Milvus 2.3.5  ● connected

Which collections?
Rows that are not flushed yet are not counted here.
Filter: ord
  ○ sales  0 / 1
❯   ○ orders        12,000,000     6 GB  loaded
3 of 4 collections, 40,103,233 rows, about 20.1 GB

↑↓ move  Space pick  a all  Enter continue  Esc back  / filter  ? help`,
	);
});

test('the table of conflicts', t => {
	const {step} = cannedDialog(usual)
		.choose('restore')
		.choose('nightly_2026_11_25')
		.answer(['default.hello_milvus', 'sales.orders'])
		.choose('same');
	t.is(
		shown(step),
		`milvault 0.1.0  restore                      prod-eu, Milvus 2.3.5  ● connected

Some names are taken. What to do with each?
  In the backup  Restored as      Now                      Do
  hello_milvus   hello_milvus     free                     create
❯ sales.orders   orders_restored  orders: 11,000,000 rows  create beside it
sales.orders: exists, same schema, 11,000,000 rows

↑↓ move  ←→ change  e edit name  Enter continue  Esc back  / filter  ? help`,
	);
});

test('a name that is taken, with one that is free', t => {
	const {step} = cannedDialog(usual).choose('back-up').answer(['sales.orders']);
	const view = pressed(step, size, [
		...Array.from({length: 30}, () => ({name: 'backspace'}) as const),
		...'torn'.split('').map(text => ({name: 'text', text}) as const),
	]);
	t.is(
		shown(step, {view}),
		`milvault 0.1.0  back up                      prod-eu, Milvus 2.3.5  ● connected

Name of the backup in s3://backups/backup:
❯ torn${' '}
“torn” is an unfinished backup. If it was created on this machine, continue it
with “Continue or watch a job” on the first screen.
Tab use it: torn_2

Enter accept  Esc back  ? help`,
	);
});

test('the review', t => {
	const {step} = cannedDialog(usual)
		.choose('back-up')
		.answer(['default.hello_milvus'])
		.answer('nightly');
	t.is(
		shown(step),
		`milvault 0.1.0  back up                      prod-eu, Milvus 2.3.5  ● connected

Backup nightly

  Cluster    prod-eu, Milvus 2.3.5
  From       s3://a-bucket/files
  To         s3://backups/backup/nightly_2026_11_25
  Filter     default.hello_milvus
  Strategy   flush first
  Databases  default and sales

  Collection                  Rows  Partitions  Indexes  Loaded
  default.hello_milvus       3,000           1        1  yes
  default.products      40,100,233           1        1  yes
  sales.orders          12,000,000           1        1  yes
  sales.refunds                  0           1        1  no
1–14 of 20  PgUp/PgDn scroll
About 1.5 MB to copy. Nothing has been done yet. Start?
❯ Start
  Only print the command
  Back

↑↓ move  Enter choose  Esc back  ? help`,
	);
});

test('a job that runs', t => {
	const {step} = cannedDialog(usual)
		.choose('back-up')
		.answer(['default.hello_milvus', 'sales.orders'])
		.answer('nightly')
		.choose('start');
	t.is(
		shown(step, {job: runningJob()}),
		`milvault 0.1.0  back up                      prod-eu, Milvus 2.3.5  ● connected

nightly  0:10 elapsed, 3,000,000 of 12,003,000 rows
Backing up  █░░░░░  29 %  copying  25 MB of 100 MB  about 0:24 left  2 retries
  sales.orders  12,000,000   30 %  copying  25 MB of 100 MB
  1 waiting, at most 5 MB/s, 2 retries
  Retrying in 500 ms: CopyObject a/b (S3 503)

p pause  l limit  d detach  Ctrl-C cancel  ? help`,
	);
});

/** Two collections, one of them being copied, the store slowing down. */
function runningJob(): WatchedJob {
	const events: JobEvent[] = [
		{
			type: 'job-started',
			kind: 'backup',
			jobId: 'j',
			name: 'nightly',
			collections: [
				{collection: 'default.hello_milvus', rows: '3000'},
				{collection: 'sales.orders', rows: '12000000'},
			],
		},
		{type: 'phase-started', collection: 'sales.orders', phase: 'flush'},
		{
			type: 'copy-planned',
			collection: 'sales.orders',
			objects: 4,
			bytes: 100_000_000,
		},
		{type: 'phase-started', collection: 'sales.orders', phase: 'copy'},
		{
			type: 'object-copied',
			collection: 'sales.orders',
			bytes: 25_000_000,
		},
		{
			type: 'retried',
			what: 'CopyObject a/b',
			reason: 'S3 503',
			waitMs: 500,
		},
		{
			type: 'retried',
			what: 'CopyObject a/b',
			reason: 'S3 503',
			waitMs: 500,
		},
	];
	let progress = initialProgress;
	for (const [index, event] of events.entries()) {
		progress = foldEvent(progress, event, index === 0 ? 0 : 10_000);
	}

	return {
		progress,
		requests: {isPaused: false, bytesPerSecond: 5_000_000, requestsPerSecond: 0},
		isCancelling: false,
	};
}

/** Every kind of step, in a language. */
function everyStep(language: 'en' | 'zh'): Array<[string, Step]> {
	const open = (canned: Canned = usual) => cannedDialog(canned, {language});
	const bare: Canned = {
		...usual,
		detect: {value: {...detected, isConfigured: false}},
	};
	const found: Canned = {
		...bare,
		tryMilvus: {
			value: {needsLogin: false, tls: 'off'},
		},
	};
	const restoring = () =>
		open()
			.choose('restore')
			.choose('nightly_2026_11_25')
			.answer(['default.hello_milvus', 'sales.orders']);
	const naming = () => open().choose('back-up').answer(['sales.orders']);
	return [
		['start', open(bare).step],
		['practice', open(bare).choose('practice').step],
		['home', open().step],
		['collections', open().choose('back-up').step],
		['name', naming().step],
		['review', naming().answer('nightly').step],
		['job', naming().answer('nightly').choose('start').step],
		['backups', open().choose('restore').step],
		['naming', restoring().step],
		['suffix', restoring().choose('suffix').step],
		['conflicts', restoring().choose('same').step],
		['details', open().choose('browse').choose('nightly_2026_11_25').step],
		['places', open().choose('places').step],
		[
			'failed',
			open({
				...bare,
				tryMilvus: {
					error: {
						code: 'milvus-unreachable',
						details: {address: 'm:19530', reason: 'nothing listens there'},
					},
				},
			})
				.choose('connect')
				.answer('m:19530').step,
		],
		['storage', cannedDialog(found, {language}).choose('connect').answer('m:19530').step],
	];
}

for (const language of ['en', 'zh'] as const) {
	for (const columns of [40, 60, 80, 100, 200]) {
		for (const rows of [15, 24, 50]) {
			test(`no screen is wider or higher than ${columns} by ${rows} (${language})`, t => {
				for (const [name, step] of everyStep(language)) {
					for (const isHelpShown of [false, true]) {
						const state = stateOf(
							step,
							{columns, rows},
							{isHelpShown, ...(step.kind === 'job' && {job: runningJob()})},
						);
						const lines = linesOf(state, language);
						t.true(
							lines.some(line => line.trim() !== ''),
							name,
						);
						t.true(lines.length < rows, `${name}: ${lines.length} lines\n${lines.join('\n')}`);
						for (const line of lines) {
							t.true(textWidth(line) < columns, `${name}: ${textWidth(line)} columns: ${line}`);
						}

						t.true(
							isHelpShown || step.kind !== 'choose' || lines.some(line => line.startsWith('❯ ')),
							`${name}: the cursor is seen\n${lines.join('\n')}`,
						);
					}
				}
			});
		}
	}
}

test('with 5,000 collections the tree stays inside the screen, and the cursor in the tree', t => {
	const many = Array.from({length: 5000}, (_, index) =>
		seen(`db_${index % 50}`, `collection_${index}`, index, '描述'),
	);
	const {step} = cannedDialog({
		...usual,
		look: {
			value: {
				databases: [...new Set(many.map(({db}) => db))],
				collections: many,
			},
		},
	}).choose('back-up');
	for (const presses of [
		[],
		[{name: 'end'}],
		[{name: 'page-down'}, {name: 'page-down'}, {name: 'up'}],
	] as const) {
		const view = pressed(step, size, presses);
		const lines = linesOf(stateOf(step, size, {view}));
		t.true(lines.length <= 23);
		t.is(lines.filter(line => line.startsWith('❯ ')).length, 1);
		t.true(lines.some(line => line.startsWith('5,000 of 5,000 collections')));
	}
});

test('all means all but what an interrupted restore left, which can be picked by itself', t => {
	const {step} = cannedDialog({
		...usual,
		look: {
			value: {
				databases: ['default'],
				collections: [
					seen('default', 'a', 1),
					{...seen('default', 'a_milvault_0f8b2c64', 1), isWorking: true},
				],
			},
		},
	}).choose('back-up');
	const a = {name: 'text', text: 'a'} as const;
	const picked = (...presses: Press[]): string[] => {
		const view = pressed(step, size, presses);
		return view.kind === 'pick' ? [...view.picked] : [];
	};

	t.deepEqual(picked(), ['default.a']);
	t.deepEqual(picked(a), []);
	t.deepEqual(picked(a, a), ['default.a']);
	t.deepEqual(picked({name: 'text', text: ' '}), [], 'the database as a whole');
	t.deepEqual(picked({name: 'end'}, {name: 'text', text: ' '}), [
		'default.a',
		'default.a_milvault_0f8b2c64',
	]);
});

test('a window that is too small says so', t => {
	const {step} = cannedDialog(usual);
	t.deepEqual(linesOf(stateOf(step, {columns: 30, rows: 5})), ['This window is too small.']);
});

test('where the locale has no more than ASCII, every screen is in ASCII and as wide as before', t => {
	t.false(isUnicode({LANG: 'C'}));
	t.false(isUnicode({LC_ALL: 'POSIX', LANG: 'en_US.UTF-8'}));
	t.true(isUnicode({LANG: 'zh_CN.UTF-8'}));
	t.true(isUnicode({}));
	for (const [name, step] of everyStep('en')) {
		for (const line of linesOf(stateOf(step, size))) {
			const ascii = toAscii(line);
			t.regex(ascii, /^[\u0020-\u007E]*$/, name);
		}
	}

	t.is(toAscii('❯ ● a…'), '> * a.');
});

test('NO_COLOR and TERM=dumb take the colours away', t => {
	t.true(hasColours({TERM: 'xterm'}));
	t.true(hasColours({NO_COLOR: ''}));
	t.false(hasColours({NO_COLOR: '1'}));
	t.false(hasColours({TERM: 'dumb'}));
});

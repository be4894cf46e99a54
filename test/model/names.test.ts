import test from 'ava';
import {
	assertBackupName,
	brokenRule,
	defaultBackupName,
	possibleBackupName,
} from '../../source/model/backup-name.js';
import {hasCode} from '../../source/model/milvault-error.js';
import {exitCodeOfResult} from '../../source/model/result-exit-code.js';
import {isMillisecondAfter, physicalMs, tsoOfMs, tsoToDate} from '../../source/model/timestamps.js';

const names: Array<[string, string | undefined]> = [
	['my_backup', undefined],
	['_1', undefined],
	['a'.repeat(128), undefined],
	['a'.repeat(129), 'at most 128 characters'],
	['', 'not empty'],
	['1a', undefined],
	['my-backup', undefined],
	['full-backup-20261130', undefined],
	['v1.2-nightly', undefined],
	['a.', 'only letters A-Z a-z, digits, _, - and ., no . at the end'],
	['my backup', 'only letters A-Z a-z, digits, _, - and ., no . at the end'],
	['备份', 'starts with a letter, a digit or _'],
	['.milvault', 'starts with a letter, a digit or _'],
	['..', 'starts with a letter, a digit or _'],
	['-n', 'starts with a letter, a digit or _'],
	['a/../b', 'only letters A-Z a-z, digits, _, - and ., no . at the end'],
];
for (const [name, rule] of names) {
	test(`the backup name "${name.slice(0, 20)}" is ${rule ? `refused: ${rule}` : 'good'}`, t => {
		t.is(brokenRule(name), rule);
		if (rule) {
			t.true(
				hasCode(
					t.throws(() => {
						assertBackupName(name);
					}),
					'bad-backup-name',
				),
			);
		}
	});
}

test('a name that is refused comes with one that is not', t => {
	for (const [name, possible] of [
		['备份_1', 'backup_1'],
		['备份', 'backup'],
		['my backup', 'my_backup'],
		['  nightly ', 'nightly'],
		['-n', 'backup_n'],
		['.milvault', 'backup_milvault'],
		['..', 'backup'],
		['a/b', 'a_b'],
		['Ärger', 'Arger'],
		['2026-11-30T10:30', '2026-11-30T10_30'],
		['', 'backup'],
		['ü'.repeat(200), 'u'.repeat(128)],
	] as const) {
		t.is(possibleBackupName(name), possible);
		t.is(brokenRule(possibleBackupName(name)), undefined, name);
	}
});

test('the default name is the time in UTC, keeps the rules and sorts', t => {
	const name = defaultBackupName(new Date('2026-11-22T10:30:00.123Z'));
	t.is(name, 'backup_2026_11_22_103000');
	t.is(brokenRule(name), undefined);
});

test('a hybrid timestamp holds milliseconds and a counter, beyond 2^53', t => {
	t.is(physicalMs('470638492531294224'), '1795343370557');
	t.is(tsoOfMs('1795343370557'), '470638492531294208');
	t.is(tsoToDate('470638492531294224'), '2026-11-22T10:29:30.557Z');
	t.false(isMillisecondAfter('470638492531294224', '470638492531294208'));
	t.true(isMillisecondAfter(tsoOfMs('1795343370558'), '470638492531294224'));
});

test('a failed job exits with what its parts agree on', t => {
	const errors = [
		{code: 'wrong-root-path', details: {}} as const,
		{code: 'wrong-root-path', details: {}} as const,
	];
	t.is(exitCodeOfResult({outcome: 'failed', errors}), 4);
	t.is(
		exitCodeOfResult({
			outcome: 'failed',
			errors: [...errors, {code: 'import-failed', details: {}}],
		}),
		1,
	);
	t.is(exitCodeOfResult({outcome: 'partial', errors}), 3);
	t.is(exitCodeOfResult({outcome: 'cancelled', errors: []}), 130);
	t.is(exitCodeOfResult({outcome: 'complete', errors: []}), 0);
});

import test from 'ava';
import {applyPolicy} from '../../../source/engine/retention/apply-policy.js';
import {periodsIn} from '../../../source/engine/retention/periods-of.js';
import type {
	RetentionBackup,
	RetentionPolicy,
	RetentionReason,
} from '../../../source/model/retention.js';
import {testRandomSets} from './random-sets.js';

const now = new Date('2026-11-30T12:00:00Z');

function backup(name: string, changes: Partial<RetentionBackup> = {}): RetentionBackup {
	return {
		name,
		state: 'complete',
		madeBy: 'milvault',
		cluster: 'c',
		filter: '',
		createdAt: `2026-11-${name}T02:00:00Z`,
		...changes,
	};
}

function reasonsOf(
	backups: readonly RetentionBackup[],
	policy: RetentionPolicy,
): Record<string, RetentionReason[]> {
	return Object.fromEntries(
		applyPolicy(backups, policy, now).map(({name, reasons}) => [name, [...reasons]]),
	);
}

/* apply-policy.long.test.ts has 100,000. */
testRandomSets(20_000);

test('each backup has all that keeps it, or why it goes', t => {
	const backups = [backup('30'), backup('29', {verified: verified('complete')}), backup('28')];
	t.deepEqual(reasonsOf(backups, {keepLast: 1, keepDaily: 2, keepName: ['2?']}), {
		'30': [
			{code: 'newest', details: {}},
			{code: 'last', details: {number: 1, count: 1}},
			{code: 'daily', details: {of: '2026-11-30'}},
		],
		'29': [
			{code: 'name', details: {glob: '2?'}},
			{code: 'newest-verified', details: {at: '2026-11-29T03:00:00Z'}},
			{code: 'daily', details: {of: '2026-11-29'}},
		],
		'28': [{code: 'name', details: {glob: '2?'}}],
	});
	t.deepEqual(reasonsOf(backups, {keepLast: 1})['28'], [{code: 'no-rule', details: {}}]);
});

function verified(outcome: 'complete' | 'failed'): RetentionBackup['verified'] {
	return {at: '2026-11-29T03:00:00Z', level: 'full', outcome};
}

test('a backup that a verification found damaged takes no sound one’s place', t => {
	const backups = [
		backup('30', {verified: verified('failed')}),
		backup('29', {verified: verified('failed')}),
		backup('28'),
		backup('27'),
	];
	const reasons = reasonsOf(backups, {keepLast: 1});
	t.deepEqual(
		Object.entries(reasons).map(([name, [first]]) => [name, first?.code]),
		[
			['27', 'no-rule'],
			['28', 'newest'],
			['29', 'damaged'],
			['30', 'newest-damaged'],
		],
	);
});

test('keepWithin counts back from the newest backup: all stay when none was made for a while', t => {
	const backups = ['12', '11', '10', '03'].map(day => backup(day));
	const kept = applyPolicy(backups, {keepWithin: '2d'}, now).filter(({isKept}) => isKept);
	t.deepEqual(
		kept.map(({name}) => name),
		['12', '11', '10'],
	);
});

test('hours, days, ISO weeks, months and years begin in the time zone; the repeated hour is two', t => {
	const at = (zone: string, time: string) => periodsIn(zone)(new Date(time));
	t.deepEqual(at('UTC', '2027-01-03T23:30:00Z'), {
		hourly: '2027-01-03 23:00',
		daily: '2027-01-03',
		weekly: '2026-W53',
		monthly: '2027-01',
		yearly: '2027',
	});
	t.like(at('Asia/Shanghai', '2026-12-31T16:00:00Z'), {
		hourly: '2027-01-01 00:00+08:00',
		weekly: '2026-W53',
		yearly: '2027',
	});
	t.like(at('Europe/Berlin', '2026-10-25T00:30:00Z'), {hourly: '2026-10-25 02:00+02:00'});
	t.like(at('Europe/Berlin', '2026-10-25T01:30:00Z'), {hourly: '2026-10-25 02:00+01:00'});
	t.like(at('UTC', '1969-12-28T23:00:00Z'), {weekly: '1969-W52'});
});

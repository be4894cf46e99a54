import test from 'ava';
import {applyPolicy} from '../../../source/engine/retention/apply-policy.js';
import {periodsIn} from '../../../source/engine/retention/periods-of.js';
import type {
	GroupKey,
	RetentionBackup,
	RetentionPolicy,
	RetentionReason,
} from '../../../source/model/retention.js';
import {seededRandom, testSeed, type Random} from '../../helpers/runner/seeded-random.js';
import {plainStays, zones} from './plain-policy.js';

const now = new Date('2026-11-30T12:00:00Z');
const hour = 3_600_000;
const names = ['nightly', 'release_1', 'release_2', 'golden', 'a.b', 'x'];

function randomBackup(random: Random, index: number, spanHours: number): RetentionBackup {
	const state = random.pick([
		'complete',
		'complete',
		'complete',
		'complete',
		'partial',
		'unfinished',
		'unreadable',
	] as const);
	// Often the same minute, and sometimes ahead.
	const at = new Date(now.getTime() + 30 * hour - random.below(spanHours * 4) * (hour / 4));
	const isTimed = state !== 'unreadable' && random.below(20) > 0;
	const isVerified = state === 'complete' && random.below(4) === 0;
	const isOurs = random.below(4) > 0;
	const flip = (oneIn: number): boolean => random.below(oneIn) === 0;
	return {
		name: `${random.pick(names)}_${index}`,
		state,
		madeBy: isOurs ? 'milvault' : 'milvus-backup',
		...(isTimed && {createdAt: at.toISOString()}),
		...(isOurs &&
			state !== 'unreadable' && {
				cluster: random.pick(['prod', 'test']),
				filter: random.pick(['', 'sales.*']),
			}),
		...(isVerified && {
			verified: {
				at: at.toISOString(),
				level: 'quick',
				outcome: random.pick(['complete', 'complete', 'failed'] as const),
			},
		}),
		...(flip(20) && {pin: {reason: 'audit'}}),
		...(flip(20) && {lock: {kind: 'restore', host: 'h'}}),
		...(state === 'unfinished' && flip(4) && {continuableBy: 'id'}),
		...(state === 'unfinished' && flip(3) && {isHalfDeleted: true}),
		...(state === 'unfinished' &&
			flip(2) && {writtenAt: new Date(at.getTime() + hour).toISOString()}),
		...(state === 'unreadable' && {
			error: {
				code: random.pick(['metadata-unreadable', 'newer-format', 'snapshot-format'] as const),
				details: {},
			},
		}),
	};
}

function randomPolicy(random: Random): RetentionPolicy {
	const maybe = (oneIn: number, most: number): number | undefined =>
		random.below(oneIn) === 0 ? 1 + random.below(most) : undefined;
	const policy: RetentionPolicy = {
		keepLast: maybe(2, 4),
		keepHourly: maybe(4, 5),
		keepDaily: maybe(3, 5),
		keepWeekly: maybe(3, 4),
		keepMonthly: maybe(4, 4),
		keepYearly: maybe(5, 3),
		min: maybe(4, 4),
		...(random.below(5) === 0 && {keepWithin: random.pick(['12h', '3d', '2w', '1y'])}),
		...(random.below(6) === 0 && {keepName: [random.pick(['release_*', '?.b*', 'golden_?', 'x'])]}),
		...(random.below(3) === 0 && {
			groupBy: random.pick<readonly GroupKey[]>([[], ['cluster'], ['filter']]),
		}),
		...(random.below(8) === 0 && {timeZone: random.pick(Object.keys(zones))}),
	};
	return Object.fromEntries(Object.entries(policy).filter(([, value]) => value !== undefined));
}

test('100,000 random sets of backups and policies: the same stay as by a second implementation, what is protected stays, and what was half done comes to the same', t => {
	const random = seededRandom('retention');
	const counts = {kept: 0, gone: 0};
	for (let index = 0; index < 100_000; index++) {
		const spanHours = random.pick([48, 24 * 20, 24 * 900]);
		const backups = Array.from({length: random.below(14)}, (_, nth) =>
			randomBackup(random, nth, spanHours),
		);
		const policy = randomPolicy(random);
		const decisions = applyPolicy(backups, policy, now);
		const stays = (set: readonly RetentionBackup[]): string[] =>
			applyPolicy(set, policy, now).flatMap(({name, isKept}) => (isKept ? [name] : []));
		const kept = decisions.flatMap(({name, isKept}) => (isKept ? [name] : []));
		const wanted = backups
			.filter(backup => plainStays(backup, backups, policy, now))
			.map(({name}) => name);
		if (kept.join() !== wanted.join()) {
			t.deepEqual(kept, wanted, JSON.stringify({testSeed, index, policy, backups}));
			return;
		}

		// Whatever part of it an interrupted run has done.
		const left = backups.filter(({name}) => kept.includes(name) || random.below(2) === 0);
		const again = index % 3 === 0 ? stays(left) : kept;
		const lost = backups.filter((backup, nth) => {
			if (decisions[nth]!.isKept) {
				return false;
			}

			const group = backups.filter(
				other =>
					other.state === 'complete' &&
					(policy.groupBy ?? ['cluster', 'filter']).every(key => other[key] === backup[key]),
			);
			const isLast = group.length > 0 && !group.some(({name}) => kept.includes(name));
			const isProtected = backup.pin ?? backup.lock ?? backup.continuableBy;
			return isLast || (isProtected && !backup.isHalfDeleted);
		});
		if (again.join() !== kept.join() || lost.length > 0) {
			t.deepEqual(again, kept, JSON.stringify({testSeed, index, policy, backups}));
			t.deepEqual(lost, [], JSON.stringify({testSeed, index, policy, backups}));
			return;
		}

		counts.kept += kept.length;
		counts.gone += backups.length - kept.length;
	}

	t.true(counts.kept > 100_000 && counts.gone > 100_000, JSON.stringify(counts));
});

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

import test from 'ava';
import {applyPolicy} from '../../../source/engine/retention/apply-policy.js';
import type {GroupKey, RetentionBackup, RetentionPolicy} from '../../../source/model/retention.js';
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

/** @param sets how many of them */
export function testRandomSets(sets: number): void {
	test(`${sets.toLocaleString('en')} random sets of backups and policies: the same stay as by a second implementation, what is protected stays, and what was half done comes to the same`, t => {
		const random = seededRandom('retention');
		const counts = {kept: 0, gone: 0};
		for (let index = 0; index < sets; index++) {
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

		t.true(counts.kept > sets && counts.gone > sets, JSON.stringify(counts));
	});
}

import {
	groupKeys,
	periods,
	type RetentionBackup,
	type RetentionDecision,
	type RetentionPolicy,
	type RetentionReason,
} from '../../model/retention.js';
import {parseDuration} from '../../utils/parse-duration.js';
import {periodsIn} from './periods-of.js';

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Which backups stay, which go, and why; in the order given. Groups are independent of each other.
 *
 * 1. What is protected stays whatever the policy says (`protections`; in each group the newest
 *    complete one, the newest verified one, and what is newer than these although it is partial or
 *    damaged).
 * 2. Rules keep complete ones only, which no verification found damaged. All others go.
 *
 * What goes can go in any order, be interrupted, and be decided again: the same stay.
 */
export function applyPolicy(
	backups: readonly RetentionBackup[],
	policy: RetentionPolicy,
	now: Date,
): RetentionDecision[] {
	const isAnyComplete = backups.some(backup => isSound(backup));
	const kept = new Map<RetentionBackup, RetentionReason[]>(
		backups.map(backup => [backup, protections(backup, {policy, now, isAnyComplete})]),
	);
	const groups = Map.groupBy(
		backups.filter(({state}) => state !== 'unreadable'),
		backup => groupOf(backup, policy),
	);
	for (const group of groups.values()) {
		applyToGroup(group, policy, {
			now,
			keep(backup, reason) {
				kept.get(backup)?.push(reason);
			},
		});
	}

	const numbers = new Map([...groups.keys()].map((key, index) => [key, index]));
	return backups.map(backup => {
		const reasons = kept.get(backup) ?? [];
		const isKept = reasons.length > 0;
		const group = numbers.get(groupOf(backup, policy));
		return {
			name: backup.name,
			isKept,
			reasons: isKept ? reasons : [whyItGoes(backup)],
			...(backup.state !== 'unreadable' && {group}),
		};
	});
}

/** What keeps a backup by itself, whatever others there are. */
function protections(
	backup: RetentionBackup,
	{policy, now, isAnyComplete}: {policy: RetentionPolicy; now: Date; isAnyComplete: boolean},
): RetentionReason[] {
	const {state, pin, lock, continuableBy, createdAt} = backup;
	const reasons: RetentionReason[] = [];
	if (pin) {
		const {reason, until} = pin;
		reasons.push({code: 'pinned', details: {...(reason && {reason}), ...(until && {until})}});
	}

	if (lock) {
		reasons.push({code: 'locked', details: lock});
	}

	const glob = policy.keepName?.find(one => matches(backup.name, one));
	if (glob !== undefined) {
		reasons.push({code: 'name', details: {glob}});
	}

	if (state === 'unfinished' && !backup.isHalfDeleted) {
		const at = lastWrite(backup);
		if (continuableBy !== undefined) {
			reasons.push({code: 'continuable', details: {jobId: continuableBy}});
		} else if (at === undefined || now.getTime() - Date.parse(at) < dayMs) {
			reasons.push({code: 'written-lately', details: {...(at !== undefined && {at})}});
		}
	}

	if (state === 'unreadable' && isOfOtherVersion(backup)) {
		reasons.push({code: 'other-format', details: {}});
	} else if (state === 'unreadable' && !isAnyComplete) {
		reasons.push({code: 'none-complete', details: {}});
	}

	if (state === 'complete' || state === 'partial') {
		if (createdAt === undefined) {
			reasons.push({code: 'time-unknown', details: {}});
		} else if (isAhead(createdAt, now)) {
			reasons.push({code: 'time-ahead', details: {at: createdAt}});
		}
	}

	return reasons;
}

function applyToGroup(
	group: readonly RetentionBackup[],
	policy: RetentionPolicy,
	{now, keep}: {now: Date; keep: (backup: RetentionBackup, reason: RetentionReason) => void},
): void {
	// One without a time, or of the future, stays, and stands for no other.
	const dated = group
		.filter(({createdAt}) => createdAt !== undefined && !isAhead(createdAt, now))
		.toSorted((a, b) => timeOf(b) - timeOf(a) || (a.name < b.name ? -1 : 1));
	const complete = dated.filter(backup => isSound(backup));
	const [newest] = complete;
	const isNewer = (backup: RetentionBackup | undefined): backup is RetentionBackup =>
		backup !== undefined && (!newest || timeOf(backup) > timeOf(newest));
	const partial = dated.find(({state}) => state === 'partial');
	if (isNewer(partial)) {
		keep(partial, {code: 'newest-partial', details: {}});
	}

	const damaged = dated.find(backup => isDamaged(backup));
	if (isNewer(damaged)) {
		keep(damaged, {code: 'newest-damaged', details: {}});
	}

	if (!newest) {
		return;
	}

	keep(newest, {code: 'newest', details: {}});
	const verified = complete.find(one => one.verified?.outcome === 'complete');
	if (verified?.verified) {
		keep(verified, {code: 'newest-verified', details: {at: verified.verified.at}});
	}

	const {min = 1, keepLast = 0, keepWithin} = policy;
	for (const [index, backup] of complete.slice(0, keepLast).entries()) {
		keep(backup, {code: 'last', details: {number: index + 1, count: keepLast}});
	}

	keepPeriods(complete, policy, keep);
	const withinMs = keepWithin === undefined ? undefined : parseDuration(keepWithin);
	if (keepWithin !== undefined && withinMs !== undefined) {
		const since = Math.min(timeOf(newest), now.getTime()) - withinMs;
		for (const backup of complete.filter(one => timeOf(one) >= since)) {
			keep(backup, {code: 'within', details: {duration: keepWithin}});
		}
	}

	for (const backup of min > 1 ? complete.slice(0, min) : []) {
		keep(backup, {code: 'min', details: {count: min}});
	}
}

/** @param complete newest first */
function keepPeriods(
	complete: readonly RetentionBackup[],
	policy: RetentionPolicy,
	keep: (backup: RetentionBackup, reason: RetentionReason) => void,
): void {
	const counts = {
		hourly: policy.keepHourly ?? 0,
		daily: policy.keepDaily ?? 0,
		weekly: policy.keepWeekly ?? 0,
		monthly: policy.keepMonthly ?? 0,
		yearly: policy.keepYearly ?? 0,
	};
	const wanted = periods.filter(period => counts[period] > 0);
	if (wanted.length === 0) {
		return;
	}

	const periodsAt = periodsIn(policy.timeZone ?? 'UTC');
	const seen = new Set<string>();
	for (const backup of complete) {
		const at = periodsAt(new Date(timeOf(backup)));
		for (const period of wanted) {
			const of = at[period];
			const key = `${period} ${of}`;
			if (counts[period] > 0 && !seen.has(key)) {
				seen.add(key);
				counts[period]--;
				keep(backup, {code: period, details: {of}});
			}
		}
	}
}

function whyItGoes(backup: RetentionBackup): RetentionReason {
	const {state, isHalfDeleted} = backup;
	if (state === 'unfinished') {
		const writtenAt = lastWrite(backup);
		return isHalfDeleted
			? {code: 'half-deleted', details: {}}
			: {code: 'unfinished', details: {...(writtenAt !== undefined && {writtenAt})}};
	}

	return isDamaged(backup)
		? {code: 'damaged', details: {at: backup.verified?.at ?? ''}}
		: {code: state === 'complete' ? 'no-rule' : state, details: {}};
}

function isSound(backup: RetentionBackup): boolean {
	return backup.state === 'complete' && !isDamaged(backup);
}

/** A verification found it so. */
function isDamaged({state, verified}: RetentionBackup): boolean {
	return state === 'complete' && verified?.outcome === 'failed';
}

/** Backups by milvus-backup record neither: they are a group of their own. */
function groupOf(backup: RetentionBackup, {groupBy = groupKeys}: RetentionPolicy): string {
	return JSON.stringify(groupBy.map(key => backup[key] ?? null));
}

function lastWrite({createdAt, writtenAt}: RetentionBackup): string | undefined {
	return [createdAt, writtenAt]
		.filter(at => at !== undefined)
		.toSorted((a, b) => Date.parse(b) - Date.parse(a))[0];
}

/** Not damaged: a newer milvault's, or of a layout that only milvus-backup reads. */
function isOfOtherVersion({error}: RetentionBackup): boolean {
	return error?.code === 'newer-format' || error?.code === 'snapshot-format';
}

function isAhead(createdAt: string, now: Date): boolean {
	return Date.parse(createdAt) > now.getTime() + dayMs;
}

function timeOf({createdAt = ''}: RetentionBackup): number {
	return Date.parse(createdAt);
}

function matches(name: string, glob: string): boolean {
	const pattern = glob
		.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
		.replaceAll(/\*+/g, '.*')
		.replaceAll('?', '.');
	return new RegExp(`^${pattern}$`, 'su').test(name);
}

import type {RetentionKey} from '../../model/retention-values.js';
import type {RetentionReasons} from '../../model/retention.js';
import {counted} from './phrases.js';

/** Why a backup stays or goes; short, since several stand beside each other. Times come as text. */
const reasons = {
	newest: () => 'newest complete one',
	'newest-verified': ({at}) => `newest verified one (${at})`,
	'newest-partial': () => 'partial, but newer than every complete one',
	'newest-damaged': () => 'damaged, but newer than every sound one',
	pinned: ({reason, until}) =>
		`pinned${until === undefined ? '' : ` until ${until}`}${reason === undefined ? '' : `: ${reason}`}`,
	locked: ({kind, host}) => `in use by a ${kind} job on ${host}`,
	continuable: ({jobId}) => `unfinished, and job ${jobId.slice(0, 8)} can be continued`,
	'written-lately': ({at}) =>
		at === undefined
			? 'unfinished, and its last write is unknown'
			: `unfinished, and written to in the last 24 hours (${at})`,
	'other-format': () => 'cannot be read by this version, which does not mean that it is damaged',
	'time-unknown': () => 'has no time',
	'time-ahead': ({at}) => `its time is in the future (${at})`,
	'none-complete': () => 'cannot be read, but there is no complete backup',
	last: ({number, count}) => `${number} of the last ${count}`,
	hourly: ({of}) => `hour ${of}`,
	daily: ({of}) => `day ${of}`,
	weekly: ({of}) => `week ${of}`,
	monthly: ({of}) => `month ${of}`,
	yearly: ({of}) => `year ${of}`,
	within: ({duration}) => `within ${duration}`,
	name: ({glob}) => `name matches ${glob}`,
	min: ({count}) => `at least ${count} stay`,
	'no-rule': () => 'no rule keeps it',
	partial: () => 'partial',
	damaged: ({at}) => `found damaged by verify (${at})`,
	unfinished: ({writtenAt}) =>
		writtenAt === undefined ? 'unfinished' : `unfinished, last written to ${writtenAt}`,
	unreadable: () => 'cannot be read',
	'half-deleted': () => 'its deletion was interrupted',
} satisfies {
	[Code in keyof RetentionReasons]: (details: RetentionReasons[Code]) => string;
};

export const retentionTexts = {
	reasons,
	/** Rules of a policy in a line: `last 7; 30 days`. */
	rules: {
		keepLast: (value: string) => `last ${value}`,
		keepHourly: (value: string) => counted(value, 'hour'),
		keepDaily: (value: string) => counted(value, 'day'),
		keepWeekly: (value: string) => counted(value, 'week'),
		keepMonthly: (value: string) => counted(value, 'month'),
		keepYearly: (value: string) => counted(value, 'year'),
		keepWithin: (value: string) => `within ${value} of the newest`,
		keepName: (value: string) => `names ${value}`,
		min: (value: string) => `at least ${value}`,
		groupBy: (value: string) => (value === '' ? 'all as one group' : `groups by ${value}`),
		timeZone: (value: string) => `time zone ${value}`,
	} satisfies Record<RetentionKey, (value: string) => string>,
	policyOfFlags: (rules: readonly string[]) => `Policy, from the flags: ${rules.join('; ')}.`,
	policyOfRepository: (repository: string, rules: readonly string[]) =>
		`Policy, from retention of repository ${repository}: ${rules.join('; ')}.`,
	title: (place: string) => `Backups in ${place}. Times are in UTC.`,
	group: 'Group',
	why: 'Why',
	keep: 'keep',
	delete: 'delete',
	/** In place of a group's filter, and of both. */
	everything: 'everything',
	notRecorded: 'not recorded',
	notRecordedMeans:
		'Backups by milvus-backup record neither cluster nor filter: they are one group.',
	unreadableMeans:
		'What cannot be read is of no known group, and counts for nothing. milvault verify NAME says what is wrong with one.',
	/** `kept`, `gone`: numbers of backups in words; `bytes`: of those that go. */
	totals: (kept: string, gone: string, bytes: string) => `${kept} stay; ${gone} (${bytes}) go.`,
	nothing: (kept: string) => `Nothing to delete: ${kept} stay.`,
	question: (backups: string) => `Delete ${backups} for good?`,
	/** For `confirmation-needed`. */
	action: (backups: string) => `delete ${backups}`,
	skipped: (name: string, reason: string) => `${name} was kept: ${reason}`,
	done: (gone: string, kept: string) => `${gone} deleted, ${kept} left.`,
	stopped: 'Run the same command again to delete the rest.',
	idlePins: (names: string) => `Pins that hold nothing any more are removed: ${names}.`,
	pins: {
		label: 'Pinned',
		pinned: (name: string, until: string | undefined) =>
			until === undefined ? `${name} is pinned.` : `${name} is pinned until ${until}.`,
		unpinned: (name: string) => `${name} is no longer pinned.`,
		notPinned: (name: string) => `${name} was not pinned.`,
		/** In a list, and in `get`. */
		short: (until: string | undefined, reason: string | undefined) =>
			[until === undefined ? 'yes' : `until ${until}`, reason].filter(Boolean).join(': '),
	},
};

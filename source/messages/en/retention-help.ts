const pinArguments = {names: 'the backups’ names'};

/** Help of `milvault prune`, `pin` and `unpin`. */
export const retentionHelp = {
	prune: {
		summary: 'delete the backups that a retention policy does not keep',
		description:
			'Deletes the backups that no rule keeps. Shows every backup, what happens to it and why, and asks. Rules come from these flags, or else from retention of the repository in the configuration. They keep complete backups only, in each group on its own; partial, unfinished and unreadable ones go first. Whatever the rules say, these stay: the newest complete and the newest verified one of a group, pinned ones, those in use, and unfinished ones that can be continued or were written to in the last 24 hours.',
		options: {
			keepLast: 'keep the last so many',
			keepHourly: 'keep the newest of each of the last so many hours that have one',
			keepDaily: 'the same for days',
			keepWeekly: 'the same for weeks, from Monday on (ISO 8601)',
			keepMonthly: 'the same for months',
			keepYearly: 'the same for years',
			keepWithin: 'keep those at most so much older than the newest one: 12h, 30d, 8w, 1y',
			keepName: 'keep these names; * and ? stand for any; repeatable, comma separated',
			min: 'keep so many in each group at least (default: 1)',
			groupBy:
				'what makes a group: cluster,filter, cluster, filter or none (default: cluster,filter)',
			timeZone: 'where hours, days, weeks, months and years begin, as Europe/Berlin (default: UTC)',
			yes: 'do not ask',
			dryRun: 'only show what would happen',
		},
		arguments: {},
		examples: [
			{
				text: 'A week of days, a month of weeks, a year of months',
				command: 'prune --keep-daily 7 --keep-weekly 4 --keep-monthly 12 --dry-run',
			},
			{text: 'By the configuration, in a script', command: 'prune --yes'},
		],
	},
	pin: {
		summary: 'keep backups from being deleted and pruned',
		description:
			'Keeps backups from being deleted and pruned, until they are unpinned or the pin ends. A pin holds one backup: another one of the same name is not pinned.',
		options: {
			reason: 'why, for those who want to delete it',
			until: 'when the pin ends: 30d, or a date (its last day, UTC): 2027-01-31',
		},
		arguments: pinArguments,
		examples: [
			{
				text: 'Until an audit is over',
				command: "pin year_end --reason 'audit' --until 2027-06-30",
			},
		],
	},
	unpin: {
		summary: 'let backups be deleted and pruned again',
		description: 'Lets backups be deleted and pruned again.',
		options: {},
		arguments: pinArguments,
		examples: [{text: 'It is no longer needed', command: 'unpin year_end'}],
	},
};

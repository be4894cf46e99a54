/** Help of `milvault copy`. */
export const copyHelp = {
	copy: {
		summary: 'copy backups to another repository',
		description:
			'Copies backups to another repository of the configuration. Shows what is there and what will be sent, and asks. Inside one store the store copies by itself; otherwise the data passes through this machine. What is there is compared by its content and not sent again; a copy that was interrupted is continued. A backup becomes visible in the other repository when all of it is there. Also for backups by milvus-backup.',
		options: {
			from: 'the repository to copy from (default: the configured one)',
			to: 'the repository to copy to',
			all: 'all finished backups',
			missing: 'all finished backups that are not there yet',
			newerThan: 'with --all or --missing: only those created in this time: 12h, 7d, 8w, 1y',
			nameAs: 'the name of the copy; for one backup',
			bwlimit: 'maximum object bytes per second, as 50M or 5MiB, including the store’s own copies',
			maxRequests: 'maximum number of requests to object storage per second',
			detach: 'run in the background; survives closing this terminal',
			dryRun: 'only show what would happen',
			yes: 'do not ask',
		},
		arguments: {names: 'the backups’ names'},
		examples: [
			{text: 'One backup', command: 'copy nightly_1 --to offsite'},
			{
				text: 'Every night, in a script: what the other repository does not have',
				command: 'copy --missing --newer-than 7d --to offsite --yes',
			},
			{
				text: 'Back, under another name',
				command: 'copy nightly_1 --from offsite --to main --name-as nightly_1_back',
			},
		],
	},
};

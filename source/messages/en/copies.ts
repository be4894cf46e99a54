import type {LeftOut, PlannedCopy} from '../../model/copies.js';

/** What `milvault copy` says beside errors and warnings. */
export const copyTexts = {
	title: (from: string, to: string) => `Copy from ${from} to ${to}`,
	there: 'In the target',
	toSend: 'To send',
	/** What the target has of a backup. */
	found: {
		nothing: 'nothing',
		begun: 'an interrupted copy',
		there: 'the same backup',
	} satisfies Record<PlannedCopy['found'], string>,
	/** Instead of the last one, where something of it has to be sent again. */
	incomplete: 'the same backup, incomplete or damaged',
	/** `objects`, `bytes`: what is there with the right size in a place whose listings show no more. */
	toCheck: (objects: string, bytes: string) =>
		`${objects} (${bytes}) are there with their sizes: their content is compared before anything is sent.`,
	/** `backups`: how many, in words. */
	totals: (backups: string, objects: string, bytes: string) =>
		`${backups}: ${objects} (${bytes}) to send.`,
	nothing: 'Nothing to copy: all of it is there.',
	noBackups: (place: string) => `There is nothing to copy in ${place}.`,
	leftOut: {
		there: (names: string) => `Left out, because they are there: ${names}.`,
		unfinished: (names: string) => `Left out, because they are unfinished: ${names}.`,
		'no-time': (names: string) =>
			`Left out, because they do not say when they were created: ${names}.`,
	} satisfies Record<LeftOut['reason'], (names: string) => string>,
	question: (backups: string, place: string) => `Copy ${backups} to ${place}?`,
	/** For `confirmation-needed`. */
	action: (backups: string) => `copy ${backups}`,
	notWanted: 'Nothing was copied.',
	/** `facts`: objects and bytes. */
	done: (name: string, facts: string) => `${name} copied: ${facts} sent.`,
	wasThere: (name: string) => `${name} was there already: nothing was sent.`,
	/** `x as y`. */
	named: (name: string, as: string) => `${name} as ${as}`,
	/** Counts of binlogs, in words; either may be undefined. */
	checked: (byContent: string | undefined, bySize: string | undefined) =>
		`Checked: ${[
			byContent === undefined ? [] : [`${byContent} by the recorded checksums of their content`],
			bySize === undefined ? [] : [`${bySize} by size and ETag`],
		]
			.flat()
			.join(', ')}.`,
	usage: {
		needsTarget: 'Copy where? --to is missing',
		needsNames: 'Which backups? Give their names, or --all, or --missing',
		oneName: '--name-as is for one backup',
		newerThanOf:
			'--newer-than needs --all or --missing: backups that are named are copied in any case',
	},
};

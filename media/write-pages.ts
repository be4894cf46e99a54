/*
 * `npm run reference` writes two pages with it: media/commands.md, the help of every command as the
 * program prints it, and media/json.md, what `--json` prints, from the types. `-- --check` only
 * says whether they are as they would be written.
 */
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {helpTexts} from '../source/messages/en/help.js';
import {commandNames, helpOf} from '../test/helpers/program/help-of.js';

const root = join(import.meta.dirname, '..');
const isChecked = process.argv.includes('--check');
for (const [page, text] of [
	['commands.md', await commandsPage()],
	['json.md', await jsonPage()],
] as const) {
	const file = join(root, 'media', page);
	if (!isChecked) {
		await writeFile(file, text);
	} else if (text !== (await readFile(file, 'utf8').catch(() => ''))) {
		console.log(`media/${page} is not what \`npm run reference\` writes.`);
		process.exitCode = 1;
	}
}

async function commandsPage(): Promise<string> {
	const sections = await Promise.all(
		commandNames().map(async command => {
			const name = `milvault ${command}`.trim();
			return `## ${name}\n\n\`\`\`text\n${await helpOf(command, helpTexts)}\`\`\`\n`;
		}),
	);
	return [
		'# Every command and its options\n',
		'The help of the program, written by `npm run reference`. `milvault --help` and `milvault <command> --help` print the same.\n',
		...sections,
	].join('\n');
}

async function jsonPage(): Promise<string> {
	const types: string[] = [];
	for (const [file, names] of Object.entries({
		'source/model/job-events.ts': [
			'CollectionKey',
			'Outcome',
			'CollectionOutcome',
			'Phase',
			'JobEvent',
			'WarningDetails',
		],
		'source/model/verify-result.ts': ['VerifyDifference', 'VerifyResult'],
		'source/model/drill.ts': ['DrilledCollection'],
		'source/model/plans.ts': [
			'BackupRequest',
			'PlannedCollection',
			'BackupPlan',
			'CollectionResult',
			'BackupResult',
			'RestoreRequest',
			'PlannedRestore',
			'RestorePlan',
			'RestoreResult',
			'BackupSummary',
			'BackupDetails',
			'DeleteResult',
		],
		'source/model/pin.ts': ['Pin'],
		'source/model/retention.ts': [
			'RetentionPolicy',
			'RetentionBackup',
			'RetentionReasons',
			'RetentionReason',
			'RetentionDecision',
			'PrunePlan',
			'PlannedPrune',
			'PruneResult',
		],
		'source/model/copies.ts': [
			'CopyRequest',
			'Amount',
			'PlannedCopy',
			'LeftOut',
			'CopyPlan',
			'CopiedAmounts',
			'CopiedBackup',
			'CopyResult',
		],
		'source/model/schedule.ts': [
			'ScheduleStep',
			'ScheduledCreate',
			'Schedule',
			'ScheduleRunStep',
			'ScheduleRun',
			'ScheduleSkips',
			'ScheduleState',
		],
		'source/model/restored-rbac.ts': ['RestoredRbac'],
	})) {
		const text = await readFile(join(root, file), 'utf8');
		types.push(...names.map(name => typeIn(text, name, file)));
	}

	return `# What \`--json\` prints

One object per line, and nothing else on standard output. Numbers that Milvus counts in 64 bits are strings, times are RFC 3339 in UTC.

| line | when |
| --- | --- |
| \`{"type":"plan","plan":…}\` | before anything is done: BackupPlan, RestorePlan, CopyPlan, PrunePlan (beside it \`policyFrom\`: \`flags\` or \`configuration\`), or what a delete would remove |
| \`{"type":"job-started",…}\`, \`{"type":"phase-started",…}\`, … | every JobEvent, as it happens |
| \`{"type":"result","command":…,"exitCode":…,"outcome":…}\` | last, always, also after a usage error |

\`outcome\` is \`complete\`, \`partial\`, \`failed\`, \`cancelled\`, or with \`--detach\` \`started\`: the result of the job is not known then, and \`follow\` is the
command that watches it. A result also has:

| command | keys |
| --- | --- |
| create, restore, verify, delete, prune, copy | BackupResult, RestoreResult, VerifyResult, DeleteResult, PruneResult, CopyResult |
| pin, unpin | \`pinned\`, with \`reason\` and \`until\` where they were given; \`unpinned\`: names |
| schedule add, show | \`schedule\` and its \`next\` runs; ScheduleState |
| schedule list | \`schedules\`: ScheduleState, or \`name\` and \`error\` of one that cannot be read |
| schedule run | \`schedule\`: its name, \`run\`: ScheduleRun; with \`--if-due\`, when it is not: \`isDue\`: false, \`next\` |
| schedule install | \`files\`, or \`lines\` of the crontab; \`isWritten\` |
| list, get | \`backups\`: BackupSummary of each; \`backup\`: BackupDetails |
| with \`--detach\` | \`jobId\`, \`isDetached\`, \`follow\` |
| with \`--dry-run\` | \`isDryRun\`, \`name\` |
| cluster list, repository list | \`clusters\`, \`repositories\` |
| practice status, load, reset | \`isRunning\` and where it is; \`collections\`; \`deleted\` |

An \`error\` is \`{code, details, message, hint?}\`, a warning \`{code, details, message}\`. \`code\` does not change between versions; \`message\` and
\`hint\` are for people, in their language.

## The types

Written by \`npm run reference\` from the source. An optional key (\`?\`) is absent rather than null.

${types.map(type => `\`\`\`ts\n${type}\n\`\`\`\n`).join('\n')}`;
}

/** A type with its comment, as it stands in the source, but for `export`. */
function typeIn(text: string, name: string, file: string): string {
	const found = new RegExp(
		`(?<comment>/\\*\\*(?:(?!\\*/)[^])*\\*/\\n)?export (?<type>type ${name} =[^]*?;)\\n(?=\\n|$)`,
	).exec(text)?.groups;
	if (!found?.['type']) {
		throw new Error(`no type ${name} in ${file}`);
	}

	return `${found['comment'] ?? ''}${found['type']}`;
}

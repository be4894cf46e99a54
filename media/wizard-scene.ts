import type {Screen} from './screen.js';
import type {Shot} from './scenes.js';
import type {Shell} from './shell.js';

const enter = '\r';
const escape = '\u001B';
const down = '\u001B[B';
const up = '\u001B[A';
const right = '\u001B[C';

/** Somebody goes through the wizard: looks at the connection, at what could be backed up, and restores a backup over what is there. */
export async function wizardShots(shell: Shell): Promise<Shot[]> {
	const shows = async (...wanted: readonly string[]): Promise<Screen> =>
		shell.until(wanted.join(' and '), ({lines}) =>
			wanted.every(one => lines.some(line => line.includes(one))),
		);
	await shell.type('milvault');
	await shows('What would you like to do?', 'last backup');
	shell.press(enter);
	const selection = await shows('Which collections?', 'Enter go on');
	shell.press(escape);
	await shows('What would you like to do?', '❯ Back up');
	shell.press(down + down + down + enter);
	const connection = await shows('What next?', '❯ Back to the start');
	shell.press(enter);
	await shows('What would you like to do?', '❯ Check');
	shell.press(up + up + enter);
	await shows('Which backup in', '❯ nightly');
	shell.press(enter);
	await shows('Which collections of nightly?');
	shell.press(enter);
	await shows('Under which names?');
	shell.press(down + enter);
	await shows('What to do with each?');
	// Beside, append, replace, skip.
	shell.press(
		down + right + down + right + right + down + right + right + right,
	);
	const conflicts = await shows(
		'create beside it',
		'append',
		'replace',
		'❯ images',
		'skip',
	);
	shell.press(enter);
	await shows('Type its name');
	shell.press(`hello_milvus2${enter}`);
	await shows('Nothing has been done yet. Start?');
	shell.press(enter);
	const progress = await shell.until(
		'Collections at work',
		({lines}) =>
			lines.filter(line => /^ {2}\S+ .*\d+ % /.test(line)).length > 1 &&
			lines.some(line => / [3-9]\d % /.test(line)) &&
			lines.some(line => line.includes('Ctrl-C cancel')),
	);
	const result = await shows('What next?', '❯ Back to the start');
	shell.press('q');
	await shell.idle();
	return [
		{
			name: 'wizard-selection',
			title:
				'The wizard’s tree of collections: databases, rows, sizes, what is loaded, and what is picked in all',
			screen: selection,
		},
		{
			name: 'wizard-connection',
			title:
				'The wizard’s checklist of a connection: Milvus, login, version, storage, root path, repository, each with what was found',
			screen: connection,
		},
		{
			name: 'wizard-conflicts',
			title:
				'The wizard’s table of conflicts: four names that are taken; one collection goes beside, one is appended to, one is replaced, one is skipped',
			screen: conflicts,
		},
		{
			name: 'wizard-progress',
			title:
				'The wizard watching a restore: a bar for all of it, a line for each collection, keys to pause, limit, detach and cancel',
			screen: progress,
		},
		{
			name: 'wizard-result',
			title:
				'The wizard’s report: what was restored, what was checked, and the same as a command',
			screen: result,
		},
	];
}

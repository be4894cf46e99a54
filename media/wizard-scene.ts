import type {Frame} from './draw-picture.js';
import type {Screen} from './screen.js';
import type {Shot} from './shot.js';
import type {Shell} from './shell.js';

const enter = '\r';
const escape = '\u001B';
const down = '\u001B[B';
const up = '\u001B[A';
const right = '\u001B[C';

/**
 * A person goes through the wizard: looks at the connection, at what could be backed up, and
 * restores a backup over what is there.
 */
export async function wizardShots(shell: Shell): Promise<Shot[]> {
	const shows = async (...wanted: readonly string[]): Promise<Screen> =>
		shell.until(wanted.join(' and '), ({lines}) =>
			wanted.every(one => lines.some(line => line.includes(one))),
		);
	await shell.type('milvault');
	await shows('What would you like to do?', 'last backup');
	shell.press(enter);
	const selection = await shows('Which collections?', 'Enter continue');
	shell.press(escape);
	await shows('What would you like to do?', '❯ Back up');
	shell.press(down + down + down + enter);
	const connection = await shows('What next?', '❯ Back to the start');
	shell.press(enter);
	const frames: Frame[] = [];
	const film = async (seconds: number, ...wanted: readonly string[]): Promise<Screen> => {
		const screen = await shows(...wanted);
		frames.push({screen, seconds});
		return screen;
	};
	await film(2, 'What would you like to do?', '❯ Check');
	shell.press(up + up);
	await film(1, '❯ Restore');
	shell.press(enter);
	await film(1.5, 'Which backup in', '❯ nightly');
	shell.press(enter);
	await film(2, 'Which collections of nightly?');
	shell.press(enter);
	await film(1, 'Under which names?');
	shell.press(down + enter);
	await film(1, 'What to do with each?');
	// Beside, append, replace, skip.
	shell.press(down + right + down + right + right + down + right + right + right);
	const conflicts = await film(2.5, 'create beside it', 'append', 'replace', '❯ images', 'skip');
	shell.press(enter);
	await film(1, 'Type its name');
	shell.press('hello_milvus2');
	await film(1, 'Type its name', 'hello_milvus2');
	shell.press(enter);
	await film(2.5, 'Nothing has been done yet. Start?');
	shell.press(enter);
	const isAtWork = ({lines}: Screen): boolean =>
		lines.filter(line => /^ {2}\S+ .*\d+ % /.test(line)).length > 1 &&
		lines.some(line => line.includes('Ctrl-C cancel'));
	const early = await shell.until('Collections at work', isAtWork);
	frames.push({screen: early, seconds: 1});
	const progress = await shell.until(
		'Collections at work',
		screen => isAtWork(screen) && screen.lines.some(line => / [3-9]\d % /.test(line)),
	);
	frames.push({screen: progress, seconds: 1});
	const late = await shell.until(
		'Collections nearly done',
		screen =>
			screen.lines.some(line => / [6-9]\d % /.test(line)) ||
			screen.lines.some(line => line.includes('❯ Back to the start')),
	);
	frames.push({screen: late, seconds: 1});
	const result = await film(4, 'What next?', '❯ Back to the start');
	shell.press('q');
	await shell.idle();
	return [
		{
			name: 'wizard',
			title:
				'The wizard restores a backup: which one, which collections, under which names, what to do with names that are taken, the plan, the work, the report',
			frames,
		},
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
			title: 'The wizard’s report: what was restored, what was checked, and the same as a command',
			screen: result,
		},
	];
}

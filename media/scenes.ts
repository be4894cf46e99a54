import type {Screen} from './screen.js';
import type {Shell} from './shell.js';
import type {Stage} from './stage.js';
import {wizardShots} from './wizard-scene.js';
import type {Shot} from './shot.js';

/**
 * What is typed, one scene after the other on the same stage, and when a picture is taken of it.
 */
export const scenes: ReadonlyArray<(stage: Stage) => Promise<readonly Shot[]>> = [
	createAndRestore,
	restoreInProgress,
	wizard,
];

async function createAndRestore(stage: Stage): Promise<Shot[]> {
	const screen = await onShell(stage, {columns: 84, rows: 48}, async shell => {
		await shell.run('milvault create --name my_backup');
		return shell.run('milvault restore my_backup --suffix _restored');
	});
	return [
		{
			name: 'restore',
			title:
				'milvault create backs up two collections and checks them; milvault restore brings them back beside the originals, ready to query',
			screen,
		},
	];
}

async function restoreInProgress(stage: Stage): Promise<Shot[]> {
	await stage.run(
		'milvault restore my_backup --rename hello_milvus:articles --rename hello_milvus2:images',
	);
	await stage.run(
		'milvault create --name nightly --filter articles,images,hello_milvus,hello_milvus2',
	);
	const screen = await onShell(stage, {columns: 84, rows: 30}, async shell => {
		await shell.type("milvault restore nightly --rename 'default.*:archive.*'");
		const shot = await shell.until('Collections in three different phases', isInTheMiddle);
		await shell.idle();
		return shot;
	});
	return [
		{
			name: 'progress',
			title:
				'milvault restore at work on four collections, with a bar for all: some are importing, one builds its index, one is loading',
			screen,
		},
	];
}

async function wizard(stage: Stage): Promise<Shot[]> {
	return onShell(stage, {columns: 84, rows: 28}, wizardShots);
}

/**
 * Only of a whole frame: lines are drawn over one by one, and the cursor stays at the end of the
 * last.
 */
function isInTheMiddle({lines, cursor}: Screen): boolean {
	const isWhole = cursor.row >= lines.findLastIndex(line => line !== '');
	const collections = lines.filter(line => /^ {2}\S+ +\d+ % /.test(line));
	return (
		isWhole &&
		['importing', 'building index', 'loading'].every(phase =>
			collections.some(line => line.includes(phase)),
		)
	);
}

async function onShell<Result>(
	stage: Stage,
	size: {columns: number; rows: number},
	run: (shell: Shell) => Promise<Result>,
): Promise<Result> {
	const shell = stage.openShell(size);
	try {
		return await run(shell);
	} finally {
		await shell.close();
	}
}

import {readdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import type {OnPracticeEvent} from './practice-events.js';
import {practicePaths} from './practice-paths.js';
import {stopPractice} from './stop-practice.js';

/**
 * Stops the practice cluster and deletes its data, of all versions: collections, users, log. Ask
 * before.
 *
 * Backups in the practice repository stay unless `withBackups`: restoring into an empty cluster is
 * worth practising.
 *
 * @returns the directories that were deleted.
 */
export async function resetPractice(options: {
	dataDir: string;
	withBackups?: boolean;
	signal?: AbortSignal;
	onEvent?: OnPracticeEvent;
}): Promise<string[]> {
	const {dataDir, withBackups = false} = options;
	const {root, backups} = practicePaths(dataDir);
	await stopPractice(options);
	const names = await readdir(root).catch(() => []);
	const deleted = names.filter(name => name.startsWith('milvus-')).map(name => join(root, name));
	if (withBackups) {
		deleted.push(backups);
	}

	for (const directory of deleted) {
		await rm(directory, {recursive: true, force: true});
	}

	return deleted;
}

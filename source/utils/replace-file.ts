import {randomUUID} from 'node:crypto';
import {renameSync, rmSync, writeFileSync} from 'node:fs';
import {chmod, rename, rm, writeFile} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';

/**
 * Puts a file in the place of another, or of none: a reader sees the old one or the new one, whole,
 * also after a power failure. An interruption leaves a hidden file beside it.
 *
 * @param options.mode default 0600
 */
export async function replaceFile(
	file: string,
	body: string,
	{mode = 0o600}: {mode?: number} = {},
): Promise<void> {
	const fresh = temporaryBeside(file);
	try {
		await writeFile(fresh, body, {mode, flag: 'wx', flush: true});
		// Whatever the umask says.
		await chmod(fresh, mode);
		await rename(fresh, file);
	} catch (error) {
		await rm(fresh, {force: true}).catch(() => undefined);
		throw error;
	}
}

/** The same before it returns, for a process that may end next. */
export function replaceFileSync(file: string, body: string): void {
	const fresh = temporaryBeside(file);
	try {
		writeFileSync(fresh, body, {mode: 0o600, flag: 'wx', flush: true});
		renameSync(fresh, file);
	} catch (error) {
		rmSync(fresh, {force: true});
		throw error;
	}
}

function temporaryBeside(file: string): string {
	return join(dirname(file), `.${basename(file)}.${randomUUID()}.tmp`);
}

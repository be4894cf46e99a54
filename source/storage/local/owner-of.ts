import {stat} from 'node:fs/promises';

/**
 * Whose a directory is; who would make it, where it is not there yet. Undefined on systems without
 * users of numbers (Windows).
 */
export async function ownerOf(directory: string): Promise<number | undefined> {
	const us = process.getuid?.();
	if (us === undefined) {
		return undefined;
	}

	try {
		return (await stat(directory)).uid;
	} catch {
		return us;
	}
}

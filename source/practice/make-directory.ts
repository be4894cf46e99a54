import {mkdir} from 'node:fs/promises';
import {cannotWrite} from '../model/cannot-write.js';
import type {MilvaultError} from '../model/milvault-error.js';

/** Says where what the practice cluster needs lies instead. */
export type PracticeVariable = 'MILVAULT_DATA_DIR' | 'MILVAULT_CACHE_DIR';

/**
 * Of its owner alone.
 *
 * @throws cannot-write, disk-full
 */
export async function makeDirectory(path: string, variable: PracticeVariable): Promise<void> {
	try {
		await mkdir(path, {recursive: true, mode: 0o700});
	} catch (error) {
		throw notMade(error, path, variable);
	}
}

export function notMade(error: unknown, path: string, variable: PracticeVariable): MilvaultError {
	return cannotWrite(error, path, `${variable}=<directory>`);
}

import {MilvaultError} from '../model/milvault-error.js';

/** Where mistakes are collected instead of ending it all at the first one: for `config check`. */
export type Problems = MilvaultError[];

/** Runs `work`; what it throws is collected where somebody collects, and thrown otherwise. */
export function attempt<Value>(
	problems: Problems | undefined,
	work: () => Value,
): Value | undefined {
	if (!problems) {
		return work();
	}

	try {
		return work();
	} catch (error) {
		if (!(error instanceof MilvaultError)) {
			throw error;
		}

		problems.push(error);
		return undefined;
	}
}

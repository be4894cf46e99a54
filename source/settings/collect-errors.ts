import {MilvaultError} from '../model/milvault-error.js';

/** Collects mistakes, where the first must not end the work: for `config check`. */
export type Problems = MilvaultError[];

/** Runs `work`; collects what it throws where there is a collection, and throws it otherwise. */
export function collectErrors<Value>(
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

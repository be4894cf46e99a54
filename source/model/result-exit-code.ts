import {type ErrorCode} from './error-codes.js';
import {exitCodeOf} from './exit-codes.js';
import type {ErrorSummary, Outcome} from './job-events.js';

/**
 * The exit code of a job's result (design: exit codes): 0 complete, 3 partial, 130 cancelled;
 * failed has the code of its parts' errors when they agree, else 1.
 */
export function exitCodeOfResult(result: {
	outcome: Outcome;
	errors: ReadonlyArray<ErrorSummary | undefined>;
}): number {
	switch (result.outcome) {
		case 'complete': {
			return 0;
		}

		case 'partial': {
			return 3;
		}

		case 'cancelled': {
			return 130;
		}

		case 'failed': {
			const codes = new Set(
				result.errors
					.filter((error): error is ErrorSummary => error !== undefined)
					.map(error => exitCodeOf(error.code satisfies ErrorCode)),
			);
			const [first] = codes;
			return codes.size === 1 && first !== undefined ? first : 1;
		}
	}
}

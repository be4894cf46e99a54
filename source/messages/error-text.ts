import type {ErrorCode, ErrorDetails} from '../model/error-codes.js';

/**
 * What a person reads about an error: what failed, then the likely cause and what to do or run
 * next; one paragraph each.
 */
export type ErrorText = {sentence: string; hint?: string};

/** One language's errors; a code without a text fails the build. */
export type ErrorTexts = {
	[Code in ErrorCode]: (details: ErrorDetails[Code]) => ErrorText;
};

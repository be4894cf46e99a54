import type {FindingCode, FindingDetails} from '../model/checks.js';

/** What a check saw, and what to do about it. */
export type CheckText = {seen: string; fix?: string};

/** One language's findings; a code without a text fails the build. */
export type FindingTexts = {
	[Code in FindingCode]: (details: FindingDetails[Code]) => CheckText;
};

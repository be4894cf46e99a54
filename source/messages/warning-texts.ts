import type {WarningCode, WarningDetails} from '../model/job-events.js';

/** One language's warnings; a code without a text fails the build. */
export type WarningTexts = {
	[Code in WarningCode]: (details: WarningDetails[Code]) => string;
};

import type {ErrorTexts} from '../error-text.js';
import {configurationErrors} from './configuration-errors.js';
import {configurationMistakes} from './configuration-mistakes.js';
import {connectionErrors} from './connection-errors.js';
import {jobErrors} from './job-errors.js';
import {practiceErrors} from './practice-errors.js';
import {scheduleErrors} from './schedule-errors.js';
import {usageErrors} from './usage-errors.js';
import {verificationErrors} from './verification-errors.js';

export const errorTexts: ErrorTexts = {
	...configurationErrors,
	...configurationMistakes,
	...usageErrors,
	...connectionErrors,
	...verificationErrors,
	...jobErrors,
	...practiceErrors,
	...scheduleErrors,
};

import type {ErrorTexts} from '../error-text.js';
import {configurationErrors} from './configuration-errors.js';
import {connectionErrors} from './connection-errors.js';
import {jobErrors} from './job-errors.js';
import {practiceErrors} from './practice-errors.js';
import {usageErrors} from './usage-errors.js';
import {verificationErrors} from './verification-errors.js';

export const errorTexts: ErrorTexts = {
	...configurationErrors,
	...usageErrors,
	...connectionErrors,
	...verificationErrors,
	...jobErrors,
	...practiceErrors,
};

import {brief} from '../brief.js';
import type {ErrorText, ErrorTexts} from '../error-text.js';

const ownMilvus =
	'If you have another Milvus, use that: milvault cluster add prod --address host:19530';

/** Errors of the practice cluster. */
export const practiceErrors = {
	'practice-unavailable': ({what, reason}) => unavailable(what, reason),
	'practice-not-running': () => ({
		sentence: 'The practice cluster is not running.',
		hint: 'Start it: milvault practice start',
	}),
	'practice-failed': ({reason, log}) => ({
		sentence: `The practice cluster failed: ${brief(reason)}.`,
		hint: `Its log is ${log}. Try again with milvault practice start; milvault practice reset deletes its data, to start from scratch.`,
	}),
} satisfies Partial<ErrorTexts>;

function unavailable(
	what: 'python' | 'venv' | 'wheel' | 'other-version',
	reason: string,
): ErrorText {
	switch (what) {
		case 'python': {
			return {
				sentence: `The practice cluster needs Python 3, and ${reason} cannot be run.`,
				hint: `Install Python 3 (Debian and Ubuntu: sudo apt install python3 python3-venv), then: milvault practice start. ${ownMilvus}`,
			};
		}

		case 'venv': {
			return {
				sentence: `The practice cluster needs Python’s venv module (${reason}).`,
				hint: `Install it (Debian and Ubuntu: sudo apt install ${reason}), then: milvault practice start. ${ownMilvus}`,
			};
		}

		case 'wheel': {
			return {
				sentence: `There is no practice cluster for this machine (${reason}): Milvus’s Python package exists for Linux x64 and macOS arm64 only.`,
				hint: ownMilvus,
			};
		}

		case 'other-version': {
			return {
				sentence: `A practice cluster of Milvus ${reason} is running.`,
				hint: 'Stop it first: milvault practice stop',
			};
		}
	}
}

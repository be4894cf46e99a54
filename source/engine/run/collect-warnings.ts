import {isDeepStrictEqual} from 'node:util';
import type {OnEvent, Warning} from '../../model/job-events.js';
import type {Journal} from '../journal/journal.js';

/**
 * A job's warnings: those of its plan, those of its earlier runs, and each new one once, reported
 * and written down.
 */
export function collectWarnings(
	before: readonly Warning[],
	{onEvent, journal}: {onEvent?: OnEvent; journal?: Journal},
): {warnings: readonly Warning[]; warn: (warning: Warning) => void} {
	const warnings = [...before];
	return {
		warnings,
		warn(warning) {
			if (warnings.some(known => isDeepStrictEqual(known, warning))) {
				return;
			}

			warnings.push(warning);
			onEvent?.({type: 'warning', warning});
			// A warning that is lost with its journal is no reason to fail.
			journal?.append({type: 'warning', warning}).catch(() => undefined);
		},
	};
}

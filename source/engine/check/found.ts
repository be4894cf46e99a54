import type {CheckState, Finding} from '../../model/checks.js';

/** What a check found: how it is with it, and what it saw. */
export type Found = {state: CheckState; finding: Finding};

export function ok(finding: Finding): Found {
	return {state: 'ok', finding};
}

export function warning(finding: Finding): Found {
	return {state: 'warning', finding};
}

export function skipped(finding: Finding): Found {
	return {state: 'skipped', finding};
}

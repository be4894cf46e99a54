import type {Messages} from '../messages/messages.js';
import type {ErrorCode} from '../model/error-codes.js';
import type {Warning} from '../model/job-events.js';

type Mask = (text: string) => string;

/**
 * What `--json` prints, one object per line; nothing else is on standard output. int64 values are
 * strings, times RFC 3339 in UTC.
 *
 * - `{"type":"plan","plan":BackupPlan | RestorePlan | PlannedDelete[] | PrunePlan}` of model/, before
 *   anything is done; beside a PrunePlan `policyFrom`: `flags` or `configuration`;
 * - every JobEvent of model/job-events.ts as it is, in the order it happened; practice commands
 *   print their PracticeEvents;
 * - `{"type":"result","command","exitCode","outcome", ...}` last, always, also after a usage error.
 *   With it: create BackupResult; restore RestoreResult; delete DeleteResult; prune PruneResult; pin
 *   `pinned`, unpin `unpinned`; list `backups: BackupSummary[]`; get `backup: BackupDetails`; with --detach `outcome: 'started'`,
 *   `jobId`, `isDetached: true` and `follow`, the command that watches it to its end; with
 *   --dry-run `isDryRun: true` and `name`; cluster list `clusters`, repository list `repositories`;
 *   practice status `isRunning` and where it is; practice load `collections`; practice reset
 *   `deleted`.
 *
 * An `error`, in a result, an event or beside a collection, is `{code, details, message, hint?}`; a
 * warning `{code, details, message}`. `code` is stable; `message` and `hint` are for people, in
 * their language.
 */
export function toJson(value: unknown, messages: Messages, mask: Mask): unknown {
	if (Array.isArray(value)) {
		return value.map(item => toJson(item, messages, mask));
	}

	if (typeof value !== 'object' || value === null) {
		return value;
	}

	return Object.fromEntries(
		Object.entries(value as Record<string, unknown>).map(([key, child]) => [
			key,
			jsonOf(key, child, messages, mask),
		]),
	);
}

/**
 * The messages, with foreign text (a server's reasons, paths) masked before it becomes part of a
 * sentence.
 */
export function maskedMessages(messages: Messages, mask: Mask): Messages {
	return {
		...messages,
		error: ({code, details}) => messages.error({code, details: maskAll(details, mask)}),
		warning: warning =>
			messages.warning({
				...warning,
				details: maskAll(warning.details, mask),
			} as Warning),
	};
}

function jsonOf(key: string, value: unknown, messages: Messages, mask: Mask): unknown {
	if (key === 'error' && isCoded(value)) {
		const {code, details} = value;
		const {sentence, hint} = messages.error({code: code as ErrorCode, details});
		return {
			code,
			details: maskAll(details, mask),
			message: sentence,
			...(hint === undefined ? {} : {hint}),
		};
	}

	if (key === 'warning' && isCoded(value)) {
		return warningJson(value, messages, mask);
	}

	if (key === 'warnings' && Array.isArray(value)) {
		return value.map(item => (isCoded(item) ? warningJson(item, messages, mask) : item));
	}

	return key === 'reason' && typeof value === 'string'
		? mask(value)
		: toJson(value, messages, mask);
}

function warningJson(
	warning: {code: string; details: unknown},
	messages: Messages,
	mask: Mask,
): unknown {
	const {code, details} = warning;
	return {
		code,
		details: maskAll(details, mask),
		message: messages.warning(warning as Warning),
	};
}

function isCoded(value: unknown): value is {code: string; details: unknown} {
	return typeof value === 'object' && value !== null && 'code' in value && 'details' in value;
}

function maskAll(value: unknown, mask: Mask): unknown {
	if (typeof value === 'string') {
		return mask(value);
	}

	if (Array.isArray(value)) {
		return value.map(item => maskAll(item, mask));
	}

	return typeof value === 'object' && value !== null
		? Object.fromEntries(Object.entries(value).map(([key, child]) => [key, maskAll(child, mask)]))
		: value;
}

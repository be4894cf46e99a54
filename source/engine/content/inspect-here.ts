import {byteGate} from '../run/byte-gate.js';
import type {BinlogRules} from '../run/crew.js';
import type {RecordedSum} from '../repository/recorded-sum.js';
import {inspectBinlog} from './inspect-binlog.js';
import type {Inspect} from './segment-check.js';

/**
 * Held at once by a process, however many segments: Milvus writes binlogs of up to 64 MB,
 * compactions greater ones.
 */
export const maxHeldBytes = 128 * 1024 * 1024;

/** Inspects binlogs in this process; all keys are relative to the backup. */
export function inspectHere({
	rules,
	expected,
	sums,
	read,
}: {
	rules: BinlogRules;
	/** Sizes in bytes: so much is held while it is decoded. */
	expected: ReadonlyMap<string, number>;
	/** Default: nothing was recorded. */
	sums?: ReadonlyMap<string, RecordedSum>;
	/** A whole object. */
	read: (key: string) => Promise<Uint8Array>;
}): Inspect {
	const gate = byteGate(maxHeldBytes);
	return async (key, kind) =>
		gate(expected.get(key) ?? 0, async () =>
			inspectBinlog(await read(key), {key, kind, recorded: sums?.get(key)}, rules),
		);
}

import {z} from 'zod';

/** Where a backup says when it was last verified, relative to the backup. */
export const verifiedKey = 'meta/milvault/verified.json';

const verified = z.object({
	formatVersion: z.literal(1),
	tool: z.object({name: z.literal('milvault'), version: z.string()}),
	level: z.enum(['quick', 'full']),
	outcome: z.enum(['complete', 'failed']),
	differences: z.number().int().nonnegative(),
	/** RFC 3339 UTC. */
	at: z.iso.datetime(),
	/** Of the last drill. */
	restored: z.object({at: z.iso.datetime(), outcome: z.enum(['complete', 'failed'])}).optional(),
});

export type Verified = z.infer<typeof verified>;

export function writeVerified(record: Verified): string {
	return `${JSON.stringify(verified.parse(record))}\n`;
}

/** Undefined for what this version cannot read: a backup is no worse for it. */
export function parseVerified(text: string): Verified | undefined {
	try {
		return verified.safeParse(JSON.parse(text)).data;
	} catch {
		return undefined;
	}
}

/*
 * Payloads that Milvus 2.3.5, whose binlogs are in test/fixtures, does not write; made with pyarrow
 * 26: zstd, no nulls, three deletes at 470639822322794497, ...498 and ...499, as Milvus >= 2.4 lays
 * them out.
 */

/** Columns pk int64 (1, -2, greatest int64) and ts int64. */
export const int64Deletes =
	'UEFSMRUEFTAVLEwVBhUAEgAAKLUv/SAYbQAAKAEA/v9/AgDg4AFgARUAFQgVGiwVBhUQFQYVBhwAAAAotS/9IAQhAAACAyQAFQQVMBVCTBUGFQASAAAotS/9IBjBAAABALTCbAyIBgIAtMJsDIgGAwC0wmwMiAYVABUIFRosFQYVEBUGFQYcAAAAKLUv/SAEIQAAAgMkABUEGTw1ABgGc2NoZW1hFQQAFQQlABgCcGsAFQQlABgCdHMAFgYZHBksJgAcFQQZNQAGEBkYAnBrFQwWBhZ6FogBJlAmCCksFQQVABUCABUAFRAVAgAAACYAHBUEGTUABhAZGAJ0cxUMFgYWehaeASbuASaQASksFQQVABUCABUAFRAVAgAAABb0ARYGJggWpgIAKCBwYXJxdWV0LWNwcC1hcnJvdyB2ZXJzaW9uIDI2LjAuMRksHAAAHAAAAL0AAABQQVIx';

/** Columns pk text (a; b,1; 商品) and ts int64. */
export const varcharDeletes =
	'UEFSMRUEFSwVPkwVBhUAEgAAKLUv/SAWsQAAAQAAAGEDAAAAYiwxBgAAAOWVhuWTgRUAFQgVGiwVBhUQFQYVBhwAAAAotS/9IAQhAAACAyQAFQQVMBVCTBUGFQASAAAotS/9IBjBAAABALTCbAyIBgIAtMJsDIgGAwC0wmwMiAYVABUIFRosFQYVEBUGFQYcAAAAKLUv/SAEIQAAAgMkABUEGTw1ABgGc2NoZW1hFQQAFQwlABgCcGslAEwcAAAAFQQlABgCdHMAFgYZHBksJgAcFQwZNQAGEBkYAnBrFQwWBhZ2FpoBJmImCCksFQQVABUCABUAFRAVAgA8FhQZBhkGAAAAJgAcFQQZNQAGEBkYAnRzFQwWBhZ6Fp4BJoACJqIBKSwVBBUAFQIAFQAVEBUCAAAAFvABFgYmCBa4AgAoIHBhcnF1ZXQtY3BwLWFycm93IHZlcnNpb24gMjYuMC4xGSwcAAAcAAAAywAAAFBBUjE=';

/** One text column: `7,470639822322794497` and `-8,470639822322794498` (before 2.2). */
export const pairDeletes =
	'UEFSMRUEFWIVXEwVBBUAEgAAKLUv/SAxLQEA+BQAAAA3LDQ3MDYzOTgyMjMyMjc5NDQ5NxUAAAAtODgBALI3nRUAFQYVGCwVBBUQFQYVBhwAAAAotS/9IAMZAAABAwIVBBksNQAYBnNjaGVtYRUCABUMJQAYA3ZhbCUATBwAAAAWBBkcGRwmABwVDBk1AAYQGRgDdmFsFQwWBBaqARa2ASaAASYIKSwVBBUAFQIAFQAVEBUCADwWUhkGGQYAAAAWqgEWBCYIFrYBACggcGFycXVldC1jcHAtYXJyb3cgdmVyc2lvbiAyNi4wLjEZHBwAAACTAAAAUEFSMQ==';

/*
 * Files that are crafted to fill a reader's memory (pyarrow 26); the files themselves are packed by
 * zstd once more.
 */

/** One text of 200,000,000 times `a`, in a parquet file of 6,488 bytes. */
export const longEntry =
	'KLUv/WBYGFUJAKIPOS5QVzqIjrPYZVPWemaKmEKM2D9m5o0AC0BTgyiq31C9Amb2zl2Hl7ybxnRAkZAUELVD/6j5nzOGNB4NSsTgeq1kbapmsL3admXAYCjGLEWLtSvMgF5EKkVSNqPp1Na9GXWG0435dKcpi2m2W9Ns2rbuTota4hh1qIUEUtU20YwvSJD/S1zi23k5eX9/M0eQOOVO3kme5sUvEdi8+YmMMybP/9lzBGutAdAjzHvyrq2UCiUr0U8WOHBXQuGwFk6Sv0px+HG94mcNhL7A5kZ07BT/c3nL+0vehQl4x14Qh7u/ELVDAR0gcM7Q0d19yfICO0DeDmowvaNh9vBGJJwGIlBcFwALxLKA3oRY2i2q0zgaDPnt4NODUUgTta0gzEq9Wph87dMCrww=';

/** A column of 60,000,000 nulls, in a parquet file of 114,347 bytes. */
export const manyNulls =
	'KLUv/aCrvgEA5QgAMk40LlB1OnA3MzNMlqStjFFU1QgD4y0vmIClcJ88E3O/8p6/vfXwxfP66V1cMII8QSln2pwfsPmfMz7NhflgjKbTSNWurdF1als1gUKFEquVlWpV1Cie4vqAGJqKhfVQLt0TTTeKspNmuyvNou3qxnSnGwpATIx8NmnaoJjxv/L/S+zhh5Kbt/v7my9fScDFwoFNFoIX3yMxePPLjDOGwGCvMHOSpLYCYkeC991VS6sopPLEOxBY8I5W+y/4+xtzitnhf/aud387Wu0iDLdwf8+0OQEhKDAGMcYHEQDaCmv////vB2tuIxQdE24AgoYLDdSwKSx6g+CJtRhOYMEOIBOCdlD1aqehyHi+GQKCuWQ1OloBS42yUHpTVfU=';

/**
 * A binlog around payloads, as Milvus's serde_events.go writes it: time range 1 to 1, no next
 * position.
 */
export function binlogOf(
	payloads: readonly Buffer[],
	extras: object = {},
	range: readonly [bigint, bigint] = [1n, 1n],
): Buffer {
	const json = Buffer.from(JSON.stringify(extras));
	const head = Buffer.alloc(4 + 17 + 52 + 8 + 4);
	head.writeInt32LE(0xff_fa_bc, 0);
	head.writeInt32LE(head.length - 4 + json.length, 13);
	for (const [index, id] of [1n, 2n, 3n, -1n].entries()) {
		head.writeBigInt64LE(id, 21 + index * 8);
	}

	head.writeInt32LE(20, 69);
	head.writeInt32LE(json.length, 81);
	const events = payloads.map(payload => {
		const event = Buffer.alloc(33);
		event.writeInt8(2, 8);
		event.writeInt32LE(event.length + payload.length, 9);
		event.writeBigUInt64LE(range[0], 17);
		event.writeBigUInt64LE(range[1], 25);
		return Buffer.concat([event, payload]);
	});
	return Buffer.concat([head, json, ...events]);
}

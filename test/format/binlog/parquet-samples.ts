/*
 * Payloads that Milvus 2.3.5, whose binlogs are in test/fixtures, does not write; made with pyarrow 26: zstd, no nulls, three
 * deletes at 470639822322794497, ...498 and ...499, as Milvus >= 2.4 lays them out.
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

/** A binlog around payloads, as Milvus's serde_events.go writes it: time range 1 to 1, no next position. */
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

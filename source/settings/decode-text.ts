import {isUtf8} from 'node:buffer';
import type {ForeignEncoding} from '../model/config-mistakes.js';
import {MilvaultError} from '../model/milvault-error.js';

/**
 * A configuration file's text.
 *
 * @param file as it is to be shown
 * @throws config-encoding for all that is not UTF-8, by the name that it probably has
 */
export function decodeText(bytes: Buffer, file: string): string {
	const encoding = foreignEncoding(bytes);
	if (encoding !== undefined) {
		throw new MilvaultError('config-encoding', {file, encoding});
	}

	return bytes.toString('utf8');
}

function foreignEncoding(bytes: Buffer): ForeignEncoding | undefined {
	const mark = bytes.subarray(0, 2).toString('hex');
	if (mark === 'fffe' || mark === 'feff' || isHalfNull(bytes)) {
		return 'UTF-16';
	}

	if (bytes.includes(0)) {
		return 'binary';
	}

	return isUtf8(bytes) ? undefined : isGbk(bytes) ? 'GBK' : 'Latin-1';
}

/** UTF-16 without a mark: every other byte of ASCII is null. */
function isHalfNull(bytes: Buffer): boolean {
	const start = bytes.subarray(0, 64);
	const isNullAt = (remainder: number): boolean =>
		start.every((byte, index) => (index % 2 === remainder) === (byte === 0));
	return start.length > 3 && (isNullAt(0) || isNullAt(1));
}

/**
 * Two bytes a character, both from A1 on: in Latin-1 a letter of ASCII stands beside the accented
 * one.
 */
function isGbk(bytes: Buffer): boolean {
	let isSecond = false;
	for (const byte of bytes) {
		if (isSecond && byte < 0xa1) {
			return false;
		}

		isSecond = !isSecond && byte >= 0x80;
	}

	return !isSecond;
}

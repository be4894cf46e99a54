import {Readable} from 'node:stream';
import {
	brotliDecompressSync,
	createBrotliDecompress,
	createGunzip,
	createZstdDecompress,
	gunzipSync,
	zstdDecompressSync,
} from 'node:zlib';
import {snappyUncompress} from 'hyparquet';
import {MilvaultError} from '../../model/milvault-error.js';
import {fragment} from '../../model/fragments.js';
import {badBinlog} from './binlog-error.js';

/**
 * The most that is decompressed into memory at once, in bytes. Milvus begins a new page after 1
 * MiB, but looks only after every 1,024 rows: the greatest vectors (32,768 floats) make pages of
 * 128 MiB.
 */
export const maxPageBytes = 128 * 1024 * 1024;

/**
 * Decompresses one page, never to more than its header says.
 *
 * @param codec - Parquet's name for it; Milvus writes ZSTD
 * @param sizeBytes - What it must become
 * @throws metadata-unreadable for a damaged page (zstd's own checksum included), and for one of
 *   another size
 */
export function decompressPage(
	body: Uint8Array,
	{codec, sizeBytes, file}: {codec: string; sizeBytes: number; file: string},
): Uint8Array {
	if (sizeBytes > maxPageBytes) {
		throw badBinlog(file, fragment('page-too-large', {bytes: sizeBytes}));
	}

	const page = inflate(body, {codec, sizeBytes, file});
	if (page.length !== sizeBytes) {
		throw otherSize(file, sizeBytes);
	}

	return page;
}

function inflate(
	body: Uint8Array,
	{codec, sizeBytes, file}: {codec: string; sizeBytes: number; file: string},
): Uint8Array {
	const limit = {maxOutputLength: Math.max(sizeBytes, 1)};
	try {
		switch (codec) {
			case 'UNCOMPRESSED': {
				return body;
			}

			case 'ZSTD': {
				return whole(zstdDecompressSync(body, {...limit, info: true}), body);
			}

			case 'SNAPPY': {
				const page = new Uint8Array(sizeBytes);
				snappyUncompress(body, page);
				return page;
			}

			case 'GZIP': {
				return gunzipSync(body, limit);
			}

			case 'BROTLI': {
				return brotliDecompressSync(body, limit);
			}

			default: {
				throw unknownCodec(file, codec);
			}
		}
	} catch (error) {
		if (error instanceof MilvaultError) {
			throw error;
		}

		if (isTooLarge(error)) {
			throw otherSize(file, sizeBytes);
		}

		throw badBinlog(file, fragment('page-damaged'), error);
	}
}

/**
 * Node ignores data after a frame, Milvus's reader treats it as another frame and crashes (seen:
 * panic, "magic number mismatch").
 */
function whole(inflated: unknown, body: Uint8Array): Uint8Array {
	const {buffer, engine} = inflated as {
		buffer: Uint8Array;
		engine: {bytesWritten: number};
	};
	if (engine.bytesWritten !== body.length) {
		throw new Error('bytes follow after its end');
	}

	return buffer;
}

/**
 * The same for a page that is too large for memory: decompresses it piece by piece and keeps
 * nothing.
 *
 * @throws metadata-unreadable
 */
export async function checkLargePage(
	body: Uint8Array,
	{codec, sizeBytes, file}: {codec: string; sizeBytes: number; file: string},
): Promise<void> {
	if (codec === 'UNCOMPRESSED') {
		if (body.length !== sizeBytes) {
			throw otherSize(file, sizeBytes);
		}

		return;
	}

	const inflating =
		codec === 'ZSTD'
			? createZstdDecompress()
			: codec === 'GZIP'
				? createGunzip()
				: codec === 'BROTLI'
					? createBrotliDecompress()
					: undefined;
	if (!inflating) {
		throw unknownCodec(file, codec);
	}

	let length = 0;
	try {
		for await (const piece of Readable.from([body]).pipe(inflating)) {
			length += (piece as Buffer).length;
			if (length > sizeBytes) {
				break;
			}
		}
	} catch (error) {
		throw badBinlog(file, fragment('page-damaged'), error);
	}

	if (length !== sizeBytes || inflating.bytesWritten !== body.length) {
		throw otherSize(file, sizeBytes);
	}
}

function otherSize(file: string, sizeBytes: number): Error {
	return badBinlog(file, fragment('page-size', {bytes: sizeBytes}));
}

function unknownCodec(file: string, codec: string): Error {
	return badBinlog(file, fragment('page-codec', {codec}));
}

function isTooLarge(error: unknown): boolean {
	return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}

import prettyBytes from 'pretty-bytes';

/** `0 B`, `142 KB`, `64.8 GB`: decimal units, three digits that count. */
export function formatBytes(bytes: bigint | number): string {
	return prettyBytes(bytes).replace('kB', 'KB');
}

/** Redis's own schemes; the other two mean the same, for a Valkey. */
const schemes = new Set(['redis:', 'rediss:', 'valkey:', 'valkeys:']);

export const queueUrls = 'redis://host:6379, rediss://user:password@host:6379/0';

export function isQueueUrl(text: string): boolean {
	const url = URL.parse(text);
	return url !== null && schemes.has(url.protocol) && url.hostname !== '';
}

import {readFileSync} from 'node:fs';

/** Our own version, from the package's manifest beside source/ and dist/. */
export function readToolVersion(): string {
	const manifest: unknown = JSON.parse(
		readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
	);
	return typeof manifest === 'object' &&
		manifest !== null &&
		'version' in manifest &&
		typeof manifest.version === 'string'
		? manifest.version
		: '0.0.0';
}

import {homedir, hostname} from 'node:os';
import {fileURLToPath} from 'node:url';

const clone = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/**
 * @throws when a screen shows where it was taken: the clone's path, the user's home, the machine's
 * name.
 */
export function refusePrivate(lines: readonly string[]): void {
	const words = lines.flatMap(line => line.split(/[\s@:,;'"()]+/));
	const hosts = [hostname(), hostname().split('.')[0]];
	const shown = words.find(
		word =>
			hosts.includes(word) ||
			[clone, homedir()].some(path => word === path || word.startsWith(`${path}/`)),
	);
	if (shown !== undefined) {
		throw new Error(`A picture would show something of this machine: ${shown}`);
	}
}

import type {RawValue} from '../tree.js';
import {leavesBelow, namesBelow, textAt} from './map-leaves.js';

/** Where a port of a service is reached from outside. */
export type PublishedPort = {host: string; port: number};

/**
 * Where Docker Compose publishes a port of a service: `"9000:9000"`, `"127.0.0.1:9010:9000/tcp"`,
 * `"9000-9001:9000-9001"`, or the long form with `target` and `published`. Undefined: nowhere, or
 * at a port that Docker chooses.
 *
 * @param service its leaves, lists open
 * @param fill puts the environment into the place of `${X}`
 */
export function publishedPort(
	service: readonly RawValue[],
	target: number,
	fill: (leaf: RawValue) => string,
): PublishedPort | undefined {
	if (textAt(service, 'network_mode') === 'host') {
		return {host: 'localhost', port: target};
	}

	for (const item of namesBelow(service, 'ports')) {
		const leaves = leavesBelow(service, 'ports', item);
		const short = service.find(({path}) => path.join('\0') === `ports\0${item}`);
		const found = short ? shortForm(fill(short), target) : longForm(leaves, target, fill);
		if (found) {
			return found;
		}
	}

	return undefined;
}

function longForm(
	leaves: readonly RawValue[],
	target: number,
	fill: (leaf: RawValue) => string,
): PublishedPort | undefined {
	const valueOf = (key: string): string => {
		const leaf = leaves.find(({path}) => path.join('.') === key);
		return leaf ? fill(leaf) : '';
	};

	const port = Number(valueOf('published'));
	return Number(valueOf('target')) === target && port > 0
		? {host: hostOf(valueOf('host_ip')), port}
		: undefined;
}

function shortForm(text: string, target: number): PublishedPort | undefined {
	const match = /^(?:(\[[^\]]*\]|[\d.]*):)?(?:(\d+)(?:-(\d+))?):(\d+)(?:-(\d+))?(?:\/\w+)?$/.exec(
		text.trim(),
	);
	if (!match) {
		return undefined;
	}

	const [, address, first, , inside, last] = match;
	const start = Number(inside);
	const isInRange = target >= start && target <= Number(last ?? inside);
	return isInRange
		? {host: hostOf(address ?? ''), port: Number(first) + target - start}
		: undefined;
}

function hostOf(address: string): string {
	return ['', '0.0.0.0', '::', '[::]', '::1', '[::1]'].includes(address) ? 'localhost' : address;
}
